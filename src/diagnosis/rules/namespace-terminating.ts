import type { Namespace } from '../../kubernetes/index.ts';
import { parseKey } from '../../relations/index.ts';
import type { DiagnosisRule, FoundCause } from '../diagnosis-rule.ts';
import { ago } from '../pod-containers.ts';
import type { Scope } from '../scope.ts';

/** The namespace of what was asked for is being deleted. */
export const namespaceTerminating: DiagnosisRule = {
  code: 'NAMESPACE_TERMINATING',
  title: 'The namespace is being deleted',
  layer: 'dependency',
  *find(scope) {
    const parts = parseKey(scope.target);
    const name = parts?.groupKind === 'Namespace' ? parts.name : parts?.namespace;
    const namespace = scope.graph.object(`Namespace/${name}`) as Namespace | undefined;
    if (namespace?.status?.phase === 'Terminating') yield terminating(scope, namespace);
  },
};

function terminating(scope: Scope, { metadata, status }: Namespace): FoundCause {
  const stuck = (status?.conditions ?? []).filter(
    ({ type, status: is }) => is === 'True' && /Failure$|Remaining$/.test(type),
  );
  const why = stuck.map(({ message, type }) => message ?? type).join('; ');
  return {
    severity: 'critical',
    confidence: 'certain',
    object: `Namespace/${metadata.name}`,
    affects: [scope.target],
    message: `Namespace ${metadata.name} is being deleted${ago(Date.parse(metadata.deletionTimestamp ?? ''), scope.nowMs)} and takes nothing new.${why && ` It does not go: ${why}`}`,
    evidence: [`Namespace/${metadata.name} status.phase: Terminating`],
    suggestions: [
      {
        command: `kubectl api-resources --verbs=list --namespaced -o name | xargs -n1 kubectl get -n ${metadata.name} --ignore-not-found`,
        why: 'see what is left in it',
      },
    ],
  };
}
