import type { HorizontalPodAutoscaler, KubeObject } from '../../../kubernetes/index.ts';
import type { Change, WorldView } from '../../../world/index.ts';
import { type Controller, type ControllerContext, type ControllerFactory, NO_KEYS } from '../controller.ts';
import { dateMs, parseTimestamp, timestamp } from '../machinery/dates.ts';
import { keyOf, splitKey } from '../machinery/object-key.ts';
import { POD_CHANGES, STATE_CHANGES } from '../machinery/pod-changes.ts';
import { recommend } from './recommend.ts';
import { ScaleHistory } from './scale-history.ts';
import { autoscalersByTarget, replicasOf, targetKey, targetOf } from './scale-target.ts';

const KIND = 'HorizontalPodAutoscaler.autoscaling';
/** Keys of autoscalers at their regular look begin with this. */
const LOOK = 'look ';
const PERIOD_MS = 15_000;
/** An autoscaler that is younger looks in the rhythm that began with its creation. */
const RHYTHM_HOLDS_MS = 3_600_000;

/**
 * Keeps workloads between the minimum and the maximum of their autoscalers, and at what their metrics ask for where the
 * snapshot holds metrics. Where it does not, what an autoscaler would do is unknown: it does nothing and says so once.
 *
 * @source pkg/controller/podautoscaler/horizontal.go → reconcileAutoscaler (v1.36.3)
 * @deviation it looks only while there is something to do; there it looks every 15 seconds for ever.
 */
class HorizontalController implements Controller {
  readonly name = 'horizontal-pod-autoscaler-controller';
  readonly ignores: ReadonlySet<string> = new Set([...POD_CHANGES, ...STATE_CHANGES]);
  readonly #histories = new Map<string, ScaleHistory>();
  readonly #saidUnknown = new Set<string>();
  #byTarget: Map<string, string[]> | undefined;

  watch(change: Change, world: WorldView): Iterable<string> {
    if (change.type === 'removeObject' && change.kind === KIND) this.#byTarget = undefined;
    if (change.type !== 'putObject' || world.objects.count(KIND) === 0) return NO_KEYS;
    if (change.kind === KIND) {
      this.#byTarget = undefined;
      return [keyOf(change.object)];
    }
    this.#byTarget ??= autoscalersByTarget(world, KIND);
    const { namespace, name = '' } = change.object.metadata;
    return this.#byTarget.get(targetKey(change.kind, namespace, name)) ?? [];
  }

  *unsettled(world: WorldView): Iterable<string> {
    for (const object of world.objects.all(KIND)) {
      const autoscaler = object as HorizontalPodAutoscaler;
      const target = world.get(targetOf(autoscaler));
      if (target && wantsChange(world, autoscaler, target)) yield keyOf(autoscaler);
    }
  }

  sync(key: string, context: ControllerContext): void {
    const isLook = key.startsWith(LOOK);
    const name = isLook ? key.slice(LOOK.length) : key;
    const reference = { kind: KIND, ...splitKey(name) };
    const { world } = context;
    const autoscaler = world.get(reference) as HorizontalPodAutoscaler | undefined;
    const target = autoscaler && world.get(targetOf(autoscaler));
    if (!autoscaler || !target || replicasOf(target) === 0) return;
    const wanted = isLook ? this.#look(name, context, autoscaler, target) : undefined;
    const isDone = wanted === undefined || wanted === replicasOf(world.get(targetOf(autoscaler)) ?? target);
    if (isLook && isDone) return;
    context.requeueAfter(LOOK + name, untilLookMs(context, name, autoscaler));
  }

