/** The string whose JSON, quotes included, stands between `start` and `end`. */
export function textOf(bytes: Buffer, start: number, end: number): string {
  return isPlain(bytes, start, end)
    ? bytes.toString('utf8', start + 1, end - 1)
    : (JSON.parse(bytes.toString('utf8', start, end)) as string);
}

/** Whether a string's JSON is plain ASCII without escapes, so that its bytes are those of the string. */
export function isPlain(bytes: Buffer, start: number, end: number): boolean {
  for (let index = start + 1; index < end - 1; index++) {
    const byte = bytes[index]!;
    if (byte === 0x5c || byte >= 0x80) return false;
  }
  return true;
}

/** Length of `"2026-01-02T03:04:05Z"` with its quotes. */
const TIME_BYTES = 22;
/** Midnights that were worked out before, by year, month and day as one number. */
const midnights = new Map<number, number>();

/** The time that a string stands for, in milliseconds since the epoch, as Date.parse gives it. */
export function timeOf(bytes: Buffer, start: number, end: number): number {
  if (end - start !== TIME_BYTES || !hasTimeShape(bytes, start + 1))
    return Date.parse(textOf(bytes, start, end));
  const at = start + 1;
  const hours = twoDigits(bytes, at + 11);
  const minutes = twoDigits(bytes, at + 14);
  const seconds = twoDigits(bytes, at + 17);
  if (hours > 23 || minutes > 59 || seconds > 59) return Date.parse(textOf(bytes, start, end));
  const date =
    twoDigits(bytes, at) * 1e6 +
    twoDigits(bytes, at + 2) * 1e4 +
    twoDigits(bytes, at + 5) * 100 +
    twoDigits(bytes, at + 8);
  let midnight = midnights.get(date);
  if (midnight === undefined) {
    midnight = Date.parse(`${bytes.toString('latin1', at, at + 10)}T00:00:00Z`);
    midnights.set(date, midnight);
  }
  return midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

function hasTimeShape(bytes: Buffer, at: number): boolean {
  for (let index = 0; index < 19; index++) {
    const byte = bytes[at + index]!;
    const expected = SHAPE.charCodeAt(index);
    if (expected === 0x30 ? byte < 0x30 || byte > 0x39 : byte !== expected) return false;
  }
  return bytes[at + 19] === 0x5a;
}

const SHAPE = '0000-00-00T00:00:00';

function twoDigits(bytes: Buffer, at: number): number {
  return (bytes[at]! - 0x30) * 10 + bytes[at + 1]! - 0x30;
}
