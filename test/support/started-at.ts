import type { PodManifest } from '../../src/impact/compare/prediction.ts';
import type { RecordedRun } from '../../src/impact/compare/recorded-run.ts';

/** Objects as a recording keeps them. */
export interface KeptObject {
  readonly kind?: string;
  readonly metadata: PodManifest['metadata'] & { readonly creationTimestamp?: string };
}

/**
 * When the first command of a recorded run began, which is when the state before it was read; milliseconds since 1970.
 * A list of objects does not say when it was read, and whoever reads one knows.
 *
 * Recordings from before `startedAt` tell it by the pods that came: the API server stamped each with the second of its
 * creation, so that the latest of those seconds, each less the time from the first command, is at most a second early.
 * Undefined when no pod came that was still there in the end.
 */
export function startedAtMs(
  { startedAt, timeline }: Pick<RecordedRun, 'startedAt' | 'timeline'>,
  before: readonly KeptObject[],
  after: readonly KeptObject[],
): number | undefined {
  if (startedAt !== undefined) return Date.parse(startedAt);
  const created = new Map<string, number>();
  for (const { event, pod, t } of timeline)
    if (event === 'created' && pod !== undefined) created.set(pod.replace(/#\d+$/, ''), t);
  const old = new Set(before.map(({ metadata }) => metadata.uid));
  const starts = after.flatMap(({ kind, metadata: { uid, namespace, name, creationTimestamp = '' } }) => {
    const seconds = created.get(`${namespace}/${name}`);
    if (kind !== 'Pod' || seconds === undefined || old.has(uid)) return [];
    return [Math.round(Date.parse(creationTimestamp) - seconds * 1000)];
  });
  return starts.length === 0 ? undefined : Math.max(...starts);
}
