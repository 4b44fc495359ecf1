import type { Pod } from '../../kubernetes/index.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';
import { ago } from '../pod-containers.ts';

/** Whatever is this long past its end does not go by itself. */
const PATIENCE_MS = 60_000;

/** What a finalizer waits for, as far as Kubernetes' own say. */
const WAITS: Readonly<Record<string, string>> = {
  'kubernetes.io/pvc-protection': 'a pod still uses the claim',
  'kubernetes.io/pv-protection': 'a claim is still bound to the volume',
  foregroundDeletion: 'what it owns is deleted first',
  orphan: 'what it owns is let go first',
  'service.kubernetes.io/load-balancer-cleanup': 'its load balancer is taken away first',
  'batch.kubernetes.io/job-tracking': 'the Job has not counted the pod yet',
};

/** An object that was deleted and does not go: finalizers hold it, or its node does not confirm its end. */
export const stuckTerminating: DiagnosisRule = {
  code: 'STUCK_TERMINATING',
  title: 'A deleted object does not go',
  layer: 'own',
  *find(scope) {
    for (const key of new Set([
      scope.target,
      ...scope.illPods.map((each) => each.key),
      ...scope.of('PersistentVolumeClaim'),
    ])) {
      const object = scope.graph.object(key);
      const deletedMs = Date.parse(object?.metadata.deletionTimestamp ?? '');
      if (!object || Number.isNaN(deletedMs) || object.kind === 'Namespace') continue;
      const finalizers = object.metadata.finalizers ?? [];
      const isLate = !Number.isNaN(scope.nowMs) && scope.nowMs - deletedMs > PATIENCE_MS;
      if (finalizers.length === 0 && !(key.startsWith('Pod/') && isLate)) continue;
      const { name, namespace } = object.metadata;
      const kind = key.slice(0, key.indexOf('/')).toLowerCase();
      const where = `${kind} ${name}${namespace ? ` -n ${namespace}` : ''}`;
      yield {
        severity: isLate ? 'critical' : 'warning',
        confidence: 'certain',
        object: key,
        message:
          finalizers.length > 0
            ? `${key} was deleted${ago(deletedMs, scope.nowMs)} and is held by ${finalizers.map(finalizerText).join(', ')}.`
            : `${key} should have ended${ago(deletedMs, scope.nowMs)}, and its node has not confirmed it${nodeOf(object as Pod)}.`,
        evidence: [
          `${key} metadata.deletionTimestamp: ${object.metadata.deletionTimestamp}`,
          ...(finalizers.length > 0 ? [`${key} metadata.finalizers: ${finalizers.join(', ')}`] : []),
        ],
        suggestions: [
          {
            command: `kubectl get ${where} -o yaml`,
            why: 'see who set its finalizers: that controller must take them away',
          },
        ],
      };
    }
  },
};

function finalizerText(finalizer: string): string {
  const waits = WAITS[finalizer];
  return waits === undefined ? `the finalizer ${finalizer}` : `the finalizer ${finalizer} (${waits})`;
}

function nodeOf({ spec }: Pod): string {
  return spec?.nodeName ? ` (${spec.nodeName})` : '';
}
