import type { Unit } from '../../trends/index.ts';

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'] as const;
const DAY_MS = 86_400_000;

/** An amount as people read it: `19.7Gi`, `2.5`, `250m`. */
export function amountWords(value: number, unit: Unit): string {
  if (unit === 'bytes') {
    const power = Math.min(
      BINARY.length - 1,
      Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(value))) / 10)),
    );
    return `${digits(value / 1024 ** power)}${BINARY[power]}`;
  }
  if (unit === 'cores' && Math.abs(value) < 1) return `${Math.round(value * 1000)}m`;
  return digits(value);
}

function digits(value: number): string {
  const size = Math.abs(value);
  return String(Number(value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)));
}

/** A share in percent, with as many digits as tell it from none. */
export function percent(share: number): string {
  const value = share * 100;
  if (value === 0) return '0 %';
  return `${Number(value >= 1 ? value.toFixed(value >= 10 ? 0 : 1) : value.toPrecision(2))} %`;
}

/** A probability: `p 3.1e-7`, `p 0.02`. */
export function pWords(p: number): string {
  return `p ${p < 1e-99 ? '< 1e-99' : p < 0.001 ? p.toExponential(1) : String(Number(p.toPrecision(2)))}`;
}

/** A time in UTC to the minute. */
export function minuteOf(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

/** How far ahead a time is: `in 16 h`, `in 12 days`. */
export function ahead(fromMs: number, toMs: number): string {
  const hours = (toMs - fromMs) / 3_600_000;
  if (hours < 1) return 'within the hour';
  return hours < 48
    ? `in ${Math.round(hours)} h`
    : `in ${Math.round(((toMs - fromMs) / DAY_MS) * 10) / 10} days`;
}

/** A stretch of seconds: `45 s`, `10 min`, `30 days`. */
export function stretchWords(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 2 * 86_400 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
