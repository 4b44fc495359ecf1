import type { Job } from '../../../kubernetes/index.ts';
import { conditionOf } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { parseTimestamp } from '../machinery/dates.ts';
import { IndexRanges } from './index-ranges.ts';
import {
  allIndexFailures,
  completionIndex,
  finishedMs,
  indexFailures,
  isFailed,
  isIndexed,
} from './job-pods.ts';
import { counts, failureVerdict } from './pod-failure-policy.ts';
import { successByPolicy } from './success-policy.ts';

/** A verdict on a Job: it will be Complete or Failed. */
export interface Verdict {
  readonly type: 'Complete' | 'Failed';
  readonly reason: string;
  readonly message: string;
}

/** A Job's pods, sorted, and what they come to. */
export interface JobState {
  readonly rows: readonly number[];
  readonly active: readonly number[];
  readonly terminating: number;
  /** Pods that ended and are not counted yet. */
  readonly newSucceeded: readonly number[];
  readonly newFailed: readonly number[];
  /** Totals with the new ones. */
  readonly succeeded: number;
  readonly failed: number;
  readonly succeededIndexes: IndexRanges | undefined;
  readonly failedIndexes: IndexRanges | undefined;
  /** With a limit per index: the failed pod that stays until its replacement is there, by index. */
  readonly awaitingReplacement: ReadonlyMap<number, number>;
}

/** @source pkg/controller/job/job_controller.go → syncJob (v1.36.3) */
export function jobState(world: WorldView, job: Job, rows: readonly number[]): JobState {
  const { pods } = world;
  const active = rows.filter((row) => pods.isActive(row));
  const uncounted = rows.filter((row) => pods.hasFinalizers(row));
  const newSucceeded = uncounted.filter((row) => pods.phase(row) === 'Succeeded');
  const newFailed = uncounted.filter((row) => isFailed(world, job, row));
  const { spec, status } = job;
  const counted = newFailed.filter((row) => counts(failureVerdict(world, spec?.podFailurePolicy, row)));
  const completions = spec?.completions ?? 0;
  const isValid = (index: number) => index >= 0 && index < completions;
  const succeededIndexes = isIndexed(job)
    ? IndexRanges.parse(status?.completedIndexes, completions).with(
        newSucceeded.map((row) => completionIndex(world, row)).filter(isValid),
      )
    : undefined;
  const failedIndexes =
    succeededIndexes && spec?.backoffLimitPerIndex !== undefined
      ? IndexRanges.parse(status?.failedIndexes, completions).with(
          newFailed
            .filter((row) => isIndexFailed(world, job, row))
            .map((row) => completionIndex(world, row))
            .filter(isValid),
        )
      : undefined;
  return {
    rows,
    active,
    terminating: rows.filter((row) => pods.isTerminating(row) && !pods.isTerminal(row)).length,
    newSucceeded,
    newFailed,
    succeeded: succeededIndexes?.total ?? (status?.succeeded ?? 0) + newSucceeded.length,
    failed: (status?.failed ?? 0) + counted.length,
    succeededIndexes,
    failedIndexes,
    awaitingReplacement: awaiting(world, newFailed, active, succeededIndexes, failedIndexes),
  };
}

/** @source pkg/controller/job/indexed_job_utils.go → isIndexFailed (v1.36.3) */
function isIndexFailed(world: WorldView, { spec }: Job, row: number): boolean {
  const verdict = failureVerdict(world, spec?.podFailurePolicy, row);
  if (verdict.action === 'FailIndex') return true;
  return counts(verdict) && indexFailures(world, row) >= (spec?.backoffLimitPerIndex ?? 0);
}

/** @source pkg/controller/job/indexed_job_utils.go → getPodsWithDelayedDeletionPerIndex (v1.36.3) */
function awaiting(
  world: WorldView,
  failed: readonly number[],
  active: readonly number[],
  succeededIndexes: IndexRanges | undefined,
  failedIndexes: IndexRanges | undefined,
): ReadonlyMap<number, number> {
  const waiting = new Map<number, number>();
  if (!failedIndexes) return waiting;
  const replaced = new Set(active.map((row) => completionIndex(world, row)));
  for (const row of failed) {
    const index = completionIndex(world, row);
    if (index < 0 || succeededIndexes?.has(index) || failedIndexes.has(index) || replaced.has(index))
      continue;
    const before = waiting.get(index);
    const isLater =
      before === undefined ||
      (allIndexFailures(world, before) <= allIndexFailures(world, row) &&
        finishedMs(world, row) >= finishedMs(world, before));
    if (isLater) waiting.set(index, row);
  }
  return waiting;
}

/**
 * Whether a Job has come to its end, and why.
 *
 * @source pkg/controller/job/job_controller.go → syncJob (v1.36.3)
 */
export function verdictOf(world: WorldView, job: Job, state: JobState, nowMs: number): Verdict | undefined {
  const { spec, status } = job;
  const said = (type: string) => {
    const condition = conditionOf(status?.conditions, type);
    return condition?.status === 'True' ? condition : undefined;
  };
  const [met, failing] = [said('SuccessCriteriaMet'), said('FailureTarget')];
  if (met) return { type: 'Complete', reason: met.reason ?? '', message: met.message ?? '' };
  if (failing) return { type: 'Failed', reason: failing.reason ?? '', message: failing.message ?? '' };
  const failed = (reason: string, message: string) => ({ type: 'Failed' as const, reason, message });
  for (const row of state.rows) {
    if (!isFailed(world, job, row)) continue;
    const { message } = failureVerdict(world, spec?.podFailurePolicy, row);
    if (message !== undefined) return failed('PodFailurePolicy', message);
  }
  if (isPastBackoffLimit(world, job, state))
    return failed('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  const deadlineMs = deadlineOf(job);
  if (deadlineMs !== undefined && deadlineMs <= nowMs)
    return failed('DeadlineExceeded', 'Job was active longer than specified deadline');
  const { failedIndexes, succeededIndexes } = state;
  if (failedIndexes && succeededIndexes) {
    if (spec?.maxFailedIndexes !== undefined && failedIndexes.total > spec.maxFailedIndexes)
      return failed(
        'MaxFailedIndexesExceeded',
        'Job has exceeded the specified maximal number of failed indexes',
      );
    const ended = failedIndexes.total + succeededIndexes.total;
    if (failedIndexes.total > 0 && ended >= (spec?.completions ?? 0))
      return failed('FailedIndexes', 'Job has failed indexes');
  }
  const message = succeededIndexes && successByPolicy(job, succeededIndexes, world.version.minor);
  return message === undefined ? undefined : { type: 'Complete', reason: 'SuccessPolicy', message };
}

/** @source pkg/controller/job/job_controller.go → pastBackoffLimitOnFailure (v1.36.3) */
function isPastBackoffLimit({ pods }: WorldView, { spec }: Job, state: JobState): boolean {
  const limit = backoffLimit(spec);
  if (state.failed > limit) return true;
  if (spec?.template?.spec?.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const row of state.rows) if (!pods.isTerminal(row)) restarts += pods.restartCount(row);
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

function backoffLimit(spec: Job['spec']): number {
  return spec?.backoffLimit ?? (spec?.backoffLimitPerIndex === undefined ? 6 : Number.POSITIVE_INFINITY);
}

/** When an active Job has taken too long, milliseconds since the epoch. */
export function deadlineOf({ spec, status }: Job): number | undefined {
  if (spec?.activeDeadlineSeconds === undefined || spec.suspend || !status?.startTime) return undefined;
  return parseTimestamp(status.startTime) + spec.activeDeadlineSeconds * 1000;
}
