// Reads one file in one way and prints how long it took and how much memory: run by loading.ts.
import { closeSync, openSync, readSync } from 'node:fs';
import { readSnapshot } from '../src/snapshot/index.ts';
import { skipSpace, skipValue } from '../src/snapshot/text/skip-value.ts';

const [, , way, file = ''] = process.argv;
const collect = () => (globalThis as { gc?: () => void }).gc?.();

/** What a program without columns would do: JSON.parse of every item of a List, cut out of the file piece by piece. */
class ItemParser {
  readonly items: unknown[] = [];
  /** Milliseconds in JSON.parse and in making its text, without finding where items end. */
  parseMs = 0;
  readonly #file: number;
  readonly #bytes = Buffer.allocUnsafe(64 << 20);
  #at = 0;
  #end = 0;
  #isWhole = false;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.#fill();
    this.#at = this.#bytes.indexOf('[', this.#bytes.indexOf('"items"')) + 1;
  }

  /** @param isKept whether the objects stay. */
  parse(isKept: boolean): this {
    while (this.#toItem()) {
      const end = skipValue(this.#bytes, this.#at, this.#end, false);
      const started = performance.now();
      const item: unknown = JSON.parse(this.#bytes.toString('utf8', this.#at, end));
      this.parseMs += performance.now() - started;
      if (isKept) this.items.push(item);
      this.#at = end;
    }
    closeSync(this.#file);
    return this;
  }

  #toItem(): boolean {
    if (!this.#isWhole && this.#end - this.#at < 16 << 20) this.#fill();
    this.#at = skipSpace(this.#bytes, this.#at, this.#end);
    if (this.#bytes[this.#at] === 0x2c) this.#at = skipSpace(this.#bytes, this.#at + 1, this.#end);
    return this.#bytes[this.#at] !== 0x5d;
  }

  #fill(): void {
    this.#bytes.copy(this.#bytes, 0, this.#at, this.#end);
    this.#end -= this.#at;
    this.#at = 0;
    for (let count = -1; count !== 0 && this.#end < this.#bytes.length; this.#end += count)
      count = readSync(this.#file, this.#bytes, this.#end, this.#bytes.length - this.#end, null);
    this.#isWhole = this.#end < this.#bytes.length;
  }
}

collect();
const heapBefore = process.memoryUsage().heapUsed;
const cpuBefore = process.cpuUsage();
const started = performance.now();
const parser = way === 'ours' ? undefined : new ItemParser(file).parse(way === 'parse');
const result = parser ?? (await readSnapshot([file]));
const ms = performance.now() - started;
const { user, system } = process.cpuUsage(cpuBefore);
const cpuMs = (user + system) / 1000;
const peakBytes = process.resourceUsage().maxRSS * 1024;
collect();
collect();
const usage = process.memoryUsage();
const keptBytes = usage.heapUsed - heapBefore + (way === 'ours' ? usage.arrayBuffers : 0);
// Of the processor time, the share that JSON.parse alone had of the wall time.
const parseCpuMs = parser ? (parser.parseMs / ms) * cpuMs : 0;
process.stdout.write(
  JSON.stringify({ ms, cpuMs, parseCpuMs, peakBytes, keptBytes, isKept: result !== undefined }),
);
