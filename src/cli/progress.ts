/** Work shorter than this says nothing. */
const QUIET_MS = 2000;
const EVERY_MS = 500;

/**
 * Progress on standard error: one line that is replaced on a terminal, now and then a line elsewhere, nothing at all
 * for work that takes less than two seconds.
 */
export class Progress {
  readonly #startedMs = performance.now();
  #toldMs = 0;
  #isOpen = false;

  /** How far work of many alike pieces is, and how long the rest will take at this pace. */
  tellOf(what: string, piece: string, done: number, total: number): void {
    const leftMs = ((performance.now() - this.#startedMs) / done) * (total - done);
    const seconds = Math.ceil(leftMs / 1000);
    const estimate = seconds > 1 ? `, about ${seconds} s left` : '';
    this.tell(`${what}: ${piece} ${done} of ${total}${estimate}`);
  }

  tell(text: string): void {
    const nowMs = performance.now();
    if (nowMs - this.#startedMs < QUIET_MS) return;
    const { isTTY } = process.stderr;
    if (nowMs - this.#toldMs < (isTTY ? EVERY_MS / 5 : EVERY_MS * 20)) return;
    this.#toldMs = nowMs;
    if (isTTY) process.stderr.write(`\r\u001b[K${text}`);
    else process.stderr.write(`${text}\n`);
    this.#isOpen = isTTY === true;
  }

  end(): void {
    if (this.#isOpen) process.stderr.write('\r\u001b[K');
    this.#isOpen = false;
  }
}
