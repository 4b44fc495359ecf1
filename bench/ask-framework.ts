import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MissingProgram, programFinder } from '../test/harness/binaries.ts';
import { runProgram } from './measure.ts';
import type { Placement } from './scheduling.ts';

/** What the real scheduler's framework decided, and how fast. */
export interface FrameworkAnswer {
  readonly podsPerSecond: number;
  readonly decisions: readonly Placement[];
}

export interface FrameworkQuestion {
  /** A scenario of the harness. */
  readonly file: string;
  readonly everyNode: boolean;
  /** It stops after so many pods. */
  readonly limit: number;
  /**
   * `all`: it filters with all processors, so that its sample of nodes and the order of equal ones hang on timing; `one`:
   * it visits nodes one after another.
   */
  readonly processors: 'all' | 'one';
  /** Where what it decides is written. */
  readonly folder: string;
}

/** Asks the framework in process, ties broken as its version does; undefined when it is not built here. */
export function askFramework(question: FrameworkQuestion): FrameworkAnswer | undefined {
  const { file, everyNode, limit, processors, folder } = question;
  let oracle: string;
  try {
    oracle = programFinder()('scheduler-oracle');
  } catch (error) {
    if (error instanceof MissingProgram) return undefined;
    throw error;
  }
  const decisionFile = join(folder, 'decisions.ndjson');
  const { stdout } = runProgram(oracle, [
    'bench',
    ...['-f', file, '-tie', 'kubernetes', '-limit', `${limit}`, '-decisions', decisionFile],
    ...['-parallelism', processors === 'all' ? '16' : '1'],
    ...(everyNode ? ['-full'] : []),
  ]);
  const { podsPerSecond } = JSON.parse(stdout) as { podsPerSecond: number };
  const lines = readFileSync(decisionFile, 'utf8').trim().split('\n');
  return { podsPerSecond, decisions: lines.map((line) => JSON.parse(line) as Placement) };
}

/** How many of their decisions ours are equal to, node and score: `60 of 60`. */
export function equality(ours: readonly Placement[], theirs: readonly Placement[]): string {
  const own = new Map(ours.map((each) => [each.pod, each]));
  const equal = theirs.filter(({ pod, node, score }) => {
    const other = own.get(pod);
    // A pod that nobody has to compete for is scored by one side only.
    return other?.node === node && (node === '' || other.score === score || other.score < 0);
  });
  return `${equal.length} of ${theirs.length}`;
}
