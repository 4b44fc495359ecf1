import type { Pod } from '../../kubernetes/index.ts';
import { healthOf } from '../../relations/index.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';
import { containerCases } from '../pod-containers.ts';

/** A Service that ill pods name and that does not answer. */
export const calledServiceDown: DiagnosisRule = {
  code: 'CALLED_SERVICE_DOWN',
  title: 'A Service that it calls has no endpoint, or is not there',
  layer: 'dependency',
  *find(scope) {
    for (const { key, pod } of scope.illPods) {
      // A program that never ran has called nobody.
      if (!hasRun(pod)) continue;
      for (const { type, dependency, words, evidence } of scope.graph.dependenciesOf(key)) {
        if (type !== 'calls') continue;
        const isThere = scope.graph.has(dependency);
        if (!isThere && !scope.isAbsent(dependency, 'whether a Service that it calls is there')) continue;
        const health = healthOf(dependency, scope.graph);
        if (health.status !== 'failing') continue;
        const [, namespace, name] = dependency.split('/');
        yield {
          severity: 'warning',
          confidence: 'possible',
          object: dependency,
          affects: [key],
          same: dependency,
          message: `${key} calls ${dependency}, which ${isThere ? `does not answer: ${health.reason}` : 'is not there'}.`,
          evidence: [`${key} ${evidence}: ${words}`],
          suggestions: isThere
            ? [
                {
                  command: `kubectl smart diag service ${name} -n ${namespace}`,
                  why: 'see why it does not answer',
                },
              ]
            : [],
        };
      }
    }
  },
};

function hasRun(pod: Pod): boolean {
  return containerCases(pod).some(
    ({ status: { state, lastState } }) => state?.running ?? state?.terminated ?? lastState?.terminated,
  );
}
