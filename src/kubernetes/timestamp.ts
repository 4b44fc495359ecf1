/** Texts of moments by second: what happens at one moment, and pods that are made together, ask again and again. */
const texts = new Map<number, string>();
const TEXTS_MAX = 4096;

/** A moment, milliseconds since the epoch, as Kubernetes writes times: to the second. */
export function timestampOf(atMs: number): string {
  const second = Math.floor(atMs / 1000);
  let text = texts.get(second);
  if (text === undefined) {
    if (texts.size >= TEXTS_MAX) texts.clear();
    text = new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
    texts.set(second, text);
  }
  return text;
}

/** A moment, milliseconds since the epoch, to the millisecond: `2024-01-15T14:30:00.000Z`. */
export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** A moment, milliseconds since the epoch, to the second or, where it has parts of one, to the millisecond. */
export function instant(atMs: number): string {
  return isoTime(atMs).replace('.000Z', 'Z');
}
