import type { Node } from '../../kubernetes/index.ts';
import { affectedOn } from '../affected-on.ts';
import type { DiagnosisRule, FoundCause } from '../diagnosis-rule.ts';
import { ago } from '../pod-containers.ts';
import type { Scope } from '../scope.ts';

/** What a pod shows only because its node is down. */
const EXPLAINED = ['PROBE_FAILS', 'STUCK_TERMINATING', 'POD_EVICTED', 'VOLUME_NOT_MOUNTED'];

/** A node that does not report, or says that it is not ready. */
export const nodeNotReady: DiagnosisRule = {
  code: 'NODE_NOT_READY',
  title: 'A node is not ready',
  layer: 'dependency',
  *find(scope) {
    yield* goneNodes(scope);
    for (const [key, object] of scope.objects('Node')) {
      const ready = (object as Node).status?.conditions?.find(({ type }) => type === 'Ready');
      if (!ready || ready.status === 'True') continue;
      const affects = affectedOn(scope, key);
      if (affects.length === 0) continue;
      const name = object.metadata.name ?? '';
      const since = ago(Date.parse(ready.lastTransitionTime ?? ''), scope.nowMs);
      const how = ready.status === 'Unknown' ? 'stopped reporting' : 'says that it is not ready';
      const why = ready.message ? `: ${ready.message.replace(/\.$/, '')}` : '';
      yield {
        severity: 'critical',
        confidence: 'certain',
        object: key,
        affects,
        explains: EXPLAINED,
        message: `Node ${name} ${how}${since}${why}.`,
        evidence: [`${key} condition Ready: ${ready.status}${ready.reason ? ` ${ready.reason}` : ''}`],
        suggestions: [
          { command: `kubectl describe node ${name}`, why: 'see its conditions and events' },
          {
            command: `kubectl smart simulate "kubectl delete node ${name}"`,
            why: 'see where its pods would go',
          },
        ],
      };
    }
  },
};

/** Nodes that pods are bound to and that are not there any more. */
function* goneNodes(scope: Scope): Generator<FoundCause> {
  for (const key of scope.of('Node')) {
    const affects = affectedOn(scope, key);
    if (affects.length === 0 || scope.graph.has(key) || !scope.isAbsent(key, 'how the node of a pod is'))
      continue;
    const name = key.slice('Node/'.length);
    yield {
      severity: 'critical',
      confidence: 'likely',
      object: key,
      affects,
      explains: EXPLAINED,
      message: `Node ${name} is not there any more, and the pods that are bound to it are lost with it.`,
      evidence: affects.slice(0, 1).map((pod) => `${pod} spec.nodeName: ${name}`),
      suggestions: [{ command: 'kubectl get nodes', why: 'see which nodes there are' }],
    };
  }
}
