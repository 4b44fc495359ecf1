import type { Job } from '../../kubernetes/index.ts';
import { isUnknownKind } from '../completeness.ts';
import { isDisrupted } from '../run/loss.ts';
import { hadEnded } from '../run/pod-life.ts';
import type { FindingType } from './finding.ts';

const JOB = 'Job.batch';

/** Pods of Jobs that are disrupted: without a failure policy that counts against the Job. */
export const jobRetrySpent: FindingType = {
  code: 'JOB_RETRY_SPENT',
  title: 'A disrupted Job starts again from the beginning',
  *find(run) {
    const isKnown = !isUnknownKind(run, JOB);
    for (const life of run.lives) {
      if (!isDisrupted(run, life) || !life.owner?.startsWith('Job/') || hadEnded(life)) continue;
      const name = life.owner.slice('Job/'.length);
      const job = run.world.get({ kind: JOB, namespace: life.namespace, name }) as Job | undefined;
      if (!job) continue;
      const limit = job.spec?.backoffLimit ?? 6;
      const isFree = (job.spec?.podFailurePolicy?.rules ?? []).some(
        ({ action, onPodConditions }) =>
          action === 'Ignore' && (onPodConditions ?? []).some(({ type }) => type === 'DisruptionTarget'),
      );
      const failed = job.status?.failed ?? 0;
      const isLast = isKnown && !isFree && failed >= limit;
      yield {
        severity: isLast ? 'critical' : 'info',
        objects: [life.key, `Job/${life.namespace}/${name}`],
        message: `The work of ${life.key} ${
          isKnown
            ? `starts again from the beginning; its Job ${isFree ? 'does not count disruptions' : `counts that as failure ${failed + 1} of ${limit} allowed${isLast ? ', so the Job fails' : ''}`}.`
            : 'is lost; whether its Job begins it again, and how many failures it allows, is not known.'
        }`,
        evidence: [life.terminating!.sequence],
        restsOn: [JOB],
      };
    }
  },
};
