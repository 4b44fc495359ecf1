import type { Job } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { parseTimestamp } from '../machinery/dates.ts';
import { counts, failureVerdict } from './pod-failure-policy.ts';

export const INDEX = 'batch.kubernetes.io/job-completion-index';
const FAILURES = 'batch.kubernetes.io/job-index-failure-count';
const IGNORED_FAILURES = 'batch.kubernetes.io/job-index-ignored-failure-count';

export function isIndexed({ spec }: Job): boolean {
  return spec?.completionMode === 'Indexed';
}

/** Whether a replacement waits until the pod before it has ended. */
export function replacesOnlyFailed({ spec }: Job): boolean {
  return spec?.podReplacementPolicy === 'Failed' || spec?.podFailurePolicy !== undefined;
}

/**
 * A pod that is being deleted has failed, unless the Job waits for it to end.
 *
 * @source pkg/controller/job/job_controller.go → isPodFailed (v1.36.3)
 */
export function isFailed({ pods }: WorldView, job: Job, row: number): boolean {
  const phase = pods.phase(row);
  if (phase === 'Failed') return true;
  return !replacesOnlyFailed(job) && pods.isTerminating(row) && phase !== 'Succeeded';
}

/** The completion index of a pod, or -1. */
export function completionIndex({ pods }: WorldView, row: number): number {
  const text = pods.template(row).make.annotations[INDEX] ?? '';
  return /^\d+$/.test(text) ? Number(text) : -1;
}

function numberIn({ pods }: WorldView, row: number, annotation: string): number {
  const text = pods.template(row).make.annotations[annotation] ?? '';
  return /^\d+$/.test(text) ? Number(text) : 0;
}

/** How often the index of a pod failed before it, as its annotation says. */
export function indexFailures(world: WorldView, row: number): number {
  return numberIn(world, row, FAILURES);
}

export function allIndexFailures(world: WorldView, row: number): number {
  return indexFailures(world, row) + numberIn(world, row, IGNORED_FAILURES);
}

/**
 * Annotations of the pod that comes after a failed one of its index.
 *
 * @source pkg/controller/job/indexed_job_utils.go → addIndexFailureCountAnnotation (v1.36.3)
 */
export function failureAnnotations(
  world: WorldView,
  job: Job,
  failed: number | undefined,
): Record<string, string> {
  if (failed === undefined) return { [FAILURES]: '0' };
  const isCounted = counts(failureVerdict(world, job.spec?.podFailurePolicy, failed));
  const ignored = numberIn(world, failed, IGNORED_FAILURES) + (isCounted ? 0 : 1);
  return {
    [FAILURES]: String(indexFailures(world, failed) + (isCounted ? 1 : 0)),
    ...(ignored > 0 ? { [IGNORED_FAILURES]: String(ignored) } : {}),
  };
}

/**
 * When a pod ended, milliseconds since the epoch.
 *
 * @source pkg/controller/job/backoff_utils.go → getFinishedTime (v1.36.3)
 */
export function finishedMs({ pods }: WorldView, row: number): number {
  const containers = (pods.status(row)?.containerStatuses ?? []).map(({ state }) =>
    parseTimestamp(state?.terminated?.finishedAt),
  );
  if (containers.length > 0 && containers.every((atMs) => !Number.isNaN(atMs)))
    return Math.max(...containers);
  if (!pods.isReady(row) && !Number.isNaN(pods.readyChangedMs(row))) return pods.readyChangedMs(row);
  if (pods.isTerminating(row))
    return pods.deletionMs(row) - Math.max(0, pods.deletionGraceSeconds(row)) * 1000;
  return pods.createdMs(row);
}
