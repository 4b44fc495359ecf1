import type { StatefulSet } from '../../../kubernetes/index.ts';
import type { Change, WorldView } from '../../../world/index.ts';
import type { Status } from '../../api-server/api.ts';
import { type Controller, type ControllerContext, type ControllerFactory, NO_KEYS } from '../controller.ts';
import { availableAtMs, nextAvailabilityMs } from '../machinery/availability.ts';
import { claimPods, isOrphan } from '../machinery/claim-pods.ts';
import { dateMs } from '../machinery/dates.ts';
import { keyOf, splitKey } from '../machinery/object-key.ts';
import { controllerReference, keyOfPodController } from '../machinery/ownership.ts';
import { POD_CHANGES } from '../machinery/pod-changes.ts';
import { sameTemplate } from '../machinery/pod-templates.ts';
import { RetryDelays } from '../machinery/retry-delays.ts';
import { same } from '../machinery/same.ts';
import { parentAndOrdinal } from './identity.ts';
import { type Replica, sortReplicas } from './replicas.ts';
import { revisionsOf, syncRevisions, truncateHistory } from './set-revisions.ts';
import { SetWork } from './set-work.ts';
import { completed, statefulSetStatus } from './status.ts';
import { replaceOld } from './update.ts';

const KIND = 'StatefulSet.apps';

/**
 * Keeps a StatefulSet's pods, each with its name and its claims.
 *
 * @source pkg/controller/statefulset/stateful_set.go → sync (v1.36.3)
 */
class StatefulSetController implements Controller {
  readonly name = 'statefulset-controller';
  readonly concerns = new Set([KIND, ...POD_CHANGES]);
  readonly makesPodsOf = 'StatefulSet';
  readonly #retries = new RetryDelays();

  watch(change: Change, world: WorldView): Iterable<string> {
    switch (change.type) {
      case 'putObject':
        return change.kind === KIND ? [keyOf(change.object)] : NO_KEYS;
      case 'createPod':
      case 'updatePod':
        return isOrphan(world, change.row) ? adopters(world, change.row) : owner(world, change.row);
      case 'setPodReady':
      case 'setPodPhase':
      case 'terminatePod':
      case 'removePod':
        return owner(world, change.row);
      default:
        return NO_KEYS;
    }
  }

  *unsettled(world: WorldView): Iterable<string> {
    for (const object of world.objects.all(KIND)) {
      if (!isAtRest(world, object as StatefulSet)) yield keyOf(object);
    }
    for (let id = 0; id < world.templates.count; id++) {
      if (world.templates.get(id).controller) continue;
      for (const row of world.pods.ofTemplate(id)) if (isOrphan(world, row)) yield* adopters(world, row);
    }
  }

  sync(key: string, context: ControllerContext): void {
    const { world, requeueAfter } = context;
    const { namespace, name } = splitKey(key);
    const set = world.objects.get(KIND, namespace, name) as StatefulSet | undefined;
    if (!set) return;
    const rows = claimPods(context, {
      namespace,
      selector: world.selections.selectorOf(KIND, set),
      reference: controllerReference(set, 'apps/v1', 'StatefulSet'),
      deleting: set.metadata.deletionTimestamp !== undefined,
      fits: (row) => parentAndOrdinal(world.pods.name(row))?.parent === name,
    });
    const now = dateMs(context);
    const checkAtMs = nextAvailabilityMs(world, rows, set.spec?.minReadySeconds ?? 0, now);
    const refused = syncSet(context, set, rows);
    if (refused) {
      const { delayMs, background } = this.#retries.failed(key, context.moment);
      requeueAfter(key, delayMs, background);
      return;
    }
    this.#retries.succeeded(key);
    if (checkAtMs !== undefined) requeueAfter(key, checkAtMs - now);
  }
}

export const statefulSetController: ControllerFactory = () => new StatefulSetController();

/** @source pkg/controller/statefulset/stateful_set_control.go → performUpdate (v1.36.3) */
function syncSet(context: ControllerContext, set: StatefulSet, rows: readonly number[]): Status | undefined {
  const { world, api, actor } = context;
  const revisions = syncRevisions(context, set);
  if ('code' in revisions) return revisions;
  const now = dateMs(context);
  const before = statefulSetStatus(world, set, rows, revisions, now);
  const work = new SetWork(context, set, revisions, sortReplicas(world, set, rows, revisions, now));
  const deleted = set.metadata.deletionTimestamp === undefined ? moveOn(work) : 0;
  const { currentReplicas = 0 } = before;
  const status = completed(set, { ...before, currentReplicas: currentReplicas - deleted });
  if (!same(status, set.status)) api.updateStatus({ ...set, status }, actor);
  truncateHistory(context, set, rows, revisions);
  return work.refused;
}

