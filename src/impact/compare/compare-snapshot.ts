import { comparePods } from './compare-pods.ts';
import { type Comparison, type ComparisonPoint, makeComparison } from './comparison.ts';
import type { EndState } from './end-state.ts';
import { matchPods } from './match-pods.ts';
import { type FateEvent, ownerOf, type PodFate, podFates, podName } from './pod-fate.ts';
import type { PodManifest, Prediction } from './prediction.ts';

/** Events that leave a trace in a later state. */
const LASTING = new Set(['created', 'scheduled', 'unschedulable', 'terminating', 'deleted']);

/**
 * Judges a prediction by a state that was taken afterwards: who is gone, who came, where each landed, who is pending in
 * which words, and how many endpoints each service is left with. It has no times and no outputs, and a pod that came and
 * went in between is unknown to it.
 */
export function compareSnapshot(
  prediction: Prediction,
  before: readonly PodManifest[],
  after: EndState,
): Comparison {
  const everything = Number.POSITIVE_INFINITY;
  const real = podFates(before, changes(before, after.pods), everything);
  const foretold = prediction.timeline.filter(({ event }) => LASTING.has(event));
  const predicted = lastWords(podFates(before, foretold, everything), prediction).filter(
    ({ existed, at }) => existed || !at.has('deleted'),
  );
  const points = [
    ...comparePods(matchPods(real, predicted), false),
    ...compareEndpoints(prediction.services, after.readyOf),
  ];
  return makeComparison(after.name, points, after.notes);
}

/** A later state holds the scheduler's last words about a pod, not its first. */
function lastWords(fates: PodFate[], { pending = [] }: Prediction): PodFate[] {
  const words = new Map(pending.map(({ pod, message }) => [pod, message]));
  for (const fate of fates) {
    const message = words.get(fate.pod);
    if (message !== undefined) fate.message = message;
  }
  return fates;
}

/** Points about services that something happened to, in the prediction or in reality. */
function compareEndpoints(
  predicted: Prediction['services'],
  readyOf: ReadonlyMap<string, number>,
): ComparisonPoint[] {
  return predicted.flatMap(({ service, before, lowest, after }) => {
    const real = readyOf.get(service);
    if (real === undefined || (real === before && lowest === before && after === before)) return [];
    const words = (count: number) => `${count} ready`;
    return [
      {
        aspect: 'services' as const,
        object: service,
        held: real === after,
        real: words(real),
        predicted: words(after),
      },
    ];
  });
}

/** The time line that leads from one list of pods to another, as far as the lists tell. */
function changes(before: readonly PodManifest[], after: readonly PodManifest[]): FateEvent[] {
  const identity = (pod: PodManifest) => pod.metadata.uid ?? podName(pod);
  const then = new Map(before.map((pod) => [identity(pod), pod]));
  const now = new Map(after.map((pod) => [identity(pod), pod]));
  const names = new Set(before.map(podName));
  const events: FateEvent[] = [];
  for (const [key, pod] of then)
    if (!now.has(key)) events.push({ t: 0, event: 'deleted', pod: podName(pod) });
  for (const [key, pod] of now) {
    const old = then.get(key);
    const name = old === undefined && names.has(podName(pod)) ? `${podName(pod)}#2` : podName(pod);
    events.push(...newsOf(pod, old).map((news) => ({ t: 0, pod: name, ...news })));
  }
  return events;
}

/** What is new about a pod since it was `old`, or since it was not there. */
function newsOf(
  pod: PodManifest,
  old: PodManifest | undefined,
): (Pick<FateEvent, 'owner' | 'node' | 'message'> & { event: string })[] {
  const node = pod.spec?.nodeName;
  const refused = refusal(pod);
  const isLeaving = pod.metadata.deletionTimestamp !== undefined;
  return [
    ...(old === undefined ? [{ event: 'created', owner: ownerOf(pod) }] : []),
    ...(node !== undefined && old?.spec?.nodeName === undefined ? [{ event: 'scheduled', node }] : []),
    ...(refused !== undefined && (old === undefined || refusal(old) === undefined)
      ? [{ event: 'unschedulable', message: refused }]
      : []),
    ...(isLeaving && old?.metadata.deletionTimestamp === undefined ? [{ event: 'terminating' }] : []),
  ];
}

function refusal({ status }: PodManifest): string | undefined {
  const refused = status?.conditions?.find((one) => one.type === 'PodScheduled' && one.status === 'False');
  return refused && (refused.message ?? '');
}
