import type { Deployment } from '../../kubernetes/index.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';
import { podsBelow } from '../pods-below.ts';

/** A Deployment whose rollout made no progress within its deadline. */
export const rolloutStalled: DiagnosisRule = {
  code: 'ROLLOUT_STALLED',
  title: 'A rollout makes no progress',
  layer: 'symptom',
  *find(scope) {
    for (const [key, object] of scope.objects('Deployment')) {
      const { spec, status, metadata } = object as Deployment;
      const stalled = status?.conditions?.find(
        ({ type, reason, status: is }) =>
          type === 'Progressing' && is === 'False' && reason === 'ProgressDeadlineExceeded',
      );
      if (!stalled) continue;
      const rollout = `deployment/${metadata.name} -n ${metadata.namespace}`;
      yield {
        severity: 'critical',
        confidence: 'certain',
        object: key,
        affects: [key, ...podsBelow(scope, key)],
        message: `The rollout of Deployment ${metadata.name} made no progress for ${spec?.progressDeadlineSeconds ?? 600} s: ${status?.updatedReplicas ?? 0} of ${spec?.replicas ?? 1} pods are new, ${status?.availableReplicas ?? 0} available.`,
        evidence: [`${key} condition Progressing: False ProgressDeadlineExceeded`],
        suggestions: [
          { command: `kubectl rollout history ${rollout}`, why: 'see what it was before' },
          {
            command: `kubectl smart simulate "kubectl rollout undo ${rollout}"`,
            why: 'see what going back would do',
          },
        ],
      };
    }
  },
};