/**
 * One step: first the pods that should be there, then those that should not, then those of an old revision. Returns how
 * many were deleted for their revision.
 *
 * @source pkg/controller/statefulset/stateful_set_control.go → updateStatefulSet (v1.36.3)
 */
function moveOn(work: SetWork): number {
  const { wanted, condemned } = work.replicas;
  if (work.forEach(wanted, (replica) => keepReplica(work, replica))) return 0;
  for (const replica of condemned) work.applyRetention(replica);
  if (work.forEach(condemned, (replica) => removeReplica(work, replica))) return 0;
  return replaceOld(work);
}

/**
 * Brings one pod to where it should be; returns whether those after it have to wait, which counts in an ordered set.
 *
 * @source pkg/controller/statefulset/stateful_set_control.go → processReplica (v1.36.3)
 */
function keepReplica(work: SetWork, replica: Replica): boolean {
  const { pods } = work.context.world;
  const { row } = replica;
  if (row < 0) {
    work.create(replica);
    return true;
  }
  if (pods.isTerminal(row)) {
    if (!pods.isTerminating(row)) work.delete(replica);
    return true;
  }
  if (pods.phase(row) === 'Pending') work.createMissingClaims(replica);
  const isReady = pods.phase(row) === 'Running' && pods.isReady(row);
  if (work.isOrdered && (replica.isUnavailable || !isReady)) return true;
  work.applyRetention(replica);
  return false;
}

/**
 * Deletes a pod beyond spec.replicas. In an ordered set one at a time, and one that is not available only if it is the
 * first such pod.
 *
 * @source pkg/controller/statefulset/stateful_set_control.go → processCondemned (v1.36.3)
 */
function removeReplica(work: SetWork, replica: Replica): boolean {
  if (work.context.world.pods.isTerminating(replica.row)) return true;
  const mayGo = !replica.isUnavailable || replica === work.replicas.firstUnavailable;
  if (work.isOrdered && !mayGo) return true;
  work.delete(replica);
  return true;
}

/** Whether nothing of a set has to be done or written. */
function isAtRest(world: WorldView, set: StatefulSet): boolean {
  const last = revisionsOf(world, set).at(-1);
  if (!last || !sameTemplate(last.template, set.spec?.template)) return false;
  if (set.metadata.deletionTimestamp !== undefined) return true;
  const { status } = set;
  const current = { ...last, name: status?.currentRevision ?? last.name };
  const revisions = { current, update: last, collisionCount: status?.collisionCount ?? 0 };
  const { pods } = world;
  const rows = pods.controlledBy(set.metadata.uid ?? '');
  const { wanted, condemned } = sortReplicas(world, set, rows, revisions, world.startMs);
  const isWaiting = rows.some((row) => {
    const atMs = availableAtMs(world, row, set.spec?.minReadySeconds ?? 0);
    return Number.isFinite(atMs) && atMs > world.startMs;
  });
  const counts = statefulSetStatus(world, set, rows, revisions, world.startMs);
  return (
    !isWaiting &&
    condemned.length === 0 &&
    wanted.every(({ row, isUnavailable }) => row >= 0 && !isUnavailable) &&
    (status?.currentRevision === status?.updateRevision ||
      (set.spec?.updateStrategy?.rollingUpdate?.partition ?? 0) > 0 ||
      set.spec?.updateStrategy?.type === 'OnDelete') &&
    same(completed(set, counts), status)
  );
}

function owner(world: WorldView, row: number): readonly string[] {
  const key = keyOfPodController(world, row, KIND);
  return key === undefined ? NO_KEYS : [key];
}

/** The sets that may adopt a pod: its labels and its name fit. */
function adopters(world: WorldView, row: number): string[] {
  const { id, namespace } = world.pods.template(row);
  const parent = parentAndOrdinal(world.pods.name(row))?.parent;
  return world.selections
    .selecting(KIND, id)
    .filter((name) => name === parent)
    .map((name) => `${namespace}/${name}`);
}
