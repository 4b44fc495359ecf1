import type { HorizontalPodAutoscaler } from '../../kubernetes/index.ts';
import { groupKindOf } from '../../kubernetes/index.ts';
import { keyFor } from '../../relations/index.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';

/** An autoscaler that cannot do its work: no metrics, no target, no requests to measure by. */
export const autoscalerBlind: DiagnosisRule = {
  code: 'AUTOSCALER_BLIND',
  title: 'An autoscaler cannot work',
  layer: 'own',
  *find(scope) {
    for (const [key, object] of scope.objects('HorizontalPodAutoscaler')) {
      const { spec, status, metadata } = object as HorizontalPodAutoscaler;
      const target = spec?.scaleTargetRef;
      const targetKey = keyFor(
        groupKindOf(target?.apiVersion ?? 'apps/v1', target?.kind ?? ''),
        metadata.namespace,
        target?.name ?? '',
      );
      const suggestion = {
        command: `kubectl describe hpa ${metadata.name} -n ${metadata.namespace}`,
        why: 'see what it reads and decides',
      };
      if (target && scope.isAbsent(targetKey, 'whether the target of an autoscaler is there')) {
        yield {
          severity: 'critical',
          confidence: 'certain',
          object: key,
          same: `${key} target`,
          message: `The autoscaler ${metadata.name} scales ${targetKey}, which is not there.`,
          evidence: [`${key} spec.scaleTargetRef`],
          suggestions: [suggestion],
        };
      }
      const failed = (status?.conditions ?? []).find(
        ({ type, status: is, reason }) =>
          (type === 'ScalingActive' || type === 'AbleToScale') &&
          is === 'False' &&
          reason !== 'ScalingDisabled',
      );
      if (!failed) continue;
      yield {
        severity: key === scope.target ? 'critical' : 'warning',
        confidence: 'certain',
        object: key,
        same: `${key} ${failed.reason}`,
        message: `The autoscaler ${metadata.name} does not scale (${failed.reason}): ${failed.message ?? 'not said why'}.${hintOf(failed.message ?? '')}`,
        evidence: [`${key} condition ${failed.type}: False ${failed.reason ?? ''}`],
        suggestions: [
          suggestion,
          {
            command: 'kubectl get apiservices v1beta1.metrics.k8s.io',
            why: 'see whether metrics are served',
          },
        ],
      };
    }
  },
};

function hintOf(message: string): string {
  if (/missing request for/.test(message)) return ' It measures use by requests: every container needs one.';
  if (
    /no metrics returned|unable to fetch metrics|could not find the requested resource|metrics\.k8s\.io/.test(
      message,
    )
  )
    return ' Nothing answers for metrics: is the metrics server there?';
  return '';
}
