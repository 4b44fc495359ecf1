import { type ObjectRef, type Recording, refId, type Span } from '../../history/index.ts';
import type { KubeObject } from '../../kubernetes/index.ts';
import { containerRestarts } from './container-restarts.ts';
import type { Owners } from './owners.ts';
import { episodesOf, type Symptom } from './symptom.ts';

interface Gathered {
  readonly subject: ObjectRef;
  readonly what: string;
  readonly times: number[];
}

/** Gathers moments under what they happened to and what it was. */
class Gathering {
  readonly #symptoms = new Map<string, Gathered>();
  #span: Span | undefined;

  /** Something was recorded then, whatever it says: from the first to the last of these it would have been seen. */
  saw(timeMs: number): void {
    const { fromMs, toMs } = this.#span ?? { fromMs: timeMs, toMs: timeMs };
    if (this.#span && timeMs >= fromMs && timeMs <= toMs) return;
    this.#span = { fromMs: Math.min(fromMs, timeMs), toMs: Math.max(toMs, timeMs) };
  }

  add(subject: ObjectRef, what: string, timeMs: number): void {
    const key = `${refId(subject)} ${what}`;
    let gathered = this.#symptoms.get(key);
    if (!gathered) {
      gathered = { subject, what, times: [] };
      this.#symptoms.set(key, gathered);
    }
    gathered.times.push(timeMs);
  }

  symptoms(until: number): Symptom[] {
    const watched = this.#span ?? { fromMs: 0, toMs: 0 };
    return [...this.#symptoms.values()].map(({ subject, what, times }) => {
      times.sort((a, b) => a - b);
      return {
        subject,
        what,
        times,
        episodes: episodesOf(times),
        watched: { fromMs: watched.fromMs, toMs: Math.max(watched.toMs, until) },
      };
    });
  }
}

/**
 * Everything that went wrong in a recording, by what it happened to: restarts of containers and what killed them, reasons
 * of warnings, alerts, conditions of nodes, Services that lost their last endpoint.
 *
 * @param owners learns the owners of pods.
 * @returns in the order of the objects' names and of what happened.
 */
export function collectSymptoms(recording: Recording, owners: Owners): Symptom[] {
  const { toMs } = recording.span;
  const symptoms = [
    ...restarts(recording, owners).symptoms(toMs),
    ...warnings(recording, owners).symptoms(toMs),
    ...nodeConditions(recording).symptoms(toMs),
    ...emptyServices(recording).symptoms(toMs),
  ];
  const order = (symptom: Symptom) => `${refId(symptom.subject)} ${symptom.what}`;
  return symptoms.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function restarts(recording: Recording, owners: Owners): Gathering {
  const gathering = new Gathering();
  const all = containerRestarts(recording, undefined, (pod, state, timeMs, isListing) => {
    if (!isListing) gathering.saw(timeMs);
    if (state) owners.add(pod, state);
  });
  for (const { pod, timeMs, reason } of all) {
    gathering.add(owners.topOf(pod), 'restarts', timeMs);
    if (reason === 'OOMKilled') gathering.add(owners.topOf(pod), reason, timeMs);
  }
  return gathering;
}

function warnings(recording: Recording, owners: Owners): Gathering {
  const gathering = new Gathering();
  for (const { timeMs, type, reason, regarding } of recording.events.events()) {
    gathering.saw(timeMs);
    if (type === 'Warning') gathering.add(owners.topOf(regarding), reason, timeMs);
  }
  return gathering;
}

function nodeConditions(recording: Recording): Gathering {
  const gathering = new Gathering();
  let node = '';
  let before = new Map<string, boolean>();
  for (const { change, state } of recording.objects.states({ kind: 'Node' })) {
    if (change.operation !== 'SEEN') gathering.saw(change.timeMs);
    if (refId(change.ref) !== node) {
      node = refId(change.ref);
      before = new Map();
    }
    const { conditions = [] } = (state?.status ?? {}) as {
      readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    };
    for (const { type, status } of conditions) {
      const isBad = type === 'Ready' ? status !== 'True' : status === 'True';
      if (isBad && before.get(type) === false)
        gathering.add(change.ref, type === 'Ready' ? 'NotReady' : type, change.timeMs);
      before.set(type, isBad);
    }
  }
  return gathering;
}

function emptyServices(recording: Recording): Gathering {
  const gathering = new Gathering();
  const changes = new Map<
    string,
    { readonly timeMs: number; readonly slice: string; readonly ready: number }[]
  >();
  const services = new Map<string, ObjectRef>();
  for (const { change, state } of recording.objects.states({ kind: 'EndpointSlice.discovery.k8s.io' })) {
    if (change.operation !== 'SEEN') gathering.saw(change.timeMs);
    const name = state?.metadata.labels?.['kubernetes.io/service-name'];
    const known = services.get(refId(change.ref));
    const service = name === undefined ? known : { kind: 'Service', namespace: change.ref.namespace, name };
    if (!service) continue;
    services.set(refId(change.ref), service);
    const list = changes.get(refId(service)) ?? [];
    changes.set(refId(service), list);
    list.push({ timeMs: change.timeMs, slice: change.ref.name, ready: state ? readyIn(state) : 0 });
  }
  const byKey = new Map([...services.values()].map((service) => [refId(service), service]));
  for (const [key, list] of changes) {
    const ready = new Map<string, number>();
    let total = 0;
    for (const { timeMs, slice, ready: count } of list.sort((a, b) => a.timeMs - b.timeMs)) {
      const next = total - (ready.get(slice) ?? 0) + count;
      ready.set(slice, count);
      if (total > 0 && next === 0) gathering.add(byKey.get(key)!, 'without endpoints', timeMs);
      total = next;
    }
  }
  return gathering;
}

function readyIn(slice: KubeObject): number {
  const { endpoints } = slice as {
    readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[] | null;
  };
  return (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).length;
}
