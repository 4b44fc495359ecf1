import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { PodManifest } from '../../../src/impact/compare/prediction.ts';
import type { RecordedRun } from '../../../src/impact/compare/recorded-run.ts';
import { type KeptObject, startedAtMs } from '../../support/started-at.ts';

/** Folder of the recorded runs that belong to the project. */
export const RECORDED_RUNS = join(import.meta.dirname, '../../twin');

/** A recorded run as it lies in its folder. */
export interface RecordedRunFolder {
  readonly name: string;
  readonly run: RecordedRun;
  /** Text of the list of objects before the first command. */
  readonly before: string;
  readonly podsBefore: readonly PodManifest[];
  /** When that list was read, milliseconds since 1970; absent when nobody knows. */
  readonly takenAtMs?: number | undefined;
}

/** Every recorded run in a folder of folders, by name. */
export function recordedRuns(folder = RECORDED_RUNS): RecordedRunFolder[] {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names
    .map(({ name }) => readRecordedRun(join(folder, name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Reads one recorded run. */
export function readRecordedRun(folder: string): RecordedRunFolder {
  const read = (name: string) => gunzipSync(readFileSync(join(folder, `${name}.json.gz`))).toString('utf8');
  const run = JSON.parse(read('truth')) as RecordedRun;
  const before = read('before');
  const itemsOf = (text: string) =>
    (JSON.parse(text) as { items: readonly (KeptObject & PodManifest)[] }).items;
  const items = itemsOf(before);
  return {
    name: run.name,
    run,
    before,
    podsBefore: items.filter(({ kind }) => kind === 'Pod'),
    takenAtMs: startedAtMs(run, items, itemsOf(read('after'))),
  };
}
