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
