import { pick } from '../sample/identity.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The first and the last moment of the recording. */
export const START = Date.UTC(2023, 6, 20);
export const END = Date.UTC(2024, 0, 16, 9);

/** The moment that a text names, in UTC: `2024-01-15 14:10:05`. */
export function moment(text: string): number {
  const ms = Date.parse(`${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(ms)) throw new Error(`no time: ${text}`);
  return ms;
}

/** A time as Kubernetes writes it into objects. */
export function stamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** A time as audit logs and MicroTime fields write it. */
export function microStamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}

/** The midnights of the recording in UTC, oldest first. */
export function midnights(): number[] {
  const days: number[] = [];
  for (let at = START; at < END; at += DAY) days.push(at);
  return days;
}

/** Sunday is 0. */
export function weekdayOf(ms: number): number {
  return new Date(ms).getUTCDay();
}

/** A number in [0, 1) that depends on what it is for and on nothing else. */
export function chance(...purpose: readonly (string | number)[]): number {
  return pick(1_000_003, 'recording', ...purpose) / 1_000_003;
}

/** A number in [from, to) that depends on what it is for and on nothing else. */
export function between(from: number, to: number, ...purpose: readonly (string | number)[]): number {
  return from + (to - from) * chance(...purpose);
}

/** About normal around 0 with a deviation of 1, from what it is for. */
export function noise(...purpose: readonly (string | number)[]): number {
  let sum = 0;
  for (let part = 0; part < 6; part++) sum += chance(...purpose, part);
  return (sum - 3) * Math.SQRT2;
}

/** The moments at which something is measured: seldom long ago, often of late, each minute around the outage. */
export function ticks(seldomMs: number, oftenMs: number, oftenFrom: number): number[] {
  const times: number[] = [];
  for (let at = START; at < oftenFrom; at += seldomMs) times.push(at);
  for (let at = Math.max(oftenFrom, START); at <= END; at += oftenMs) times.push(at);
  return times;
}
