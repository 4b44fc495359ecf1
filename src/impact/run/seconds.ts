/** Milliseconds as the seconds of a document, to 0.01 s. */
export function seconds(timeMs: number): number {
  return Math.round(timeMs / 10) / 100;
}
