import { textTemplate } from '../decisions/index.ts';
import { type ObjectRef, type Recording, refKey } from '../history/index.ts';
import { Amount, isObject, isoTime } from '../kubernetes/index.ts';
import type { DebugLog } from './documents.ts';
import type { Draft } from './entries.ts';
import type { Subject } from './subject.ts';

const MEMORY = 'container_memory_working_set_bytes';
/** From this part of its limit on a container is near it. */
const NEAR = 0.9;
/** Templates of log lines beyond this many are left out. */
const LOGS = 12;

/** When the memory of containers came near their limits, and how far it went. */
export function memoryDrafts(recording: Recording, subject: Subject, fromMs: number, toMs: number): Draft[] {
  const pods = new Map(subject.pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
  return recording.metrics.series(MEMORY).flatMap(({ id, labels }): Draft[] => {
    const pod = pods.get(`${labels.namespace ?? ''}/${labels.pod ?? ''}`);
    const container = labels.container ?? '';
    const limit = pod && container !== '' ? memoryLimit(recording, pod, container, toMs) : undefined;
    if (!pod || limit === undefined) return [];
    const samples = recording.metrics.samples(id, { fromMs, toMs });
    const near = samples.find(({ value }) => value >= limit.bytes * NEAR);
    if (!near) return [];
    const most = Math.max(...samples.map(({ value }) => value));
    return [
      {
        timeMs: near.timeMs,
        type: 'metric',
        object: refKey(pod),
        summary: `memory of ${container} near its limit ${limit.text}: ${Math.round((most / limit.bytes) * 100)}% at most`,
        who: null,
        count: 1,
        fold: `memory ${container} ${limit.text}`,
        evidence: MEMORY,
      },
    ];
  });
}

function memoryLimit(
  recording: Recording,
  pod: ObjectRef,
  container: string,
  atMs: number,
): { readonly bytes: number; readonly text: string } | undefined {
  const spec = recording.objects.lastKnown(pod, atMs)?.spec;
  const containers = isObject(spec) && Array.isArray(spec.containers) ? spec.containers : [];
  const found: unknown = containers.find((each: unknown) => isObject(each) && each.name === container);
  const resources = isObject(found) ? found.resources : undefined;
  const limits = isObject(resources) ? resources.limits : undefined;
  const text = isObject(limits) && typeof limits.memory === 'string' ? limits.memory : undefined;
  const amount = text === undefined ? undefined : Amount.parse(text);
  return amount && text !== undefined && !amount.isZero
    ? { bytes: amount.ratio(Amount.of(1)), text }
    : undefined;
}

/**
 * What the pods wrote, by template: those that are new first, then the most frequent.
 *
 * @param troubleMs from when on a template counts as new: the first change or sign of trouble of the window.
 */
export function logsOf(
  recording: Recording,
  subject: Subject,
  { fromMs, toMs, troubleMs }: { readonly fromMs: number; readonly toMs: number; readonly troubleMs: number },
): DebugLog[] {
  const lines = subject.pods.flatMap((pod) =>
    recording.logLines({ ref: pod, fromMs: fromMs - (toMs - fromMs), toMs }),
  );
  const groups = Map.groupBy(lines, ({ text, container }) => `${container} ${textTemplate(text)}`);
  const logs = [...groups.values()].flatMap((group): DebugLog[] => {
    const inside = group.filter(({ timeMs }) => timeMs >= fromMs).sort((a, b) => a.timeMs - b.timeMs);
    const [first] = inside;
    if (!first) return [];
    return [
      {
        template: textTemplate(first.text),
        sample: first.text,
        container: first.container,
        pods: new Set(inside.map(({ pod }) => refKey(pod))).size,
        count: inside.length,
        first: isoTime(first.timeMs),
        last: isoTime(inside.at(-1)!.timeMs),
        isNew: group.every(({ timeMs }) => timeMs >= troubleMs),
        evidence: first.evidence,
      },
    ];
  });
  return logs
    .sort((a, b) => Number(b.isNew) - Number(a.isNew) || b.count - a.count || (a.first < b.first ? -1 : 1))
    .slice(0, LOGS);
}
