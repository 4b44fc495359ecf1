import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ExportMix, exportObjects } from './export-objects.ts';
import { median, runProgram } from './measure.ts';
import { type ObjectsForm, writeObjects } from './write-objects.ts';

/** One way to read one file, in a process of its own. */
export interface LoadResult {
  readonly ms: number;
  /** Processor time of all threads of the process. */
  readonly cpuMs: number;
  /** The part of it that JSON.parse itself took. */
  readonly parseCpuMs: number;
  readonly peakBytes: number;
  /** What stays after a garbage collection, beyond an empty process. */
  readonly keptBytes: number;
}

export interface LoadComparison {
  readonly fileBytes: number;
  readonly ours: LoadResult;
  /** A program that cuts items out of the same bytes, parses each with JSON.parse and keeps the objects. */
  readonly parse: LoadResult;
  /** Ratios of processor time: to that program, to one that keeps nothing, and to JSON.parse alone in the latter. */
  readonly toKeeping: number;
  readonly toDropping: number;
  readonly toParseAlone: number;
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
  mix: ExportMix,
  form: ObjectsForm,
): LoadComparison {
  const file = join(folder, `load-${nodes}-${mix}-${form}.json`);
  writeObjects(file, exportObjects({ nodes, podsPerNode, pending: 0 }, mix), form);
  const ways = { ours: [] as LoadResult[], parse: [] as LoadResult[], drop: [] as LoadResult[] };
  for (let round = 0; round < rounds; round++) {
    for (const way of ['ours', 'parse', 'drop'] as const) ways[way].push(inProcess(way, file));
  }
  const fileBytes = statSync(file).size;
  rmSync(file);
  const [ours, parse, drop] = [middle(ways.ours), middle(ways.parse), middle(ways.drop)];
  return {
    fileBytes,
    ours,
    parse,
    toKeeping: ours.cpuMs / parse.cpuMs,
    toDropping: ours.cpuMs / drop.cpuMs,
    toParseAlone: ours.cpuMs / drop.parseCpuMs,
    peakOfInput: ours.peakBytes / fileBytes,
    keptRatio: parse.keptBytes / ours.keptBytes,
  };
}

function inProcess(way: 'ours' | 'parse' | 'drop', file: string): LoadResult {
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
    cpuMs: of(({ cpuMs }) => cpuMs),
    parseCpuMs: of(({ parseCpuMs }) => parseCpuMs),
    peakBytes: of(({ peakBytes }) => peakBytes),
    keptBytes: of(({ keptBytes }) => keptBytes),
  };
}
