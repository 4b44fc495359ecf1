// Damages snapshots of every format and reads them, for some minutes: node scripts/fuzz-snapshots.js [minutes] [seed]
import { fuzzSnapshots } from '../test/snapshot/support/fuzz.ts';

const minutes = Number(process.argv[2] ?? 10);
const end = performance.now() + minutes * 60_000;
let seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const total = { read: 0, refused: 0, slowestMs: 0 };
for (; performance.now() < end; seed++) {
  const { counts, slowestMs } = await fuzzSnapshots({ seed, runs: 500 });
  total.read += counts.read;
  total.refused += counts.refused;
  total.slowestMs = Math.max(total.slowestMs, slowestMs);
}
const rssMiB = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(
  `${JSON.stringify({ ...total, slowestMs: Math.round(total.slowestMs), rssMiB, lastSeed: seed - 1 })}\n`,
);
