/** The last answer: what happens at one moment asks again and again. */
let lastSecond = Number.NaN;
let lastText = '';

/** A moment, milliseconds since the epoch, as Kubernetes writes times: to the second. */
export function timestampOf(atMs: number): string {
  const second = Math.floor(atMs / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
  }
  return lastText;
}

/** A moment, milliseconds since the epoch, to the millisecond: `2024-01-15T14:30:00.000Z`. */
export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** A moment, milliseconds since the epoch, to the second or, where it has parts of one, to the millisecond. */
export function instant(atMs: number): string {
  return isoTime(atMs).replace('.000Z', 'Z');
}
