import type { ChangeRecord, Recording, Span } from '../../history/index.ts';
import type { KubeObject } from '../../kubernetes/index.ts';
import { COMPARISONS, QueryEngine } from '../promql/evaluate-query.ts';
import { parseQuery } from '../promql/parse-query.ts';
import type { Trigger } from './healing-policy.ts';
import type { PolicyTargets } from './policy-targets.ts';

/** A stretch of time in which a trigger's condition held long enough. */
export interface Firing extends Span {
  /** Why, with the figures of its beginning. */
  readonly reason: string;
  /** What it was about, where the condition tells: pods of a metric's labels, an event's object. */
  readonly subjects: readonly string[];
}

/** When a trigger fired, or why nobody can say. */
export type TriggerTimes = { readonly firings: readonly Firing[] } | { readonly problem: string };

/** How often the operator looks at a policy. */
export const EVALUATION_MS = 60_000;

/** Every stretch of a window in which a trigger fired. */
export function triggerTimes(
  trigger: Trigger,
  recording: Recording,
  targets: PolicyTargets,
  window: Span,
): TriggerTimes {
  switch (trigger.type) {
    case 'metric':
      return metricTimes(trigger, recording, window);
    case 'event':
      return { firings: eventTimes(trigger, recording, targets, window) };
    case 'condition':
      return { firings: conditionTimes(trigger, recording, targets, window) };
  }
}

function metricTimes(
  trigger: Extract<Trigger, { type: 'metric' }>,
  recording: Recording,
  window: Span,
): TriggerTimes {
  const query = parseQuery(trigger.query);
  if ('problem' in query) return { problem: `the query is not evaluated: ${query.problem}` };
  const engine = new QueryEngine(recording.metrics);
  const [missing] = engine.missing(query);
  if (missing !== undefined) return { problem: `the recording has no metric ${missing}` };
  const exceeds = COMPARISONS[trigger.operator];
  const held: { timeMs: number; reason: string; subjects: readonly string[] }[][] = [];
  let current: (typeof held)[number] | undefined;
  for (let timeMs = window.fromMs; timeMs <= window.toMs; timeMs += EVALUATION_MS) {
    const answer = engine.evaluate(query, timeMs);
    if ('problem' in answer) return { problem: `the query is not evaluated: ${answer.problem}` };
    const elements = 'scalar' in answer ? [{ labels: {}, value: answer.scalar }] : answer.vector;
    const over = elements.filter(({ value }) => exceeds?.(value, trigger.threshold));
    if (over.length === 0) {
      current = undefined;
      continue;
    }
    if (!current) {
      current = [];
      held.push(current);
    }
    const [first] = over;
    current.push({
      timeMs,
      reason: `${trigger.query} = ${round(first?.value ?? 0)} ${trigger.operator} ${trigger.threshold}`,
      subjects: [...new Set(over.flatMap(({ labels }) => subjectOf(labels)))].sort(),
    });
  }
  return {
    firings: held.flatMap((moments) => {
      const begin = moments.find(({ timeMs }) => timeMs - moments[0]!.timeMs >= trigger.durationMs);
      const end = moments.at(-1);
      return begin && end
        ? [{ fromMs: begin.timeMs, toMs: end.timeMs, reason: begin.reason, subjects: begin.subjects }]
        : [];
    }),
  };
}

function subjectOf(labels: Readonly<Record<string, string>>): string[] {
  const { namespace, pod, deployment, node } = labels;
  if (pod !== undefined) return [`Pod/${namespace ?? 'default'}/${pod}`];
  if (deployment !== undefined) return [`Deployment/${namespace ?? 'default'}/${deployment}`];
  return node === undefined ? [] : [`Node/${node}`];
}

function eventTimes(
  trigger: Extract<Trigger, { type: 'event' }>,
  recording: Recording,
  targets: PolicyTargets,
  window: Span,
): Firing[] {
  const { namespaces } = targets.policy.selector;
  const events = recording.events
    .events({ fromMs: window.fromMs - trigger.windowMs, toMs: window.toMs })
    .filter(
      ({ reason, type, regarding }) =>
        (trigger.reason === undefined || reason === trigger.reason) &&
        (trigger.eventType === undefined || type === trigger.eventType) &&
        (namespaces.length === 0 || namespaces.includes(regarding.namespace)),
    );
  const firings: Firing[] = [];
  let first = 0;
  for (const [index, event] of events.entries()) {
    while (events[first]!.timeMs < event.timeMs - trigger.windowMs) first++;
    const within = events.slice(first, index + 1);
    if (within.length < trigger.count || event.timeMs < window.fromMs) continue;
    const last = firings.at(-1);
    const toMs = event.timeMs + trigger.windowMs;
    if (last && event.timeMs <= last.toMs) firings[firings.length - 1] = { ...last, toMs };
    else {
      firings.push({
        fromMs: event.timeMs,
        toMs,
        reason: `${within.length} ${trigger.reason ?? trigger.eventType ?? ''} events within ${trigger.windowMs / 60_000} min`,
        subjects: [...new Set(within.map(({ regarding }) => targets.nameOf(regarding)))].sort(),
      });
    }
  }
  return firings.map((firing) => ({ ...firing, toMs: Math.min(firing.toMs, window.toMs) }));
}

/** The stretches in which some selected object has the condition, long enough. */
function conditionTimes(
  trigger: Extract<Trigger, { type: 'condition' }>,
  recording: Recording,
  targets: PolicyTargets,
  window: Span,
): Firing[] {
  const since = new Map<string, number>();
  const firings: Firing[] = [];
  const close = (name: string, endMs: number) => {
    const fromMs = since.get(name);
    since.delete(name);
    if (fromMs === undefined || endMs - fromMs < trigger.durationMs) return;
    const begin = Math.max(window.fromMs, fromMs + trigger.durationMs);
    firings.push({
      fromMs: begin,
      toMs: endMs,
      reason: `${name} has ${trigger.condition}=${trigger.status} for ${trigger.durationMs / 1000} s`,
      subjects: [name],
    });
  };
  const take = (name: string, object: KubeObject | undefined, timeMs: number) => {
    const holds = object !== undefined && targets.isSelected(object) && hasCondition(object, trigger);
    if (holds && !since.has(name)) since.set(name, timeMs);
    else if (!holds) close(name, timeMs);
  };
  for (const object of targets.at(window.fromMs)) take(targets.keyOf(object), object, window.fromMs);
  for (const change of recording.objects.changes({ ...window, kinds: targets.kinds })) {
    if (!isWanted(change, targets)) continue;
    take(targets.nameOf(change.ref), recording.objects.stateAfter(change), change.timeMs);
  }
  for (const name of [...since.keys()]) close(name, window.toMs);
  return firings.sort((a, b) => a.fromMs - b.fromMs || (a.reason < b.reason ? -1 : 1));
}

function isWanted({ ref, operation }: ChangeRecord, { policy }: PolicyTargets): boolean {
  const { namespaces } = policy.selector;
  return operation !== 'TOUCHED' && (namespaces.length === 0 || namespaces.includes(ref.namespace));
}

function hasCondition(
  object: KubeObject,
  { condition, status }: { readonly condition: string; readonly status: string },
): boolean {
  const conditions = (object.status as { readonly conditions?: unknown } | undefined)?.conditions;
  return (
    Array.isArray(conditions) &&
    conditions.some(
      (each: { readonly type?: unknown; readonly status?: unknown }) =>
        each?.type === condition && each.status === status,
    )
  );
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
