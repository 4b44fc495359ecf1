import type { Job, PodTemplateSpec } from '../../../kubernetes/index.ts';
import type { Answer, Status } from '../../api-server/api.ts';
import type { ControllerContext } from '../controller.ts';
import { dateMs } from '../machinery/dates.ts';
import { controllerReference } from '../machinery/ownership.ts';
import { createPod, deletePod, isNamespaceTerminating } from '../machinery/pod-control.ts';
import { slowStart } from '../machinery/slow-start.ts';
import { victims } from '../replicaset/victims.ts';
import { type Failures, remainingMs } from './backoff.ts';
import {
  allIndexFailures,
  completionIndex,
  failureAnnotations,
  finishedMs,
  INDEX,
  isIndexed,
  replacesOnlyFailed,
} from './job-pods.ts';
import type { JobState } from './job-state.ts';

const FINALIZER = 'batch.kubernetes.io/job-tracking';
/** At most so many pods are made or deleted in one go. */
const BURST = 500;

/** What became of a piece of work on a Job's pods. */
export interface Managed {
  /** How many pods are active now. */
  readonly active: number;
  readonly deleted: readonly number[];
  readonly refused?: Status;
  /** How long to wait before the next pod may be made. */
  readonly waitMs?: number;
}

/**
 * Makes the pods that a Job wants and deletes those it does not.
 *
 * @source pkg/controller/job/job_controller.go → manageJob (v1.36.3)
 */
export function managePods(
  context: ControllerContext,
  job: Job,
  state: JobState,
  failures: Failures,
): Managed {
  const active = state.active.length;
  const wanted = job.spec?.suspend ? 0 : wantedActive(job, state);
  if (active > wanted || hasDuplicates(context, job, state)) {
    const surplus = surplusPods(context, job, state, active - wanted);
    if (surplus.length > 0) return deletePods(context, job, state, surplus);
  }
  const going = replacesOnlyFailed(job) ? state.terminating : 0;
  const missing = wanted - going - active;
  if (missing <= 0) return { active, deleted: [] };
  const nowMs = dateMs(context);
  const perIndex = job.spec?.backoffLimitPerIndex !== undefined;
  const waitMs = perIndex ? 0 : remainingMs(failures, nowMs);
  if (waitMs > 0) return { active, deleted: [], waitMs };
  if (!isIndexed(job)) return createPods(context, job, state, Array(Math.min(missing, BURST)).fill(-1));
  const indexes = pendingIndexes(context, job, state, Math.min(missing, BURST));
  if (!perIndex) return createPods(context, job, state, indexes);
  const waits = indexes.map((index) => waitOfIndex(context, state.awaitingReplacement.get(index), nowMs));
  const now = indexes.filter((_, position) => waits[position] === 0);
  if (now.length === 0 && waits.length > 0) return { active, deleted: [], waitMs: Math.min(...waits) };
  return createPods(context, job, state, now);
}

function wantedActive({ spec }: Job, state: JobState): number {
  const parallelism = spec?.parallelism ?? 1;
  if (spec?.completions === undefined) return state.succeeded > 0 ? state.active.length : parallelism;
  return Math.max(0, Math.min(parallelism, spec.completions - state.succeeded));
}

function hasDuplicates({ world }: ControllerContext, job: Job, { active }: JobState): boolean {
  return isIndexed(job) && new Set(active.map((row) => completionIndex(world, row))).size < active.length;
}

/** @source pkg/controller/job/job_controller.go → activePodsForRemoval (v1.36.3) */
function surplusPods(context: ControllerContext, job: Job, state: JobState, atLeast: number): number[] {
  const { world } = context;
  const order = rankAll(context, state.active);
  const removed: number[] = [];
  const kept: number[] = [];
  if (isIndexed(job)) {
    const seen = new Set<number>();
    for (const row of [...order].reverse()) {
      const index = completionIndex(world, row);
      if (index < 0 || index >= (job.spec?.completions ?? 0) || seen.has(index)) removed.push(row);
      else kept.unshift(row);
      seen.add(index);
    }
  } else kept.push(...order);
  return [...removed, ...kept.slice(0, Math.max(0, atLeast - removed.length))].slice(0, BURST);
}

/** All pods, those first that would go first. */
function rankAll(context: ControllerContext, rows: readonly number[]): number[] {
  if (rows.length < 2) return [...rows];
  const first = victims(context.world, rows, [], rows.length - 1, dateMs(context)).rows;
  return [...first, ...rows.filter((row) => !first.includes(row))];
}

