import type { Job, KubeObject } from '../../../kubernetes/index.ts';
import { conditionOf } from '../../../kubernetes/index.ts';
import type { Change, WorldView } from '../../../world/index.ts';
import type { Replaced } from '../../component.ts';
import { type Controller, type ControllerContext, type ControllerFactory, NO_KEYS } from '../controller.ts';
import { claimPods, isOrphan } from '../machinery/claim-pods.ts';
import { withCondition } from '../machinery/conditions.ts';
import { dateMs, timestamp } from '../machinery/dates.ts';
import { keyOf, splitKey } from '../machinery/object-key.ts';
import { controllerReference, keyOfPodController } from '../machinery/ownership.ts';
import { POD_CHANGES } from '../machinery/pod-changes.ts';
import { RetryDelays, type RetryLimits } from '../machinery/retry-delays.ts';
import { same } from '../machinery/same.ts';
import { type Failures, failuresAfter, NO_FAILURES } from './backoff.ts';
import { completionIndex, isFailed } from './job-pods.ts';
import { deadlineOf, type JobState, jobState, type Verdict, verdictOf } from './job-state.ts';
import { deletePods, type Managed, managePods } from './manage-pods.ts';
import { counts, failureVerdict } from './pod-failure-policy.ts';

const KIND = 'Job.batch';
/** Keys of Jobs whose pods changed begin with this: such changes are collected for a second. */
const PODS = 'pods ';
const BATCH_MS = 1000;
/** @source pkg/controller/job/job_controller.go → DefaultJobApiBackOff, MaxJobApiBackOff (v1.36.3) */
const RETRIES: RetryLimits = { firstMs: 1_000, longestMs: 60_000 };
/** Keys of pods that nobody tracks any more begin with this. */
const ORPHAN = 'orphan ';
/** From this minor version on a Job is Failed or Complete only when its last pod has ended. */
const DELAYED_END_SINCE = 31;

type JobStatus = NonNullable<Job['status']>;

/**
 * Runs Jobs to their end.
 *
 * @source pkg/controller/job/job_controller.go → syncJob (v1.36.3)
 * @deviation a pod that ended is counted and loses its finalizer in one step; there it stands in
 * status.uncountedTerminatedPods for a moment in between.
 */
class JobController implements Controller {
  readonly name = 'job-controller';
  readonly concerns = new Set([KIND, 'restartPod', ...POD_CHANGES]);
  readonly makesPodsOf = 'Job';
  readonly #retries = new RetryDelays(RETRIES);
  readonly #failures = new Map<string, Failures>();

  watch(change: Change, world: WorldView, { object }: Replaced): Iterable<string> {
    switch (change.type) {
      case 'removeObject':
        return change.kind === KIND ? orphansOf(world, object?.metadata.uid) : [];
      case 'putObject':
        if (change.kind !== KIND || isFinished(change.object as Job)) return [];
        return [(isStatusOnly(object, change.object) ? PODS : '') + keyOf(change.object)];
      case 'createPod':
      case 'updatePod':
        return ofPods(isOrphan(world, change.row) ? adopters(world, change.row) : owner(world, change.row));
      case 'setPodReady':
      case 'setPodPhase':
      case 'restartPod':
      case 'terminatePod':
      case 'removePod':
        return isUntracked(world, change.row)
          ? [ORPHAN + world.pods.key(change.row)]
          : ofPods(owner(world, change.row));
      default:
        return NO_KEYS;
    }
  }

  *unsettled(world: WorldView): Iterable<string> {
    for (const object of world.objects.all(KIND)) {
      const job = object as Job;
      if (isFinished(job) || job.spec?.managedBy?.includes('/')) continue;
      const rows = world.pods.controlledBy(job.metadata.uid ?? '');
      const { active, newFailed, newSucceeded, terminating } = jobState(world, job, rows);
      const parallelism = job.spec?.suspend ? 0 : (job.spec?.parallelism ?? 1);
      const missing = (job.spec?.completions ?? parallelism) - (job.status?.succeeded ?? 0);
      const isAtRest =
        active.length === Math.max(0, Math.min(parallelism, missing)) &&
        newFailed.length + newSucceeded.length + terminating === 0 &&
        job.spec?.activeDeadlineSeconds === undefined &&
        job.status?.active === active.length;
      if (!isAtRest) yield keyOf(job);
    }
  }

