import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one run of the scheduler fuzz compared. */
export interface FuzzSummary {
  readonly kubernetes: string;
  /** Which of equal nodes is chosen. */
  readonly tie: string;
  /** Which of our two paths answered; the fast one explains no nodes. */
  readonly path: string;
  readonly seed: number;
  readonly scenarios: number;
  readonly pods: number;
  readonly nodeVerdicts: number;
  /** Scenarios in which the answers differ. */
  readonly differing: number;
}

const FILE = join(import.meta.dirname, 'summary.json');

/** The kept results, one for each version and seed. */
export function readFuzzSummaries(): FuzzSummary[] {
  return JSON.parse(readFileSync(FILE, 'utf8')) as FuzzSummary[];
}

/** Keeps a result; a former one of the same version and seed goes. */
export function keepFuzzSummary(summary: FuzzSummary): void {
  const others = readFuzzSummaries().filter(
    (one) => one.kubernetes !== summary.kubernetes || one.seed !== summary.seed || one.path !== summary.path,
  );
  const all = [...others, summary].sort((a, b) =>
    a.kubernetes === b.kubernetes ? a.seed - b.seed : a.kubernetes < b.kubernetes ? -1 : 1,
  );
  writeFileSync(FILE, `[\n${all.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]\n`);
}