/** Deletes a Job's pods. */
export function deletePods(
  context: ControllerContext,
  job: Job,
  state: JobState,
  rows: readonly number[],
): Managed {
  const deleted: number[] = [];
  let refused: Status | undefined;
  for (const row of rows) {
    const answer = deletePod(context, ownerOf(job), row);
    if (answer.ok || answer.status.reason === 'NotFound') deleted.push(row);
    else refused ??= answer.status;
  }
  return { active: state.active.length - deleted.length, deleted, ...(refused ? { refused } : {}) };
}

/** @source pkg/controller/job/indexed_job_utils.go → firstPendingIndexes (v1.36.3) */
function pendingIndexes({ world }: ControllerContext, job: Job, state: JobState, count: number): number[] {
  const { pods } = world;
  const taken = new Set(state.active.map((row) => completionIndex(world, row)));
  if (replacesOnlyFailed(job)) {
    for (const row of state.rows)
      if (pods.isTerminating(row) && !pods.isTerminal(row)) taken.add(completionIndex(world, row));
  }
  const found: number[] = [];
  for (let index = 0; index < (job.spec?.completions ?? 0) && found.length < count; index++) {
    if (taken.has(index) || state.succeededIndexes?.has(index) || state.failedIndexes?.has(index)) continue;
    found.push(index);
  }
  return found;
}

/** @source pkg/controller/job/backoff_utils.go → getRemainingTimePerIndex (v1.36.3) */
function waitOfIndex({ world }: ControllerContext, failed: number | undefined, nowMs: number): number {
  if (failed === undefined) return 0;
  return remainingMs(
    { count: allIndexFailures(world, failed) + 1, lastMs: finishedMs(world, failed) },
    nowMs,
  );
}

/** Makes one pod for each index; -1 is a pod without one. */
function createPods(
  context: ControllerContext,
  job: Job,
  state: JobState,
  indexes: readonly number[],
): Managed {
  const reference = controllerReference(job, 'batch/v1', 'Job');
  const { name = '' } = job.metadata;
  const makePod = (position: number): Answer<unknown> => {
    const index = indexes[position]!;
    const template = index < 0 ? job.spec?.template : templateOfIndex(job, index);
    const answer = createPod(context, ownerOf(job), reference, template, {
      finalizers: [FINALIZER],
      ...(index < 0
        ? {}
        : {
            generateName: `${name}-${index}`,
            labels: { [INDEX]: String(index) },
            annotations: {
              [INDEX]: String(index),
              ...(job.spec?.backoffLimitPerIndex === undefined
                ? {}
                : failureAnnotations(context.world, job, state.awaitingReplacement.get(index))),
            },
          }),
    });
    if (answer.ok || !isNamespaceTerminating(answer.status)) return answer;
    return { ok: true, value: job, warnings: [] };
  };
  const { accepted, refused } = slowStart(indexes.length, makePod, (position) =>
    context.timings.phase('order of pods at once', `${job.metadata.uid ?? name}-${indexes[position]}`),
  );
  return { active: state.active.length + accepted, deleted: [], ...(refused ? { refused } : {}) };
}

const INDEX_VARIABLE = {
  name: 'JOB_COMPLETION_INDEX',
  valueFrom: { fieldRef: { fieldPath: `metadata.labels['${INDEX}']` } },
};

/** @source pkg/controller/job/indexed_job_utils.go → addCompletionIndexEnvVariables (v1.36.3) */
function templateOfIndex({ metadata, spec }: Job, index: number): PodTemplateSpec {
  const template = spec?.template;
  const withIndex = <C extends { readonly env?: readonly { readonly name: string }[] }>(container: C): C =>
    container.env?.some(({ name }) => name === INDEX_VARIABLE.name)
      ? container
      : { ...container, env: [...(container.env ?? []), INDEX_VARIABLE] };
  const pod = template?.spec ?? { containers: [] };
  return {
    ...template,
    spec: {
      ...pod,
      hostname: `${metadata.name}-${index}`,
      containers: pod.containers.map(withIndex),
      ...(pod.initContainers ? { initContainers: pod.initContainers.map(withIndex) } : {}),
    },
  };
}

function ownerOf({ metadata }: Job) {
  return { kind: 'Job.batch', namespace: metadata.namespace ?? 'default', name: metadata.name ?? '' };
}
