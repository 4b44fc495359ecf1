/** What `skipValue` answers when the bytes end inside the value. */
export const INCOMPLETE = -1;

/** How deep a JSON value may be nested. */
const DEPTH_MAX = 500;

/** A JSON text is malformed at a byte of the window that was scanned. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  /** Index into the scanned bytes. */
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** 1 for bytes that need a look inside a string: control characters, the quote, the backslash. */
const STRING_STOPS = new Uint8Array(256);
STRING_STOPS.fill(1, 0, 0x20);
STRING_STOPS[QUOTE] = 1;
STRING_STOPS[BACKSLASH] = 1;

/** 1 for the four bytes of JSON's white space. */
export const SPACES = new Uint8Array(256);
for (const space of [0x20, 0x09, 0x0a, 0x0d]) SPACES[space] = 1;

/** The index of the first byte from `at` on that is no white space; `end` when there is none. */
export function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && SPACES[bytes[at]!] === 1) at++;
  return at;
}

/**
 * The index behind the string whose opening quote stands at `at`.
 *
 * @throws JsonSyntaxError on control characters and unknown escapes.
 */
export function skipString(bytes: Uint8Array, at: number, end: number): number {
  let index = at + 1;
  while (index < end) {
    const byte = bytes[index]!;
    if (STRING_STOPS[byte] === 0) {
      index++;
      continue;
    }
    if (byte === QUOTE) return index + 1;
    if (byte !== BACKSLASH) throw new JsonSyntaxError('a control character stands in a string', index);
    if (index + 1 >= end) return INCOMPLETE;
    const escaped = bytes[index + 1]!;
    if (escaped === 0x75) {
      if (index + 6 > end) return INCOMPLETE;
      for (let digit = index + 2; digit < index + 6; digit++) {
        if (!isHex(bytes[digit]!)) throw new JsonSyntaxError('\\u needs four hexadecimal digits', digit);
      }
      index += 6;
    } else {
      if (!isEscape(escaped)) throw new JsonSyntaxError('an unknown escape stands in a string', index);
      index += 2;
    }
  }
  return INCOMPLETE;
}

/**
 * The index behind the JSON value that begins at `at`, checked as strictly as JSON.parse does, or INCOMPLETE.
 *
 * @param isLast whether no bytes follow `end`: a number that touches `end` is complete only then.
 * @throws JsonSyntaxError
 */
export function skipValue(bytes: Uint8Array, at: number, end: number, isLast: boolean): number {
  // One bit a level would do; a byte a level is as small: 1 stands for an object, 0 for an array.
  let depth = 0;
  let index = at;
  for (;;) {
    index = skipSpace(bytes, index, end);
    if (index >= end) return INCOMPLETE;
    const byte = bytes[index]!;
    let isOpened = false;
    if (byte === QUOTE) index = skipString(bytes, index, end);
    else if (byte === 0x7b || byte === 0x5b) {
      if (depth === DEPTH_MAX) throw new JsonSyntaxError(`nested deeper than ${DEPTH_MAX} levels`, index);
      IS_OBJECT[depth++] = byte === 0x7b ? 1 : 0;
      index++;
      isOpened = true;
    } else index = skipScalar(bytes, index, end, isLast);
    if (index < 0) return INCOMPLETE;
    // Behind a value, or behind an opening bracket: close what ends here, then stand where the next value begins.
    for (;;) {
      if (depth === 0) return index;
      index = skipSpace(bytes, index, end);
      if (index >= end) return INCOMPLETE;
      const next = bytes[index]!;
      const inObject = IS_OBJECT[depth - 1] === 1;
      if (next === (inObject ? 0x7d : 0x5d)) {
        depth--;
        index++;
        isOpened = false;
        continue;
      }
      if (!isOpened) {
        if (next !== 0x2c) throw new JsonSyntaxError('a comma or a closing bracket is missing', index);
        index++;
      }
      if (inObject) {
        index = skipKey(bytes, index, end);
        if (index < 0) return INCOMPLETE;
      }
      break;
    }
  }
}

const IS_OBJECT = new Uint8Array(DEPTH_MAX);

/** The index behind `"key" :`; INCOMPLETE when the bytes end before. */
function skipKey(bytes: Uint8Array, at: number, end: number): number {
  let index = skipSpace(bytes, at, end);
  if (index >= end) return INCOMPLETE;
  if (bytes[index] !== QUOTE) throw new JsonSyntaxError('a key must be a string', index);
  index = skipString(bytes, index, end);
  if (index < 0) return INCOMPLETE;
  index = skipSpace(bytes, index, end);
  if (index >= end) return INCOMPLETE;
  if (bytes[index] !== 0x3a) throw new JsonSyntaxError('a colon is missing', index);
  return index + 1;
}

/** The index behind true, false, null or a number. */
function skipScalar(bytes: Uint8Array, at: number, end: number, isLast: boolean): number {
  const first = bytes[at]!;
  if (first === 0x74) return skipWord(bytes, at, end, TRUE);
  if (first === 0x66) return skipWord(bytes, at, end, FALSE);
  if (first === 0x6e) return skipWord(bytes, at, end, NULL);
  let index = first === 0x2d ? at + 1 : at;
  const start = index;
  while (index < end && isDigit(bytes[index]!)) index++;
  if (index < end || isLast) {
    if (index === start) throw new JsonSyntaxError('this is no JSON value', at);
    if (bytes[start] === 0x30 && index - start > 1)
      throw new JsonSyntaxError('a number begins with 0', start);
  }
  if (index < end && bytes[index] === 0x2e) index = skipDigits(bytes, index + 1, end, isLast);
  if (index >= 0 && index < end && (bytes[index]! | 0x20) === 0x65) {
    const sign = bytes[index + 1];
    const signed = index + 1 < end && (sign === 0x2b || sign === 0x2d);
    index = skipDigits(bytes, index + (signed ? 2 : 1), end, isLast);
  }
  return index === end && !isLast ? INCOMPLETE : index;
}

/** The index behind one digit or more. */
function skipDigits(bytes: Uint8Array, at: number, end: number, isLast: boolean): number {
  let index = at;
  while (index < end && isDigit(bytes[index]!)) index++;
  if (index === at && (index < end || isLast)) throw new JsonSyntaxError('a number lacks a digit', at);
  return index === end && !isLast ? INCOMPLETE : index;
}

const TRUE = new TextEncoder().encode('true');
const FALSE = new TextEncoder().encode('false');
const NULL = new TextEncoder().encode('null');

function skipWord(bytes: Uint8Array, at: number, end: number, word: Uint8Array): number {
  for (let index = 1; index < word.length; index++) {
    if (at + index >= end) return INCOMPLETE;
    if (bytes[at + index] !== word[index]) throw new JsonSyntaxError('this is no JSON value', at);
  }
  return at + word.length;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isHex(byte: number): boolean {
  const lower = byte | 0x20;
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66);
}

/** `"`, `\`, `/`, b, f, n, r or t. */
function isEscape(byte: number): boolean {
  return (
    byte === QUOTE ||
    byte === BACKSLASH ||
    byte === 0x2f ||
    byte === 0x62 ||
    byte === 0x66 ||
    byte === 0x6e ||
    byte === 0x72 ||
    byte === 0x74
  );
}
