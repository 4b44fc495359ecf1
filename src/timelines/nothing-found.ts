import type { HistorySource } from '../decisions/index.ts';
import { isoTime } from '../kubernetes/index.ts';
import { API_VERSION } from '../snapshot/index.ts';
import type { DebugTimeline } from './documents.ts';
import type { SymptomKind } from './symptom-words.ts';

/** The stretch of time that was looked through, in milliseconds since the epoch. */
interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The answer when nothing shows a symptom: an empty time line without a subject. */
export function nothingFound(
  { meaning }: SymptomKind,
  target: string,
  source: HistorySource,
  { fromMs, toMs }: Stretch,
  unknown: readonly string[],
): DebugTimeline {
  const [from, to] = [isoTime(fromMs), isoTime(toMs)];
  return {
    apiVersion: API_VERSION,
    kind: 'DebugTimeline',
    target,
    subject: null,
    source,
    window: { from, to },
    zero: { time: to, what: `no ${meaning}` },
    objects: [],
    entries: [],
    logs: [],
    cause: null,
    precededBy: [],
    others: [],
    suggestions: [],
    unknown,
  };
}
