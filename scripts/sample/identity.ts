import { createHash } from 'node:crypto';

/** The moment of the sample: everything in it has a time before. */
export const TAKEN_AT = Date.UTC(2026, 9, 12, 9, 14, 2);

/** A uid that depends on what it is for and on nothing else. */
export function uidOf(...parts: readonly (string | number)[]): string {
  const hex = digest(parts.join('/'));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Kubernetes' alphabet for generated names: no vowels, no letters that look like digits. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** The random part of a name, from what it is for. */
export function suffix(length: number, ...parts: readonly (string | number)[]): string {
  const hex = digest(parts.join('/'));
  return Array.from(
    { length },
    (_, index) => ALPHABET[Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16) % ALPHABET.length],
  ).join('');
}

/** A time so many seconds before the moment of the sample. */
export function ago(seconds: number): string {
  return new Date(TAKEN_AT - seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** A whole number in [0, bound) from what it is for. */
export function pick(bound: number, ...parts: readonly (string | number)[]): number {
  return Number.parseInt(digest(parts.join('/')).slice(0, 8), 16) % bound;
}

function digest(text: string): string {
  return createHash('sha256').update(`sample ${text}`).digest('hex');
}
