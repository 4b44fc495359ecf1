import type { Node } from '../../kubernetes/index.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';
import { ago } from '../pod-containers.ts';
import { affectedOn } from '../pods-on-node.ts';

/** A node that does not report, or says that it is not ready. */
export const nodeNotReady: DiagnosisRule = {
  code: 'NODE_NOT_READY',
  title: 'A node is not ready',
  layer: 'dependency',
  *find(scope) {
    for (const [key, object] of scope.objects('Node')) {
      const ready = (object as Node).status?.conditions?.find(({ type }) => type === 'Ready');
      if (!ready || ready.status === 'True') continue;
      const affects = affectedOn(scope, key);
      if (affects.length === 0) continue;
      const name = object.metadata.name ?? '';
      const since = ago(Date.parse(ready.lastTransitionTime ?? ''), scope.nowMs);
      const how = ready.status === 'Unknown' ? 'stopped reporting' : 'says that it is not ready';
      const why = ready.message ? `: ${ready.message}` : '';
      yield {
        severity: 'critical',
        confidence: 'certain',
        object: key,
        affects,
        explains: ['PROBE_FAILS', 'STUCK_TERMINATING', 'POD_EVICTED', 'VOLUME_NOT_MOUNTED'],
        message: `Node ${name} ${how}${since}${why}${/[.]$/.test(why) || !why ? '' : '.'}${why ? '' : '.'}`,
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
