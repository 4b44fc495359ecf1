import type { Command } from 'commander';
import { InputError } from '../errors/index.ts';
import { type Decision, openRecording, type Recording } from '../history/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import { hasRecording, loadRecording } from './load-recording.ts';
import { loadSnapshot } from './load-snapshot.ts';
import { addClusterOptions, clusterFlags } from './options/cluster-options.ts';
import { collect } from './options/collect.ts';
import { momentWithin } from './options/moment-within.ts';
import { type KnownObjects, recordedObjects, snapshotObjects } from './options/object-names.ts';
import { addMomentOptions, momentOf } from './options/recording-options.ts';

type Options = Readonly<Record<string, unknown>>;

/** What a verb about the past works on: a recording up to a moment of it, or a snapshot, which is one moment. */
export type Past = {
  /** What `--notes` adds to what people left. */
  readonly notes: readonly Decision[];
  readonly known: KnownObjects;
  /** Ends the reading of it. */
  readonly close: () => void;
} & (
  | {
      readonly type: 'recording';
      readonly recording: Recording;
      /** Up to when: `--at`, or the end. */
      readonly atMs: number;
    }
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
);

/** Adds the options that say what to work on. */
export function addPastOptions(command: Command): void {
  command
    .option('-n, --namespace <name>', 'namespace of the object; without it the only one that has it is taken')
    .option('--snapshot <src>', 'one moment instead of a recording: any export of the cluster', collect, [])
    .option(
      '--notes <file>',
      'notes of kubectl smart note --sidecar to read as well (repeatable)',
      collect,
      [],
    );
  addMomentOptions(command);
  addClusterOptions(command);
}

/**
 * The recording that options or environment name; with `--snapshot`, or when nothing names one, a snapshot.
 *
 * @throws InputError when it cannot be read.
 */
export async function loadPast(options: Options): Promise<Past> {
  const snapshots = (options.snapshot ?? []) as readonly string[];
  const recordings = (options.recording ?? []) as readonly string[];
  if (snapshots.length > 0 && recordings.length > 0) {
    throw new InputError('--snapshot and --recording name two things to work on', {
      hint: 'Give one of them; a recording may hold exports as well: repeat --recording.',
    });
  }
  const notes = await readNotes((options.notes ?? []) as readonly string[]);
  const moment = momentOf(options);
  if (snapshots.length > 0 || !hasRecording(moment)) {
    const snapshot = await loadSnapshot(snapshots, clusterFlags(options), moment);
    return { type: 'snapshot', snapshot, notes, known: snapshotObjects(snapshot), close: () => {} };
  }
  const recording = await loadRecording(options);
  const atMs = momentWithin(recording, '--at', options.at, options.timezone) ?? recording.span.toMs;
  const known = recordedObjects(recording);
  return { type: 'recording', recording, atMs, notes, known, close: () => recording.close() };
}

/** Notes of sidecar files, read as a recording reads them. */
async function readNotes(files: readonly string[]): Promise<readonly Decision[]> {
  if (files.length === 0) return [];
  const recording = await openRecording(files);
  const decisions = recording.decisions();
  recording.close();
  return decisions;
}
