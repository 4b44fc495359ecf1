import type { HorizontalPodAutoscaler } from '../../kubernetes/index.ts';
import { healthOf } from '../../relations/index.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';

/** An autoscaler that wants more replicas than it may have. */
export const autoscalerAtMaximum: DiagnosisRule = {
  code: 'AUTOSCALER_AT_MAXIMUM',
  title: 'An autoscaler is at its maximum',
  layer: 'dependency',
  *find(scope) {
    for (const [key, object] of scope.objects('HorizontalPodAutoscaler')) {
      const health = healthOf(key, scope.graph);
      if (!health.reason.startsWith('at its maximum')) continue;
      const { name, namespace } = object.metadata;
      const most = (object as HorizontalPodAutoscaler).spec?.maxReplicas;
      yield {
        severity: 'info',
        confidence: health.reason.includes('further') ? 'certain' : 'possible',
        object: key,
        message: `The autoscaler ${name} is at its maximum of ${most} replicas: more load is not answered by more pods.`,
        evidence: [
          `${key} status.currentReplicas: ${(object as HorizontalPodAutoscaler).status?.currentReplicas}`,
        ],
        suggestions: [
          {
            command: `kubectl get hpa ${name} -n ${namespace}`,
            why: 'see its metrics against their targets',
          },
        ],
      };
    }
  },
};