  sync(key: string, context: ControllerContext): void {
    const { world, requeueAfter } = context;
    if (key.startsWith(PODS)) {
      requeueAfter(key.slice(PODS.length), BATCH_MS);
      return;
    }
    if (key.startsWith(ORPHAN)) {
      const { namespace, name } = splitKey(key.slice(ORPHAN.length));
      const row = world.pods.find(namespace, name);
      if (row >= 0 && isUntracked(world, row)) context.api.removePodFinalizers(row, context.actor);
      return;
    }
    const { namespace, name } = splitKey(key);
    const job = world.objects.get(KIND, namespace, name) as Job | undefined;
    if (!job || isFinished(job) || isManagedElsewhere(job)) {
      this.#failures.delete(key);
      return;
    }
    const managed = this.#work(key, context, job);
    if (managed.refused) {
      const { delayMs, background } = this.#retries.failed(key, context.moment);
      requeueAfter(key, delayMs, background);
      return;
    }
    this.#retries.succeeded(key);
    const deadlineMs = deadlineOf(world.objects.get(KIND, namespace, name) as Job) ?? Number.NaN;
    const leftMs = deadlineMs > dateMs(context) ? deadlineMs - dateMs(context) : Number.POSITIVE_INFINITY;
    const delayMs = Math.min(managed.waitMs ?? Number.POSITIVE_INFINITY, leftMs);
    if (Number.isFinite(delayMs)) requeueAfter(key, delayMs);
  }

  #work(key: string, context: ControllerContext, job: Job): Managed {
    const { world } = context;
    const state = jobState(world, job, claimPods(context, claimOf(world, job)));
    const released = state.newFailed.filter((row) => !isHeld(world, state, row));
    const before = this.#failures.get(key) ?? NO_FAILURES;
    const failures = failuresAfter(world, before, state.newSucceeded, released);
    this.#failures.set(key, failures);
    const readyBefore = state.active.filter((row) => world.pods.isReady(row));
    let verdict = verdictOf(world, job, state, dateMs(context));
    let managed: Managed = { active: state.active.length, deleted: [] };
    if (verdict) managed = deletePods(context, job, state, state.active);
    else if (job.metadata.deletionTimestamp === undefined) {
      managed = managePods(context, job, state, failures);
      if (isComplete(job, state, managed.active)) verdict = COMPLETE;
    }
    const ready = readyBefore.filter((row) => !managed.deleted.includes(row)).length;
    const terminating = state.terminating + managed.deleted.length;
    writeStatus(context, job, state, { managed, verdict, ready, terminating });
    releaseCounted(context, job, state, verdict);
    return managed;
  }
}

/**
 * Whether only the status of a Job has changed, which is looked at with the changes of pods.
 *
 * @source pkg/controller/job/job_controller.go → updateJob (v1.36.3)
 */
function isStatusOnly(before: KubeObject | undefined, now: KubeObject): boolean {
  return before !== undefined && before.metadata.generation === now.metadata.generation;
}

export const jobController: ControllerFactory = () => new JobController();

const COMPLETE: Verdict = {
  type: 'Complete',
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
};

function isFinished({ status }: Job): boolean {
  return ['Complete', 'Failed'].some((type) => conditionOf(status?.conditions, type)?.status === 'True');
}

/** @source pkg/controller/job/job_controller.go → managedByExternalController (v1.36.3) */
function isManagedElsewhere({ spec }: Job): boolean {
  return spec?.managedBy !== undefined && spec.managedBy !== 'kubernetes.io/job-controller';
}

function isComplete({ spec }: Job, state: JobState, active: number): boolean {
  if (active > 0) return false;
  return spec?.completions === undefined ? state.succeeded > 0 : state.succeeded >= spec.completions;
}

function claimOf(world: WorldView, job: Job) {
  return {
    namespace: job.metadata.namespace ?? 'default',
    selector: world.selections.selectorOf(KIND, job),
    reference: controllerReference(job, 'batch/v1', 'Job'),
    deleting: job.metadata.deletionTimestamp !== undefined,
  };
}

interface Outcome {
  readonly managed: Managed;
  readonly verdict: Verdict | undefined;
  readonly ready: number;
  readonly terminating: number;
}

