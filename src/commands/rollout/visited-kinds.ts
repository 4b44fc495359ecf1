import type { GroupKind } from '../../kubernetes/index.ts';
import { type Failure, failure } from '../output/failure.ts';

/** Kinds that kubectl's visitor of workloads knows, of which some have no rollouts. */
const VISITED: ReadonlySet<GroupKind> = new Set([
  'DaemonSet.apps',
  'Deployment.apps',
  'StatefulSet.apps',
  'ReplicaSet.apps',
  'Job.batch',
  'CronJob.batch',
  'Pod',
  'ReplicationController',
]);

/**
 * Why a kind has no rollouts to look at or to take back.
 *
 * @param what what is missing: `rollbacker`.
 * @param asked what was to be got: `rollbacker`, `history`.
 * @source k8s.io/kubectl/pkg/apps/kind_visitor.go → GroupKindElement.Accept (v0.36.3)
 */
export function unrolledKind(groupKind: GroupKind, what: string, asked: string): Failure {
  const shown = JSON.stringify(groupKind);
  if (VISITED.has(groupKind)) return failure(`no ${what} has been implemented for ${shown}`);
  const [kind = '', ...group] = groupKind.split('.');
  return failure(
    `error retrieving ${asked} for ${shown}, no visitor method exists for {${group.join('.')} ${kind}}`,
  );
}
