import type { Job } from '../../kubernetes/index.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';
import { podsBelow } from '../pods-below.ts';

/** A Job that failed for good. */
export const jobFailed: DiagnosisRule = {
  code: 'JOB_FAILED',
  title: 'A Job failed',
  layer: 'symptom',
  *find(scope) {
    for (const [key, object] of scope.objects('Job')) {
      const { spec, status, metadata } = object as Job;
      const failed = status?.conditions?.find(
        ({ type, status: is }) => (type === 'Failed' || type === 'FailureTarget') && is === 'True',
      );
      if (!failed) continue;
      const why =
        failed.reason === 'BackoffLimitExceeded'
          ? `its pods failed more often than its ${spec?.backoffLimit ?? 6} retries allow`
          : failed.reason === 'DeadlineExceeded'
            ? `it took longer than its ${spec?.activeDeadlineSeconds} s`
            : (failed.message ?? failed.reason ?? 'not said why');
      const pods = podsBelow(scope, key);
      if (pods.length === 0)
        scope.cannotSee(`The pods of ${key} are gone, or not in this snapshot: why they failed is not seen`);
      yield {
        severity: 'critical',
        confidence: 'certain',
        object: key,
        affects: [key, ...pods],
        message: `Job ${metadata.name} failed (${failed.reason}): ${why}.`,
        evidence: [`${key} condition ${failed.type}: True ${failed.reason ?? ''}`],
        suggestions: [
          {
            command: `kubectl logs job/${metadata.name} -n ${metadata.namespace} --all-containers`,
            why: 'see what its pods said',
          },
        ],
      };
    }
  },
};
