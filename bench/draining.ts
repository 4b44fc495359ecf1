import { clusterObjects } from './cluster.ts';
import { withDetailedNodes } from './detailed-nodes.ts';
import { median, runProgram } from './measure.ts';
import { PROGRAM, portableFile } from './portable-file.ts';

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
  /** Nodes say all that kubelets report of them, and not only what is scheduled by. */
  readonly areDetailed: boolean;
  readonly rounds: number;
  readonly folder: string;
}

/** The wall time of the real program: a portable file in, the text report out. */
export function measureDrain(bench: DrainBench): DrainMeasurement {
  const { nodes, podsPerNode, areDetailed, rounds, folder } = bench;
  const objects = clusterObjects({ nodes, podsPerNode, pending: 0 });
  const { file, importMs } = areDetailed
    ? portableFile(folder, `detailed-${nodes}`, withDetailedNodes(objects))
    : portableFile(folder, `mix-${nodes}`, objects);
  const runs: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(runProgram(process.execPath, ['-e', '0']).wallMs);
    const line = `kubectl drain node-${String(nodes >> 1).padStart(5, '0')} --ignore-daemonsets`;
    const run = runProgram(PROGRAM, ['simulate', line, '--snapshot', file, '--fail-on', 'none']);
    if (run.exit !== 0) throw new Error(`the drain exited with ${run.exit}`);
    runs.push(run.wallMs);
  }
  const [wallMs, bareMs] = [median(runs), median(bare)];
  return {
    nodes,
    pods: nodes * podsPerNode,
    importMs,
    wallMs,
    bareMs,
    ratio: wallMs / bareMs,
  };
}
