import { type ObjectRef, refId, uniqueRefs } from '../../history/index.ts';
import { variedWords } from '../../kubernetes/index.ts';
import { byId } from '../scene/kinds.ts';
import type { PodCourse, Scene } from '../scene/read-scene.ts';
import { type Signal, type SignalClass, tellsMore } from './signal.ts';

/** What went wrong with the pods of one workload in one stretch of time, its signs folded. */
export interface Failure {
  readonly workload: ObjectRef;
  /** What most of the pods suffered from. */
  readonly class: SignalClass;
  /** The first sign of it. */
  readonly fromMs: number;
  readonly toMs: number;
  /** When the pods that these were to replace began to go; undefined where nothing had to be replaced. */
  readonly lostMs?: number;
  /** How the pods were lost that these were to replace. */
  readonly lost?: Failure;
  /** How many signs there were. */
  readonly count: number;
  /** The pods that suffered from it, in the order in which they did; for `refused` what should have made them. */
  readonly pods: readonly ObjectRef[];
  readonly nodes: readonly string[];
  /** What was said first. */
  readonly message: string;
  /** What was said in all, with what differs each time. */
  readonly said: string;
  /** Who did it, where somebody asked for it. */
  readonly who: string | undefined;
  readonly evidence: readonly string[];
  /** All signs, those of other classes included, oldest first. */
  readonly signals: readonly Signal[];
}

/** Signs that are further apart belong to different troubles. */
const EPISODE_MS = 15 * 60_000;
/** A sign within this time of a more telling one of the same pod is part of it. */
const SAME_TROUBLE_MS = 5 * 60_000;
const EVIDENCE_COUNT = 5;
/** A pod that its controller takes away is trouble only where nothing else explains the loss. */
const WEIGHT: Partial<Readonly<Record<SignalClass, number>>> = { removed: 0.5, unready: 0.8, refused: 100 };

/** The signs of every workload, oldest first. */
export function signalsByWorkload(
  scene: Scene,
): ReadonlyMap<string, { readonly workload: ObjectRef; readonly signals: Signal[] }> {
  const byWorkload = new Map<string, { readonly workload: ObjectRef; readonly signals: Signal[] }>();
  for (const signal of scene.signals) {
    const workload = scene.ownership.workloadOf(signal.ref);
    const id = refId(workload);
    const entry = byWorkload.get(id) ?? { workload, signals: [] };
    entry.signals.push(signal);
    byWorkload.set(id, entry);
  }
  return byWorkload;
}

/** The troubles of one workload, each a stretch of signs without a long pause. */
export function episodesOf(signals: readonly Signal[]): Signal[][] {
  const episodes: Signal[][] = [];
  for (const signal of signals) {
    const current = episodes.at(-1);
    if (current && signal.timeMs - current.at(-1)!.timeMs <= EPISODE_MS) current.push(signal);
    else episodes.push([signal]);
  }
  return episodes;
}

/** Folds the signs of one trouble: each pod counts for its most telling one. */
export function foldFailure(workload: ObjectRef, signals: readonly Signal[]): Failure | undefined {
  const told = mostTelling(signals);
  const counts = new Map<SignalClass, Set<string>>();
  for (const signal of told) {
    const pods = counts.get(signal.class) ?? new Set();
    counts.set(signal.class, pods.add(refId(signal.ref)));
  }
  const [main] = [...counts]
    .map(([name, pods]) => ({ name, weight: pods.size * (WEIGHT[name] ?? 1) }))
    .sort((a, b) => b.weight - a.weight || (tellsMore(a.name, b.name) ? -1 : 1));
  if (!main) return undefined;
  const of = told.filter((signal) => signal.class === main.name);
  const first = of[0]!;
  const messages = of.flatMap(({ message }) => (message === '' ? [] : [message]));
  return {
    workload,
    class: main.name,
    fromMs: first.timeMs,
    toMs: of.at(-1)!.timeMs,
    count: of.length,
    pods: uniqueRefs(of.map(({ ref }) => ref)),
    nodes: [...new Set(of.flatMap(({ node }) => node ?? []))].sort(),
    message: messages[0] ?? '',
    said: variedWords(messages),
    who: of.find(({ who }) => who !== undefined)?.who,
    evidence: [...new Set(of.flatMap(({ evidence }) => evidence))].slice(0, EVIDENCE_COUNT),
    signals: told,
  };
}

/** The signs with each given the most telling class that its pod shows at about the same time. */
function mostTelling(signals: readonly Signal[]): Signal[] {
  const byPod = Map.groupBy(signals, ({ ref }) => refId(ref));
  const told: Signal[] = [];
  for (const ofPod of byPod.values()) {
    let best: Signal | undefined;
    for (const signal of ofPod) {
      if (best && signal.timeMs - best.timeMs > SAME_TROUBLE_MS) best = undefined;
      if (!best || tellsMore(signal.class, best.class)) {
        // An earlier, vaguer sign of the same trouble takes its name, not its words.
        for (const [index, earlier] of told.entries()) {
          if (
            refId(earlier.ref) === refId(signal.ref) &&
            isVague(earlier.class) &&
            signal.timeMs - earlier.timeMs <= SAME_TROUBLE_MS
          ) {
            told[index] = { ...earlier, class: signal.class, message: '' };
          }
        }
        best = signal;
        told.push(signal);
      } else if (best && isVague(signal.class))
        told.push({ ...signal, class: best.class, message: best.message });
      else told.push(signal);
    }
  }
  return told.sort((a, b) => a.timeMs - b.timeMs || byId(a.ref, b.ref));
}

/** Signs that something is wrong, not what. */
function isVague(name: SignalClass): boolean {
  return name === 'unready' || name === 'probe' || name === 'crash';
}

/** The pods of a workload that the scene saw. */
export function podsOf(scene: Scene, workload: ObjectRef): readonly PodCourse[] {
  let byWorkload = PODS.get(scene);
  if (!byWorkload) {
    byWorkload = Map.groupBy(scene.pods.values(), ({ ref }) => refId(scene.ownership.workloadOf(ref)));
    PODS.set(scene, byWorkload);
  }
  return byWorkload.get(refId(workload)) ?? [];
}

/** The pods of each scene by workload: grouped when they are first asked for. */
const PODS = new WeakMap<Scene, ReadonlyMap<string, readonly PodCourse[]>>();
