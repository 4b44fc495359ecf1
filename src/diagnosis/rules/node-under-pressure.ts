import type { Node } from '../../kubernetes/index.ts';
import { affectedOn } from '../affected-on.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';

const PRESSURES: Readonly<Record<string, string>> = {
  MemoryPressure: 'memory runs out: pods are evicted, and best-effort ones not taken',
  DiskPressure: 'its disk runs full: pods are evicted and none taken',
  PIDPressure: 'it has too many processes: pods are evicted and none taken',
  NetworkUnavailable: 'its network is not set up',
};

/** A node that is short of something. */
export const nodeUnderPressure: DiagnosisRule = {
  code: 'NODE_UNDER_PRESSURE',
  title: 'A node is short of memory, disk or processes',
  layer: 'dependency',
  *find(scope) {
    for (const [key, object] of scope.objects('Node')) {
      for (const { type, status, message } of (object as Node).status?.conditions ?? []) {
        const words = PRESSURES[type];
        if (words === undefined || status !== 'True') continue;
        const affects = affectedOn(scope, key);
        if (affects.length === 0) continue;
        yield {
          severity: type === 'NetworkUnavailable' ? 'critical' : 'warning',
          confidence: 'certain',
          object: key,
          affects,
          explains: ['POD_EVICTED'],
          message: `Node ${object.metadata.name} has ${type}: ${words}.`,
          evidence: [`${key} condition ${type}: True${message ? ` ${message}` : ''}`],
          suggestions: [
            {
              command: `kubectl describe node ${object.metadata.name}`,
              why: 'see what its pods ask for and use',
            },
          ],
        };
      }
    }
  },
};
