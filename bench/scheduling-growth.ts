import { median, runProgram } from './measure.ts';

export interface SchedulingGrowth {
  readonly nodes: number;
  readonly pods: number;
  /** Processor time of a pod, of those that come when others of their kind have come before. */
  readonly everyMicros: number;
  readonly sampleMicros: number;
  /** What the scheduler model keeps of nodes and pods, the objects of the nodes included. */
  readonly modelBytes: number;
  /** What it builds on top to decide. */
  readonly schedulerBytes: number;
}

export interface SchedulingGrowthBench {
  readonly podsPerNode: number;
  readonly pending: number;
  readonly rounds: number;
}

interface ProcessResult {
  readonly laterMicros: number;
  readonly modelBytes: number;
  readonly schedulerBytes: number;
  readonly podCount: number;
}

/** Time and memory of scheduling on the mix with so many nodes; both samplings run in processes of their own, in alternation. */
export function measureSchedulingGrowth(
  nodes: number,
  { podsPerNode, pending, rounds }: SchedulingGrowthBench,
): SchedulingGrowth {
  const run = (sampling: 'every' | 'sample') =>
    inProcess([sampling, `${nodes}`, `${podsPerNode}`, `${pending}`]);
  const every: ProcessResult[] = [];
  const sample: ProcessResult[] = [];
  for (let round = 0; round < rounds; round++) {
    every.push(run('every'));
    sample.push(run('sample'));
  }
  return {
    nodes,
    pods: every[0]!.podCount,
    everyMicros: median(every.map(({ laterMicros }) => laterMicros)),
    sampleMicros: median(sample.map(({ laterMicros }) => laterMicros)),
    modelBytes: median(every.map(({ modelBytes }) => modelBytes)),
    schedulerBytes: median(every.map(({ schedulerBytes }) => schedulerBytes)),
  };
}

function inProcess(args: readonly string[]): ProcessResult {
  const script = new URL('./scheduling-growth-process.ts', import.meta.url).pathname;
  const options = ['--expose-gc', '--max-old-space-size=12000'];
  const { stdout, exit } = runProgram(process.execPath, [...options, script, ...args]);
  if (exit !== 0) throw new Error(`the measurement of ${args.join(' ')} exited with ${exit}`);
  return JSON.parse(stdout) as ProcessResult;
}
