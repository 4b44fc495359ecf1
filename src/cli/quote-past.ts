import { pastChanges } from '../decisions/index.ts';
import type { ImpactReport } from '../impact/index.ts';
import { parseKey } from '../relations/index.ts';
import { loadRecording } from './load-recording.ts';
import { recordedMoment } from './load-snapshot.ts';
import type { SchedulingFlags } from './options/simulation-options.ts';

/** Whether the recording is not what is worked on: a snapshot is named too, and no moment. */
export function isBeside({ snapshot, moment }: Pick<SchedulingFlags, 'snapshot' | 'moment'>): boolean {
  return snapshot.length > 0 && moment.at === undefined && moment.recording.length > 0;
}

/**
 * The report with what such changes were followed by before, where a recording is named: the one that the snapshot is
 * taken from, up to that moment, or another beside the snapshot.
 */
export async function quotePast(
  report: ImpactReport,
  { snapshot, moment }: Pick<SchedulingFlags, 'snapshot' | 'moment'>,
): Promise<ImpactReport> {
  // Standard input is read only once.
  if (moment.recording.includes('-')) return report;
  const recorded = isBeside({ snapshot, moment })
    ? { recording: await loadRecording({ recording: moment.recording }), timeMs: Number.POSITIVE_INFINITY }
    : await recordedMoment(snapshot, moment);
  if (!recorded) return report;
  const { recording, timeMs } = recorded;
  const past = pastChanges(recording, intendedChanges(report), Math.min(timeMs, recording.span.toMs));
  recording.close();
  return past === undefined ? report : { ...report, past };
}

/** What the commands themselves change, beside the pods that come and go for it. */
function intendedChanges({ timeline, commands }: ImpactReport) {
  const lines = new Set(commands.map(({ command }) => command));
  return timeline.flatMap((entry) => {
    if (!('object' in entry) || entry.cause === undefined || !lines.has(entry.cause)) return [];
    const parts = parseKey(entry.object);
    if (!parts || entry.event === 'created') return [];
    const ref = { kind: parts.groupKind, namespace: parts.namespace ?? '', name: parts.name };
    return [{ ref, words: entry.event === 'deleted' ? 'deleted' : (entry.message ?? '') }];
  });
}
