// Reads one file in one way and prints how long it took and how much memory: run by loading.ts.
import { createReadStream } from 'node:fs';
import { readSnapshot } from '../src/snapshot/index.ts';

const [, , way, file = ''] = process.argv;
const collect = () => (globalThis as { gc?: () => void }).gc?.();

/** JSON.parse of every item of a List, sliced out of the stream by its depth; what a program without columns would do. */
async function parseItems(path: string): Promise<unknown[]> {
  const items: unknown[] = [];
  let rest = Buffer.alloc(0);
  let depth = 0;
  let inString = false;
  let isEscaped = false;
  let start = -1;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const from = rest.length;
    const buffer = rest.length > 0 ? Buffer.concat([rest, chunk as Buffer]) : (chunk as Buffer);
    for (let index = from; index < buffer.length; index++) {
      const byte = buffer[index];
      if (inString) {
        if (isEscaped) isEscaped = false;
        else if (byte === 92) isEscaped = true;
        else if (byte === 34) inString = false;
      } else if (byte === 34) inString = true;
      else if (byte === 123) {
        if (depth === 1 && start < 0) start = index;
        depth++;
      } else if (byte === 125) {
        depth--;
        if (depth === 1 && start >= 0) {
          items.push(JSON.parse(buffer.toString('utf8', start, index + 1)));
          start = -1;
        }
      }
    }
    rest = start >= 0 ? Buffer.from(buffer.subarray(start)) : Buffer.alloc(0);
    if (start >= 0) start = 0;
  }
  return items;
}

collect();
const heapBefore = process.memoryUsage().heapUsed;
const started = performance.now();
const result = way === 'ours' ? await readSnapshot([file]) : await parseItems(file);
const ms = performance.now() - started;
const peakBytes = process.resourceUsage().maxRSS * 1024;
collect();
collect();
const usage = process.memoryUsage();
const keptBytes = usage.heapUsed - heapBefore + (way === 'ours' ? usage.arrayBuffers : 0);
process.stdout.write(JSON.stringify({ ms, peakBytes, keptBytes, isKept: result !== undefined }));
