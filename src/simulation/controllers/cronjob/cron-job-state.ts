import {
  type CronJob,
  conditionOf,
  type Job,
  type KubeObject,
  timestampOf,
} from '../../../kubernetes/index.ts';
import { parseTimestamp } from '../machinery/dates.ts';
import { controllerReference } from '../machinery/ownership.ts';

const SCHEDULED_AT = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/** `Complete` or `Failed`, once a Job has ended. */
export function finishedAs({ status }: Job): 'Complete' | 'Failed' | undefined {
  for (const type of ['Complete', 'Failed'] as const)
    if (conditionOf(status?.conditions, type)?.status === 'True') return type;
  return undefined;
}

/** The name says the minute for which the Job was made. */
export function jobName({ metadata }: CronJob, atMs: number): string {
  return `${metadata.name}-${Math.floor(atMs / 60_000)}`;
}

/**
 * The Job of one time.
 *
 * @source pkg/controller/cronjob/utils.go → getJobFromTemplate2 (v1.36.3)
 */
export function jobOf(cronJob: CronJob, atMs: number): KubeObject {
  const { metadata, spec } = cronJob.spec?.jobTemplate ?? {};
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobName(cronJob, atMs),
      namespace: cronJob.metadata.namespace ?? 'default',
      ...(metadata?.labels ? { labels: metadata.labels } : {}),
      annotations: { ...metadata?.annotations, [SCHEDULED_AT]: timestampOf(atMs) },
      ownerReferences: [controllerReference(cronJob, 'batch/v1', 'CronJob')],
    },
    spec: spec ?? {},
  };
}

/**
 * Jobs beyond the limits of history: of those that ended alike, the ones that began first.
 *
 * @source pkg/controller/cronjob/cronjob_controllerv2.go → cleanupFinishedJobs (v1.36.3)
 */
export function beyondHistory({ spec }: CronJob, jobs: readonly Job[]): Job[] {
  const oldest = (type: 'Complete' | 'Failed', limit: number) => {
    const ended = jobs.filter((job) => finishedAs(job) === type);
    ended.sort(
      (a, b) => startedMs(a) - startedMs(b) || ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1),
    );
    return ended.slice(0, Math.max(0, ended.length - limit));
  };
  return [
    ...oldest('Complete', spec?.successfulJobsHistoryLimit ?? 3),
    ...oldest('Failed', spec?.failedJobsHistoryLimit ?? 1),
  ];
}

function startedMs({ status, metadata }: Job): number {
  return parseTimestamp(status?.startTime ?? metadata.creationTimestamp) || 0;
}
