import { revisionOf } from './annotations.ts';
import { replicasOf, revisionHistoryLimit } from './limits.ts';
import { olderFirst } from './replica-sets.ts';
import type { Rollout } from './rollout.ts';

/**
 * Deletes the oldest empty ReplicaSets beyond spec.revisionHistoryLimit.
 *
 * @source pkg/controller/deployment/sync.go → cleanupDeployment (v1.36.3)
 */
export function cleanUp({ deployment, old, context }: Rollout): void {
  const limit = revisionHistoryLimit(deployment);
  if (limit === undefined) return;
  const kept = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const excess = kept.length - limit;
  if (excess <= 0) return;
  kept.sort((a, b) => revisionOf(a) - revisionOf(b) || olderFirst(a, b));
  for (const set of kept.slice(0, excess)) {
    const { metadata, status } = set;
    const isSeen = (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0);
    if ((status?.replicas ?? 0) > 0 || replicasOf(set) > 0 || !isSeen) continue;
    const target = {
      kind: 'ReplicaSet.apps',
      namespace: metadata.namespace ?? 'default',
      name: metadata.name ?? '',
    };
    context.api.delete(target, context.actor);
  }
}
