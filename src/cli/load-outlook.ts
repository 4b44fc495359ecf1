import { InputError } from '../errors/index.ts';
import { isRecordingFile, type Recording } from '../history/index.ts';
import { isoTime } from '../kubernetes/index.ts';
import type { OutlookContext } from '../trends/index.ts';
import { hasRecording, loadRecording } from './load-recording.ts';
import { loadSnapshot } from './load-snapshot.ts';
import { wholeNumber } from './options/choices.ts';
import { clusterFlags } from './options/cluster-options.ts';
import { longDurationMs } from './options/long-durations.ts';
import { recordedTime } from './options/recorded-time.ts';
import { momentOf } from './options/recording-options.ts';

/** Below this many days the hours of a day look like growth. */
const MIN_DAYS = 1;

/** What a forecast works on: a recording and the cluster at a moment of it, or without one a snapshot as it is. */
export interface LoadedOutlook {
  readonly context: OutlookContext;
  readonly recording: Recording | undefined;
}

/**
 * Reads what `--recording`, `--snapshot`, `--at`, `--horizon` and `--min-points` name; without a source the live cluster.
 *
 * @throws InputError when something cannot be read, or lies outside of the recording.
 */
export async function loadOutlook(
  options: Readonly<Record<string, unknown>>,
  namespace: string | undefined,
): Promise<LoadedOutlook> {
  const horizonMs = longDurationMs('--horizon', String(options.horizon));
  const minPoints = wholeNumber('--min-points', String(options.minPoints), 6, 1_000_000);
  const rest = { horizonMs, namespace, rules: { minPoints, minDays: MIN_DAYS } };
  const sources = (options.snapshot ?? []) as readonly string[];
  const moment = momentOf(options);
  const [first] = sources;
  const isRecorded = first === undefined ? hasRecording(moment) : isRecordingFile(first);
  if (!isRecorded) {
    const snapshot = await loadSnapshot(sources, clusterFlags(options), moment);
    // What has no time of its own is as old as its newest object says, at least.
    const nowMs = snapshot.metadata.takenAtMs ?? (sources.length === 0 ? Date.now() : Number.NaN);
    if (Number.isNaN(nowMs)) {
      throw new InputError(
        'nothing in the snapshot tells when it was taken, so that nothing can be said about later',
        {
          where: sources.join(', '),
          hint: 'A snapshot made with kubectl smart snapshot capture or import knows its time.',
        },
      );
    }
    return { recording: undefined, context: { snapshot, recording: undefined, nowMs, ...rest } };
  }
  const recording = await loadRecording(first === undefined ? options : { ...options, recording: sources });
  const { span } = recording;
  const nowMs = moment.at === undefined ? span.toMs : recordedTime(recording, '--at', moment.at, moment);
  if (nowMs < span.fromMs || nowMs > span.toMs) {
    const [from, to] = [span.fromMs, span.toMs].map((each) => isoTime(each));
    throw new InputError(`the recording covers ${from} to ${to}`, { where: `--at ${moment.at}` });
  }
  return { recording, context: { snapshot: recording.snapshotAt(nowMs), recording, nowMs, ...rest } };
}