/** @source pkg/controller/job/job_controller.go → trackJobStatusAndRemoveFinalizers, enactJobFinished (v1.36.3) */
function writeStatus(context: ControllerContext, job: Job, state: JobState, outcome: Outcome): void {
  const { world, api, actor } = context;
  const now = timestamp(context);
  const { verdict, managed, ready, terminating } = outcome;
  const isDelayed = world.version.minor >= DELAYED_END_SINCE;
  let conditions = job.status?.conditions ?? [];
  const add = (type: string, status: 'True' | 'False', reason: string, message: string) => {
    const condition = { type, status, reason, message, lastProbeTime: now, lastTransitionTime: now };
    conditions = withCondition(conditions, condition);
  };
  const suspended = job.spec?.suspend ?? false;
  if (!verdict && suspended !== wasSuspended(job)) {
    const reason = suspended ? 'Suspended' : 'Resumed';
    const message = `Job ${reason.toLowerCase()}`;
    add('Suspended', suspended ? 'True' : 'False', `Job${reason}`, message);
    api.recordEvent(referenceOf(job), 'Normal', reason, message, actor);
  }
  const allDeleted = managed.active === 0;
  if (verdict && isDelayed && allDeleted) {
    const announced = verdict.type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
    add(announced, 'True', verdict.reason, verdict.message);
  }
  const isOver = verdict !== undefined && allDeleted && (!isDelayed || terminating === 0);
  if (isOver) add(verdict.type, 'True', verdict.reason, verdict.message);
  const failedLate = isOver && verdict.type === 'Failed' ? uncountedOthers(world, job, state) : 0;
  const isResumed = !suspended && wasSuspended(job);
  const startTime = isResumed || !job.status?.startTime ? now : job.status.startTime;
  const status: JobStatus = {
    ...job.status,
    ...(suspended && !job.status?.startTime ? {} : { startTime }),
    active: managed.active,
    ready,
    terminating,
    succeeded: state.succeeded,
    failed: state.failed - heldFailures(world, job, state, verdict) + failedLate,
    ...(state.succeededIndexes ? { completedIndexes: state.succeededIndexes.toString() } : {}),
    ...(state.failedIndexes ? { failedIndexes: state.failedIndexes.toString() } : {}),
    uncountedTerminatedPods: {},
    conditions,
    ...(isOver && verdict.type === 'Complete' ? { completionTime: now } : {}),
  };
  if (!same(status, job.status)) api.updateStatus({ ...job, status }, actor);
  if (!isOver) return;
  const reference = referenceOf(job);
  if (verdict.type === 'Complete') api.recordEvent(reference, 'Normal', 'Completed', 'Job completed', actor);
  else api.recordEvent(reference, 'Warning', verdict.reason, verdict.message, actor);
}

function wasSuspended({ status }: Job): boolean {
  return conditionOf(status?.conditions, 'Suspended')?.status === 'True';
}

/** Whether a failed pod stays until its replacement is there. */
function isHeld(world: WorldView, { awaitingReplacement }: JobState, row: number): boolean {
  return awaitingReplacement.get(completionIndex(world, row)) === row;
}

/** Failures of pods that stay are counted when they go. */
function heldFailures(
  world: WorldView,
  { spec }: Job,
  state: JobState,
  verdict: Verdict | undefined,
): number {
  if (verdict) return 0;
  return state.newFailed.filter(
    (row) => isHeld(world, state, row) && counts(failureVerdict(world, spec?.podFailurePolicy, row)),
  ).length;
}

/** Pods that end because their Job failed count as failed as well. */
function uncountedOthers({ pods }: WorldView, job: Job, state: JobState): number {
  const counted = new Set([...state.newFailed, ...state.newSucceeded]);
  if (job.spec?.podFailurePolicy) return 0;
  return state.rows.filter((row) => pods.hasFinalizers(row) && !counted.has(row)).length;
}

/**
 * Lets go of the pods that are counted; with a limit per index a failed one stays until its replacement is there.
 *
 * @source pkg/controller/job/job_controller.go → canRemoveFinalizer (v1.36.3)
 */
function releaseCounted(
  { world, api, actor }: ControllerContext,
  job: Job,
  state: JobState,
  verdict: Verdict | undefined,
): void {
  for (const row of state.rows) {
    if (!world.pods.exists(row) || !world.pods.hasFinalizers(row)) continue;
    const hasEnded = isFailed(world, job, row) || world.pods.phase(row) === 'Succeeded';
    if ((hasEnded && !isHeld(world, state, row)) || verdict || job.metadata.deletionTimestamp !== undefined) {
      api.removePodFinalizers(row, actor);
    }
  }
}

function referenceOf({ metadata }: Job) {
  return { kind: KIND, namespace: metadata.namespace ?? 'default', name: metadata.name ?? '' };
}

/**
 * Whether a pod still has the finalizer of a Job that is gone.
 *
 * @source pkg/controller/job/job_controller.go → syncOrphanPod (v1.36.3)
 */
function isUntracked(world: WorldView, row: number): boolean {
  return (
    world.pods.hasFinalizers(row) &&
    world.pods.template(row).controller?.kind === 'Job' &&
    owner(world, row).length === 0
  );
}

function orphansOf({ pods }: WorldView, uid: string | undefined): string[] {
  return pods
    .controlledBy(uid ?? '')
    .filter((row) => pods.hasFinalizers(row))
    .map((row) => ORPHAN + pods.key(row));
}

function owner(world: WorldView, row: number): readonly string[] {
  const key = keyOfPodController(world, row, KIND);
  return key === undefined ? NO_KEYS : [key];
}

/** The keys by which changes of their pods wake Jobs. */
function ofPods(keys: readonly string[]): readonly string[] {
  return keys.length === 0 ? NO_KEYS : keys.map((key) => PODS + key);
}

function adopters(world: WorldView, row: number): string[] {
  const { id, namespace } = world.pods.template(row);
  return world.selections.selecting(KIND, id).map((name) => `${namespace}/${name}`);
}
