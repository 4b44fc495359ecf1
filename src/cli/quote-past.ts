import { pastChanges } from '../decisions/index.ts';
import type { ImpactReport } from '../impact/index.ts';
import { parseKey } from '../relations/index.ts';
import { hasRecording, loadRecording } from './load-recording.ts';
import { recordedMoment } from './load-snapshot.ts';
import type { SchedulingFlags } from './options/simulation-options.ts';

/**
 * The report with what such changes were followed by before, where a recording is named: the one that the snapshot is
 * taken from, up to that moment, or another beside the snapshot.
 */
export async function quotePast(
  report: ImpactReport,
  { snapshot, moment }: Pick<SchedulingFlags, 'snapshot' | 'moment'>,
): Promise<ImpactReport> {
  const recorded =
    (await recordedMoment(snapshot, moment)) ??
    (hasRecording(moment)
      ? { recording: await loadRecording({ recording: moment.recording }), timeMs: Number.POSITIVE_INFINITY }
      : undefined);
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
