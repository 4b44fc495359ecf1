import type { Deployment } from '../../kubernetes/index.ts';
import type { ObjectKey } from '../../relations/index.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';
import type { Scope } from '../scope.ts';

/** A Deployment, StatefulSet or ReplicaSet that is told to have no pods, or not to change. */
export const workloadStopped: DiagnosisRule = {
  code: 'WORKLOAD_STOPPED',
  title: 'A workload is scaled to 0, suspended or paused',
  layer: 'dependency',
  *find(scope) {
    for (const kind of ['Deployment', 'StatefulSet', 'Job', 'CronJob']) {
      for (const [key, object] of scope.objects(kind)) {
        const { spec, metadata } = object as Deployment & { readonly spec?: { readonly suspend?: boolean } };
        const name = `${kind.toLowerCase()}/${metadata.name} -n ${metadata.namespace}`;
        // It is somebody's will: it explains what depends on it, and is no fault of the workload itself.
        const severity = key === scope.target ? ('info' as const) : ('critical' as const);
        const base = { confidence: 'certain' as const, object: key, affects: [key, ...aboveOf(scope, key)] };
        if (spec?.replicas === 0 && (kind === 'Deployment' || kind === 'StatefulSet')) {
          yield {
            ...base,
            severity,
            message: `${kind} ${metadata.name} is scaled to 0: no pod is wanted.`,
            evidence: [`${key} spec.replicas: 0`],
            suggestions: [
              {
                command: `kubectl smart simulate "kubectl scale ${name} --replicas=1"`,
                why: 'see whether a pod would find a node',
              },
            ],
          };
        } else if (spec?.suspend === true) {
          yield {
            ...base,
            severity: 'info',
            message: `${kind} ${metadata.name} is suspended: it starts nothing.`,
            evidence: [`${key} spec.suspend: true`],
          };
        } else if (spec?.paused === true) {
          yield {
            ...base,
            severity: 'info',
            message: `The rollout of Deployment ${metadata.name} is paused: changes of its template are not carried out.`,
            evidence: [`${key} spec.paused: true`],
            suggestions: [
              {
                command: `kubectl smart simulate "kubectl rollout resume ${name}"`,
                why: 'see what going on would do',
              },
            ],
          };
        }
      }
    }
  },
};

/** The Services in front of a workload that are looked at. */
function aboveOf(scope: Scope, key: ObjectKey): ObjectKey[] {
  const services = scope.of('Service');
  return scope.graph
    .dependentsOf(key)
    .filter(({ type, dependent }) => type === 'selects' && services.includes(dependent))
    .map(({ dependent }) => dependent);
}
