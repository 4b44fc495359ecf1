import type { Node } from '../../kubernetes/index.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';

/** A node that takes no new pods because somebody said so. */
export const nodeCordoned: DiagnosisRule = {
  code: 'NODE_CORDONED',
  title: 'A node takes no new pods',
  layer: 'dependency',
  *find(scope) {
    const pending = scope.illPods.filter(({ pod }) => !pod.spec?.nodeName && pod.status?.phase !== 'Failed');
    // For a pod without a node every cordoned node counts; otherwise only the node asked for.
    const nodes = pending.length > 0 ? scope.graph.objectsOf('Node') : new Map(scope.objects('Node'));
    for (const [key, object] of nodes) {
      if (!(object as Node).spec?.unschedulable || (pending.length === 0 && key !== scope.target)) continue;
      const name = object.metadata.name ?? '';
      yield {
        severity: 'info',
        confidence: 'certain',
        object: key,
        affects: pending.length > 0 ? pending.map((each) => each.key) : [key],
        message: `Node ${name} is cordoned and takes no new pods.`,
        evidence: [`${key} spec.unschedulable: true`],
        suggestions: [
          {
            command: `kubectl smart simulate "kubectl uncordon ${name}"`,
            why: 'see what would be placed there',
          },
        ],
      };
    }
  },
};
