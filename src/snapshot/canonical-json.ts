/** The JSON of a value with the keys of every object in order: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return isInOrder(value) ? (JSON.stringify(value) ?? 'null') : sortedJson(value);
}

/** Whether the keys of every object are in order already, as they are in what kubectl prints. */
function isInOrder(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let previous = '';
  for (const key in value) {
    if (key < previous || !isInOrder((value as Record<string, unknown>)[key])) return false;
    previous = key;
  }
  return true;
}

/** Keys that are their own spelling: nearly all. */
const PLAIN_KEY = /^[\w./-]*$/;

function sortedJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) {
    let text = '[';
    for (let index = 0; index < value.length; index++) {
      if (index > 0) text += ',';
      text += sortedJson(value[index]);
    }
    return `${text}]`;
  }
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record);
  if (!isSorted(keys)) keys.sort();
  let text = '{';
  for (const key of keys) {
    const member = record[key];
    if (member === undefined) continue;
    if (text.length > 1) text += ',';
    text += PLAIN_KEY.test(key) ? `"${key}":` : `${JSON.stringify(key)}:`;
    text += sortedJson(member);
  }
  return `${text}}`;
}

function isSorted(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index++) if (keys[index - 1]! > keys[index]!) return false;
  return true;
}

/**
 * Whether the bytes from `start` to `end` are canonical JSON, told without parsing them. Texts that are written rarely,
 * with escapes, letters beyond ASCII or other than whole numbers, are left to `canonicalJson`: false.
 */
export function isCanonicalJson(bytes: Uint8Array, start: number, end: number): boolean {
  return canonicalEnd(bytes, start, end, 0) === end;
}

const NOT_CANONICAL = -1;
const DEPTH_MAX = 100;
/** Digits that a number may have to be a whole number of its own spelling. */
const DIGITS_MAX = 15;
const WORDS = ['true', 'false', 'null'].map((word) => new TextEncoder().encode(word));

/** The index behind the canonical value that begins at `at`; NOT_CANONICAL. */
function canonicalEnd(bytes: Uint8Array, at: number, end: number, depth: number): number {
  if (at >= end || depth > DEPTH_MAX) return NOT_CANONICAL;
  const first = bytes[at]!;
  if (first === 0x22) return stringEnd(bytes, at, end);
  if (first === 0x7b) return membersEnd(bytes, at, end, depth);
  if (first !== 0x5b) return scalarEnd(bytes, at, end);
  let index = at + 1;
  if (bytes[index] === 0x5d) return index < end ? index + 1 : NOT_CANONICAL;
  for (;;) {
    index = canonicalEnd(bytes, index, end, depth + 1);
    if (index < 0 || index >= end) return NOT_CANONICAL;
    const next = bytes[index++];
    if (next === 0x5d) return index;
    if (next !== 0x2c) return NOT_CANONICAL;
  }
}

function membersEnd(bytes: Uint8Array, at: number, end: number, depth: number): number {
  let index = at + 1;
  if (bytes[index] === 0x7d) return index < end ? index + 1 : NOT_CANONICAL;
  let previous = NOT_CANONICAL;
  let previousEnd = NOT_CANONICAL;
  for (;;) {
    if (index >= end || bytes[index] !== 0x22) return NOT_CANONICAL;
    const keyEnd = stringEnd(bytes, index, end);
    if (keyEnd < 0 || keyEnd >= end || bytes[keyEnd] !== 0x3a) return NOT_CANONICAL;
    if (previous >= 0 && !isBefore(bytes, previous, previousEnd, index + 1, keyEnd - 1)) return NOT_CANONICAL;
    previous = index + 1;
    previousEnd = keyEnd - 1;
    index = canonicalEnd(bytes, keyEnd + 1, end, depth + 1);
    if (index < 0 || index >= end) return NOT_CANONICAL;
    const next = bytes[index++];
    if (next === 0x7d) return index;
    if (next !== 0x2c) return NOT_CANONICAL;
  }
}

/** Whether one stretch of ASCII comes before another, as texts are compared. */
export function isBefore(
  bytes: Uint8Array,
  aStart: number,
  aEnd: number,
  bStart: number,
  bEnd: number,
): boolean {
  const length = Math.min(aEnd - aStart, bEnd - bStart);
  for (let index = 0; index < length; index++) {
    const difference = bytes[aStart + index]! - bytes[bStart + index]!;
    if (difference !== 0) return difference < 0;
  }
  return aEnd - aStart < bEnd - bStart;
}

/** Of a string of plain ASCII. */
function stringEnd(bytes: Uint8Array, at: number, end: number): number {
  for (let index = at + 1; index < end; index++) {
    const byte = bytes[index]!;
    if (byte === 0x22) return index + 1;
    if (byte === 0x5c || byte < 0x20 || byte >= 0x80) return NOT_CANONICAL;
  }
  return NOT_CANONICAL;
}

function scalarEnd(bytes: Uint8Array, at: number, end: number): number {
  for (const word of WORDS) if (word[0] === bytes[at]) return isWord(bytes, at, end, word);
  const start = bytes[at] === 0x2d ? at + 1 : at;
  let index = start;
  while (index < end && bytes[index]! >= 0x30 && bytes[index]! <= 0x39) index++;
  const digits = index - start;
  if (digits === 0 || digits > DIGITS_MAX) return NOT_CANONICAL;
  // Neither 007 nor -0.
  return bytes[start] === 0x30 && index > at + 1 ? NOT_CANONICAL : index;
}

function isWord(bytes: Uint8Array, at: number, end: number, word: Uint8Array): number {
  if (at + word.length > end) return NOT_CANONICAL;
  for (let index = 1; index < word.length; index++)
    if (bytes[at + index] !== word[index]) return NOT_CANONICAL;
  return at + word.length;
}
