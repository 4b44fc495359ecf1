// Builds a cluster of one size and prints what its world and its what-ifs cost: run by sections/growth.ts.
import { sweepCases } from '../src/impact/index.ts';
import { caseRunner } from '../src/workers/sweep-job.ts';
import { World } from '../src/world/index.ts';
import { clusterObjects } from './cluster.ts';
import { timed } from './measure.ts';
import type { GrowthResult } from './sections/growth.ts';
import { snapshotOfObjects } from './snapshot-of-objects.ts';
import { SWEEP_JOB, spread } from './sweeping.ts';

const PODS_PER_NODE = 30;
const CASES = 200;

const collect = (globalThis as { readonly gc?: () => void }).gc ?? (() => {});
function liveBytes(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const nodes = Number(process.argv[2]);
const empty = liveBytes();
const snapshot = snapshotOfObjects(clusterObjects({ nodes, podsPerNode: PODS_PER_NODE, pending: 0 }));
const withSnapshot = liveBytes();
let runner = caseRunner(snapshot, SWEEP_JOB);
const withWorld = liveBytes();
// The second time the code is warm.
const build = timed(() => {
  runner = caseRunner(snapshot, SWEEP_JOB);
});
const cases = spread(sweepCases(new World(snapshot), 'node'), CASES);
const losses = caseRunner(snapshot, { ...SWEEP_JOB, command: 'fail' });
let evicted = 0;
const perCase = (each: typeof runner) => {
  for (const one of cases) evicted += each.run(one).evicted;
  const { cpuMs } = timed(() => {
    for (const one of cases) each.run(one);
  });
  return cpuMs / cases.length;
};
const result: GrowthResult = {
  nodes,
  pods: nodes * PODS_PER_NODE,
  buildMs: build.cpuMs,
  drainMs: perCase(runner),
  lossMs: perCase(losses),
  snapshotBytes: withSnapshot - empty,
  worldBytes: withWorld - withSnapshot,
  evicted,
};
process.stdout.write(JSON.stringify(result));
