import type { DaemonSet } from '../../kubernetes/index.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';

/** A DaemonSet with pods where it must not have any, or without where it must. */
export const daemonSetMisscheduled: DiagnosisRule = {
  code: 'DAEMONSET_MISSCHEDULED',
  title: 'A DaemonSet is not on the nodes that it should be on',
  layer: 'own',
  *find(scope) {
    for (const [key, object] of scope.objects('DaemonSet')) {
      const { status, metadata } = object as DaemonSet;
      if (!status) continue;
      const {
        desiredNumberScheduled: wanted,
        currentNumberScheduled: placed,
        numberMisscheduled: wrong,
      } = status;
      const parts = [
        ...(wrong > 0
          ? [
              `${wrong} ${wrong === 1 ? 'pod runs' : 'pods run'} on nodes that its selector or tolerations leave out`,
            ]
          : []),
        ...(placed < wanted ? [`${wanted - placed} of ${wanted} nodes have no pod of it`] : []),
      ];
      if (parts.length === 0) continue;
      yield {
        severity: placed < wanted ? 'critical' : 'warning',
        confidence: 'certain',
        object: key,
        message: `DaemonSet ${metadata.name}: ${parts.join(', ')}.`,
        evidence: [`${key} status: ${wanted} wanted, ${placed} placed, ${wrong} misscheduled`],
        suggestions: [
          {
            command: `kubectl get pods -n ${metadata.namespace} -o wide`,
            why: 'see on which nodes its pods are',
          },
        ],
      };
    }
  },
};
