import { affectedAutoscalers } from '../stages/cascade-stage.ts';
import type { FindingType } from './finding.ts';

/** Workloads that move and that an HPA scales: without metrics nobody can tell what it will do. */
export const autoscalerWithoutMetrics: FindingType = {
  code: 'HPA_WITHOUT_METRICS',
  title: 'An autoscaler whose metrics are not known',
  *find(run) {
    for (const { metadata, spec } of affectedAutoscalers(run)) {
      yield {
        severity: 'info',
        objects: [`HorizontalPodAutoscaler/${metadata.namespace}/${metadata.name}`],
        message: `${spec?.scaleTargetRef.kind}/${spec?.scaleTargetRef.name} in ${metadata.namespace} is scaled by ${metadata.name} (${spec?.minReplicas ?? 1} to ${spec?.maxReplicas}); the snapshot holds no metrics, so only these limits are applied and its reaction to load is not predicted.`,
        evidence: [],
      };
    }
  },
};
