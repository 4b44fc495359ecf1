import { type ObjectRef, refId } from '../../history/index.ts';
import { changesOf, type DecidedChange } from '../changes/decided-change.ts';
import { MetricIndex } from '../metrics/metric-changes.ts';

import type { Scene } from '../scene/read-scene.ts';
import type { Ties } from '../scene/ties.ts';
import { episodesOf, type Failure, foldFailure, podsOf, signalsByWorkload } from '../signals/failure.ts';
import type { Signal, SignalClass } from '../signals/signal.ts';
import { attributeRemoval } from './attribute-removal.ts';
import type { Outage } from './happening.ts';

/** Signs that a watch shows a moment after what they led to still came before it. */
export const SKEW_MS = 1500;

/** Trouble of new pods is looked for this long after the last old one was lost. */
const BLOCKED_MS = 10 * 60_000;
/** A pod that is not ready after this long does not only take its time. */
const SLOW_MS = 90_000;
const BLOCKING: ReadonlySet<SignalClass> = new Set<SignalClass>([
  'oom',
  'config',
  'imagePull',
  'start',
  'mount',
  'refused',
  'pending',
  'crash',
  'probe',
]);

/** What the rules of causes ask of the scene; each answer is worked out once. */
export class CauseContext {
  readonly scene: Scene;
  readonly ties: Ties;
  readonly outages: readonly Outage[];
  /** How far before a sign of trouble its cause is looked for. */
  readonly lookbackMs: number;
  readonly metrics: MetricIndex;
  readonly #byWorkload: ReturnType<typeof signalsByWorkload>;
  readonly #changes = new Map<string, readonly DecidedChange[]>();

  constructor(scene: Scene, ties: Ties, outages: readonly Outage[], lookbackMs: number) {
    this.scene = scene;
    this.ties = ties;
    this.outages = outages;
    this.lookbackMs = lookbackMs;
    this.metrics = new MetricIndex(scene, ties);
    this.#byWorkload = signalsByWorkload(scene);
  }

  /** What was decided about an object before a time, as far back as causes are looked for. */
  changesBefore(ref: ObjectRef, timeMs: number): readonly DecidedChange[] {
    return this.changesOf(ref).filter((change) => change.notBeforeMs <= timeMs);
  }

  /** What was decided about an object from the lookback to the end of the scene. */
  changesOf(ref: ObjectRef): readonly DecidedChange[] {
    const id = refId(ref);
    let changes = this.#changes.get(id);
    if (!changes) {
      const { states, span } = this.scene;
      changes = changesOf(states, ref, span.fromMs - this.lookbackMs, span.toMs);
      this.#changes.set(id, changes);
    }
    return changes;
  }

  /** What a workload suffered up to a time, without a long pause before it; undefined when it was well. */
  failureBefore(workload: ObjectRef, timeMs: number): Failure | undefined {
    const signals = this.#byWorkload.get(refId(workload))?.signals ?? [];
    const episode = episodesOf(signals.filter((signal) => signal.timeMs <= timeMs + SKEW_MS)).at(-1);
    const told = (episode ?? []).map((signal) => this.#placed(signal));
    return foldFailure(workload, [...told, ...this.#neverReady(workload, timeMs, told)]);
  }

  /**
   * What keeps the pods from coming back that a workload lost before a time: trouble of new pods until `untilMs`.
   * Pods that only take their time to start are no trouble.
   */
  blockingAfter(lost: Failure, timeMs: number, untilMs: number): Failure | undefined {
    const { workload } = lost;
    const ended = Math.min(untilMs, timeMs + BLOCKED_MS);
    const signals = (this.#byWorkload.get(refId(workload))?.signals ?? []).filter(
      (signal) =>
        signal.timeMs >= lost.fromMs - SKEW_MS && signal.timeMs <= ended && BLOCKING.has(signal.class),
    );
    const isNew = ({ ref }: Signal) =>
      ref.kind !== 'Pod' ||
      (this.scene.pods.get(refId(ref))?.createdMs ?? Number.NEGATIVE_INFINITY) >= lost.fromMs - SKEW_MS;
    const told = signals.filter(isNew);
    const slow = ended - timeMs >= SLOW_MS ? this.#neverReady(workload, ended, told) : [];
    const blocking = foldFailure(workload, [
      ...told,
      ...slow.filter(({ timeMs: madeMs }) => madeMs <= ended - SLOW_MS),
    ]);
    return blocking && { ...blocking, lostMs: Math.min(lost.fromMs, blocking.fromMs), lost };
  }

  /** The workloads with signs of trouble, in the order of their first one. */
  troubled(): ObjectRef[] {
    return [...this.#byWorkload.values()].map(({ workload }) => workload);
  }

  /** A sign with who did it, and the node that was lost when that is what it means. */
  #placed(signal: Signal): Signal {
    if (signal.class === 'unready' && signal.node !== undefined && this.#isDown(signal.node, signal.timeMs)) {
      return { ...signal, class: 'nodeLost' };
    }
    return attributeRemoval(this.scene, signal);
  }

  #isDown(node: string, timeMs: number): boolean {
    return this.scene.nodesDown.some(
      ({ ref, fromMs, toMs, why }) =>
        ref.name === node &&
        fromMs <= timeMs + SKEW_MS &&
        (toMs ?? Number.POSITIVE_INFINITY) >= timeMs &&
        (why === 'stopped reporting' || why === 'not ready' || why === 'deleted'),
    );
  }

  /** Pods that run and were not ready at a time, without any sign that says why. */
  #neverReady(workload: ObjectRef, timeMs: number, told: readonly Signal[]): Signal[] {
    const known = new Set(told.filter((signal) => signal.class !== 'removed').map(({ ref }) => refId(ref)));
    return podsOf(this.scene, workload).flatMap(({ ref, pod, readiness, createdMs, goneMs }): Signal[] => {
      if (createdMs === undefined || createdMs > timeMs || known.has(refId(ref))) return [];
      if (goneMs !== undefined && goneMs <= timeMs) return [];
      if (readiness.some((point) => point.ready && point.timeMs <= timeMs)) return [];
      const node = pod.spec?.nodeName;
      return [
        {
          timeMs: createdMs,
          class: 'unready',
          ref,
          message: 'did not become ready',
          ...(node === undefined ? {} : { node }),
          evidence: [],
        },
      ];
    });
  }
}
