import { InputError } from '../errors/index.ts';
import { isRecordingFile, type Recording } from '../history/index.ts';
import { isoTime } from '../kubernetes/index.ts';
import { type ClusterOptions, readCluster, readSnapshot, type Snapshot } from '../snapshot/index.ts';
import { hasRecording, loadRecording } from './load-recording.ts';
import { momentWithin } from './options/moment-within.ts';
import type { Moment } from './options/recording-options.ts';
import { Progress } from './progress.ts';
import { runContext } from './run-context.ts';

const NO_MOMENT: Moment = { recording: [], at: undefined, timezone: undefined };

/**
 * The snapshot that `--snapshot` names, in any format; without one a moment of the recording that is named, and without
 * that the live cluster, of which only lists are asked.
 *
 * @throws InputError when it cannot be read.
 */
export async function loadSnapshot(
  sources: readonly string[],
  cluster: ClusterOptions = {},
  moment: Moment = NO_MOMENT,
): Promise<Snapshot> {
  const recorded = await recordedMoment(sources, moment);
  if (recorded) return snapshotOfMoment(recorded);
  if (moment.at !== undefined) {
    throw new InputError('--at needs a recording: the live cluster is only known as it is now', {
      hint: 'Name one with --recording.',
    });
  }
  if (sources.includes('-') && process.stdin.isTTY) {
    throw new InputError('--snapshot - reads standard input, which is a terminal', {
      hint: 'Pipe an export into it: kubectl get … -A -o json | kubectl smart …',
    });
  }
  const progress = new Progress();
  const snapshot =
    sources.length === 0
      ? await readLiveCluster(cluster, progress)
      : await readSnapshot(sources, {
          stdin: process.stdin,
          progress: ({ objectCount }) => progress.tell(`reading: ${objectCount} objects`),
        });
  progress.end();
  runContext.digest = snapshot.metadata.digest;
  return snapshot;
}

/** A moment of a recording that is open. */
interface RecordedMoment {
  readonly recording: Recording;
  readonly timeMs: number;
}

/**
 * The moment that the options mean, by default the end of the recording; undefined when they mean no recording.
 *
 * @throws InputError when the recording cannot be read, or begins later, or a snapshot is named as well.
 */
export async function recordedMoment(
  sources: readonly string[],
  { recording: named, at, timezone }: Moment,
): Promise<RecordedMoment | undefined> {
  if (sources.length > 0 && named.length > 0) {
    throw new InputError('--snapshot and --recording name two things to work on', {
      hint: 'Give one of them; a recording may hold exports as well: repeat --recording.',
    });
  }
  const isRecorded =
    sources.length > 0
      ? at !== undefined || isRecordingFile(sources[0]!)
      : hasRecording({ recording: named });
  if (!isRecorded) return undefined;
  const recording = await loadRecording({ recording: sources.length > 0 ? sources : named });
  const timeMs = momentWithin(recording, '--at', at, timezone) ?? recording.span.toMs;
  return { recording, timeMs };
}

/** @throws InputError when nothing is known of the cluster then. */
function snapshotOfMoment({ recording, timeMs }: RecordedMoment): Snapshot {
  const snapshot = recording.snapshotAt(timeMs);
  recording.close();
  if (snapshot.pods.count === 0 && snapshot.objects.size === 0) {
    throw new InputError(`the recording knows no object at ${isoTime(timeMs)}`, {
      hint: 'It needs at least one export or the whole of a watch from before that time: kubectl smart record info shows what it holds.',
    });
  }
  runContext.digest = snapshot.metadata.digest;
  return snapshot;
}

async function readLiveCluster(cluster: ClusterOptions, progress: Progress): Promise<Snapshot> {
  try {
    return await readCluster({
      ...cluster,
      onProgress: ({ kind, objectCount }) =>
        progress.tell(`reading the cluster: ${kind}, ${objectCount} objects`),
    });
  } catch (error) {
    if (!(error instanceof InputError) || error.hint !== undefined) throw error;
    throw new InputError(error.message, {
      ...(error.where === undefined ? {} : { where: error.where }),
      hint: 'To work on a file instead, name an export of the cluster with --snapshot.',
      cause: error,
    });
  }
}
