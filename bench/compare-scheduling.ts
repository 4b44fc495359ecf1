import { join } from 'node:path';
import { askFramework, equality } from './ask-framework.ts';
import { clusterObjects } from './cluster.ts';
import { median } from './measure.ts';
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
 * Times both sides on the same pods in alternating runs: one thread of ours, the framework with all processors. Both
 * break ties as the version does and visit nodes from the first one on; decisions are compared with a run of the
 * framework that visits nodes one after another, as ours does.
 */
export function compareScheduling(options: SchedulingBench, everyNode: boolean): SchedulingComparison {
  const { nodes, podsPerNode, pending, frameworkPods, rounds, folder } = options;
  const snapshot = snapshotOfObjects(clusterObjects({ nodes, podsPerNode, pending }));
  const file = join(folder, `scheduling-${nodes}.json`);
  writeObjects(file, clusterObjects({ nodes, podsPerNode, pending }), 'scenario');
  const question = { file, everyNode, limit: frameworkPods, folder };
  const ours: number[] = [];
  const framework: number[] = [];
  let placements: readonly Placement[] = [];
  for (let round = 0; round < rounds; round++) {
    const run = schedulePods(snapshot, { everyNode, limit: pending });
    placements = run.placements;
    ours.push((run.podCount / run.wallMs) * 1000);
    const other = askFramework({ ...question, processors: 'all' });
    if (other) framework.push(other.podsPerSecond);
  }
  const inOrder = askFramework({ ...question, processors: 'one' });
  const oursPerSecond = median(ours);
  const frameworkPerSecond = framework.length > 0 ? median(framework) : undefined;
  return {
    nodes,
    pods: nodes * podsPerNode,
    sampling: everyNode ? 'every node' : 'default',
    oursPerSecond,
    frameworkPerSecond,
    ratio: frameworkPerSecond === undefined ? undefined : oursPerSecond / frameworkPerSecond,
    equalDecisions: inOrder ? equality(placements, inOrder.decisions) : 'not compared',
  };
}
