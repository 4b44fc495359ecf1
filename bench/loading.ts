import { statSync } from 'node:fs';
import { join } from 'node:path';
import { clusterObjects } from './cluster.ts';
import { median, runProgram } from './measure.ts';
import { type ObjectsForm, writeObjects } from './write-objects.ts';

/** One way to read one file, in a process of its own. */
export interface LoadResult {
  readonly ms: number;
  readonly peakBytes: number;
  /** What stays after a garbage collection, beyond an empty process. */
  readonly keptBytes: number;
}

export interface LoadComparison {
  readonly form: ObjectsForm;
  readonly fileBytes: number;
  readonly ours: LoadResult;
  /** JSON.parse, item by item, over the same bytes; every object is kept. */
  readonly parse: LoadResult;
  readonly timeRatio: number;
  readonly peakOfInput: number;
  readonly keptRatio: number;
}

export interface LoadBench {
  readonly nodes: number;
  readonly podsPerNode: number;
  readonly rounds: number;
  readonly folder: string;
}

/** Reads an export with ours and with JSON.parse, in alternating runs of processes of their own. */
export function compareLoading(
  { nodes, podsPerNode, rounds, folder }: LoadBench,
  form: ObjectsForm,
): LoadComparison {
  const file = join(folder, `load-${nodes}-${form}.json`);
  writeObjects(file, clusterObjects({ nodes, podsPerNode, pending: 0 }), form);
  const ours: LoadResult[] = [];
  const parse: LoadResult[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(inProcess('ours', file));
    parse.push(inProcess('parse', file));
  }
  const fileBytes = statSync(file).size;
  const [own, other] = [middle(ours), middle(parse)];
  return {
    form,
    fileBytes,
    ours: own,
    parse: other,
    timeRatio: own.ms / other.ms,
    peakOfInput: own.peakBytes / fileBytes,
    keptRatio: other.keptBytes / own.keptBytes,
  };
}

function inProcess(way: 'ours' | 'parse', file: string): LoadResult {
  const script = new URL('./load-process.ts', import.meta.url).pathname;
  const { stdout } = runProgram(process.execPath, [
    '--expose-gc',
    '--max-old-space-size=16000',
    script,
    way,
    file,
  ]);
  return JSON.parse(stdout) as LoadResult;
}

function middle(results: readonly LoadResult[]): LoadResult {
  const of = (measure: (result: LoadResult) => number) => median(results.map(measure));
  return {
    ms: of(({ ms }) => ms),
    peakBytes: of(({ peakBytes }) => peakBytes),
    keptBytes: of(({ keptBytes }) => keptBytes),
  };
}
