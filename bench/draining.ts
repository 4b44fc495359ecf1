import { join } from 'node:path';
import { clusterObjects } from './cluster.ts';
import { median, runProgram } from './measure.ts';
import { writeObjects } from './write-objects.ts';

export interface DrainMeasurement {
  readonly nodes: number;
  readonly pods: number;
  readonly importMs: number;
  readonly wallMs: number;
  /** `node -e 0`, in alternation. */
  readonly bareMs: number;
  readonly ratio: number;
}

export interface DrainBench {
  readonly nodes: number;
  readonly podsPerNode: number;
  readonly rounds: number;
  readonly folder: string;
}

/** The wall time of the real program: a portable file in, the text report out. */
export function measureDrain({ nodes, podsPerNode, rounds, folder }: DrainBench): DrainMeasurement {
  const list = join(folder, `drain-${nodes}.json`);
  const file = join(folder, `drain-${nodes}.ksnap`);
  writeObjects(list, clusterObjects({ nodes, podsPerNode, pending: 0 }), 'compact');
  const program = new URL('../bin/kubectl-smart', import.meta.url).pathname;
  const imported = runProgram(program, ['snapshot', 'import', list, '--to', file]);
  if (imported.exit !== 0) throw new Error(`the import exited with ${imported.exit}`);
  const runs: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(runProgram(process.execPath, ['-e', '0']).wallMs);
    const line = `kubectl drain node-${String(nodes >> 1).padStart(5, '0')} --ignore-daemonsets`;
    const run = runProgram(program, ['simulate', line, '--snapshot', file, '--fail-on', 'none']);
    if (run.exit !== 0) throw new Error(`the drain exited with ${run.exit}`);
    runs.push(run.wallMs);
  }
  const [wallMs, bareMs] = [median(runs), median(bare)];
  return {
    nodes,
    pods: nodes * podsPerNode,
    importMs: imported.wallMs,
    wallMs,
    bareMs,
    ratio: wallMs / bareMs,
  };
}
