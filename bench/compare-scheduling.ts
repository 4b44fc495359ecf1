import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MissingProgram, programFinder } from '../test/harness/binaries.ts';
import { clusterObjects } from './cluster.ts';
import { median, runProgram } from './measure.ts';
import { type Placement, schedulePods } from './scheduling.ts';
import { snapshotOfObjects } from './snapshot-of-objects.ts';
import { writeObjects } from './write-objects.ts';

export interface SchedulingComparison {
  readonly nodes: number;
  readonly pods: number;
  readonly sampling: 'every node' | 'default';
  readonly oursPerSecond: number;
  /** Undefined: the real scheduler's framework is not built here. */
  readonly frameworkPerSecond: number | undefined;
  readonly ratio: number | undefined;
  /** Of the pods that both placed. */
  readonly equalDecisions: string;
}

export interface SchedulingBench {
  readonly nodes: number;
  readonly podsPerNode: number;
  /** Pods that we place; the framework stops after `frameworkPods` of them. */
  readonly pending: number;
  readonly frameworkPods: number;
  readonly rounds: number;
  readonly folder: string;
}

/**
 * Times both sides on the same pods in alternating runs: one thread of ours, the framework with all processors. Ties go
 * to the first name on both sides, and both visit nodes from the first one on.
 */
export function compareScheduling(options: SchedulingBench, everyNode: boolean): SchedulingComparison {
  const { nodes, podsPerNode, pending, frameworkPods, rounds, folder } = options;
  const objects = [...clusterObjects({ nodes, podsPerNode, pending })];
  const snapshot = snapshotOfObjects(objects);
  const file = join(folder, `scheduling-${nodes}.json`);
  writeObjects(file, objects, 'scenario');
  const ours: number[] = [];
  const framework: number[] = [];
  let placements: readonly Placement[] = [];
  let decisions: readonly Placement[] | undefined;
  for (let round = 0; round < rounds; round++) {
    const run = schedulePods(snapshot, { everyNode, limit: pending });
    placements = run.placements;
    ours.push((run.podCount / run.wallMs) * 1000);
    const other = askFramework(file, everyNode, frameworkPods, folder);
    if (!other) continue;
    framework.push(other.podsPerSecond);
    decisions = other.decisions;
  }
  const oursPerSecond = median(ours);
  const frameworkPerSecond = framework.length > 0 ? median(framework) : undefined;
  return {
    nodes,
    pods: nodes * podsPerNode,
    sampling: everyNode ? 'every node' : 'default',
    oursPerSecond,
    frameworkPerSecond,
    ratio: frameworkPerSecond === undefined ? undefined : oursPerSecond / frameworkPerSecond,
    equalDecisions: decisions ? equality(placements, decisions, everyNode) : 'not compared',
  };
}

function askFramework(file: string, everyNode: boolean, limit: number, folder: string) {
  let oracle: string;
  try {
    oracle = programFinder()('scheduler-oracle');
  } catch (error) {
    if (error instanceof MissingProgram) return undefined;
    throw error;
  }
  const decisionFile = join(folder, 'decisions.ndjson');
  // One worker of the framework visits nodes in order; with several its sample depends on their timing.
  const parallelism = everyNode ? [] : ['-parallelism', '16'];
  const args = [
    'bench',
    '-f',
    file,
    '-tie',
    'name',
    '-limit',
    `${limit}`,
    '-decisions',
    decisionFile,
    ...parallelism,
  ];
  const { stdout } = runProgram(oracle, everyNode ? [...args, '-full'] : args);
  const { podsPerSecond } = JSON.parse(stdout) as { podsPerSecond: number };
  const lines = readFileSync(decisionFile, 'utf8').trim().split('\n');
  return { podsPerSecond, decisions: lines.map((line) => JSON.parse(line) as Placement) };
}

function equality(ours: readonly Placement[], theirs: readonly Placement[], everyNode: boolean): string {
  const own = new Map(ours.map((each) => [each.pod, each]));
  const equal = theirs.filter(({ pod, node, score }) => {
    const other = own.get(pod);
    return other?.node === node && (node === '' || other.score === score);
  });
  const note = everyNode ? '' : ' (the parallel sample depends on timing)';
  return `${equal.length} of ${theirs.length}${note}`;
}