  /** Compares what is with what should be and scales; returns what metrics would like, limits aside. */
  #look(
    key: string,
    context: ControllerContext,
    autoscaler: HorizontalPodAutoscaler,
    target: KubeObject,
  ): number | undefined {
    const current = replicasOf(target);
    const { minReplicas = 1, maxReplicas = 1 } = autoscaler.spec ?? {};
    if (current > maxReplicas)
      return rescale(context, autoscaler, maxReplicas, 'Current number of replicas above Spec.MaxReplicas');
    if (current < minReplicas)
      return rescale(context, autoscaler, minReplicas, 'Current number of replicas below Spec.MinReplicas');
    const recommendation = recommend(context.world, autoscaler, target, dateMs(context));
    if (recommendation.type === 'unknown') {
      this.#sayUnknown(key, context, recommendation.why);
      return undefined;
    }
    if (recommendation.type === 'invalid') return undefined;
    let history = this.#histories.get(key);
    if (!history) {
      history = new ScaleHistory(current, dateMs(context));
      this.#histories.set(key, history);
    }
    const limited = history.limit(autoscaler, current, recommendation.replicas, dateMs(context));
    if (limited !== current) {
      history.scaled(limited - current, dateMs(context));
      rescale(context, autoscaler, limited, recommendation.reason);
    }
    return recommendation.replicas;
  }

  #sayUnknown(key: string, { api, actor }: ControllerContext, why: string): void {
    if (this.#saidUnknown.has(key)) return;
    this.#saidUnknown.add(key);
    const message = `what the autoscaler would do is unknown: ${why}`;
    api.recordEvent({ kind: KIND, ...splitKey(key) }, 'Warning', 'MetricsUnknown', message, actor);
  }
}

export const horizontalController: ControllerFactory = () => new HorizontalController();

/** Whether a workload stands outside the bounds, or its metrics ask for another size. */
function wantsChange(world: WorldView, autoscaler: HorizontalPodAutoscaler, target: KubeObject): boolean {
  const current = replicasOf(target);
  const { minReplicas = 1, maxReplicas = 1 } = autoscaler.spec ?? {};
  if (current === 0) return false;
  if (current > maxReplicas || current < minReplicas) return true;
  const recommendation = recommend(world, autoscaler, target, world.startMs);
  return recommendation.type === 'known' && recommendation.replicas !== current;
}

/** When the autoscaler looks next: 15 seconds after its creation and every 15 seconds from then on. */
function untilLookMs(context: ControllerContext, key: string, { metadata }: HorizontalPodAutoscaler): number {
  const now = dateMs(context);
  const createdMs = parseTimestamp(metadata.creationTimestamp);
  const offsetMs =
    now - createdMs < RHYTHM_HOLDS_MS
      ? createdMs
      : context.timings.phase('horizontal-pod-autoscaler', metadata.uid ?? key) * PERIOD_MS;
  const sinceMs = (((now - offsetMs) % PERIOD_MS) + PERIOD_MS) % PERIOD_MS;
  return PERIOD_MS - sinceMs;
}

/** @source pkg/controller/podautoscaler/horizontal.go → reconcileAutoscaler (v1.36.3) */
function rescale(
  context: ControllerContext,
  autoscaler: HorizontalPodAutoscaler,
  replicas: number,
  reason: string,
): number {
  const { api, actor, world } = context;
  const target = targetOf(autoscaler);
  const reference = { kind: KIND, ...splitKey(keyOf(autoscaler)) };
  const answer = api.patch(target, 'merge', { spec: { replicas } }, actor);
  if (!answer.ok) {
    const message = `New size: ${replicas}; reason: ${reason}; error: ${answer.status.message}`;
    api.recordEvent(reference, 'Warning', 'FailedRescale', message, actor);
    return replicas;
  }
  const message = `New size: ${replicas}; reason: ${reason}`;
  api.recordEvent(reference, 'Normal', 'SuccessfulRescale', message, actor);
  const current = (world.get(reference) as HorizontalPodAutoscaler | undefined) ?? autoscaler;
  const status = { ...current.status, desiredReplicas: replicas, lastScaleTime: timestamp(context) };
  api.updateStatus({ ...current, status }, actor);
  return replicas;
}
