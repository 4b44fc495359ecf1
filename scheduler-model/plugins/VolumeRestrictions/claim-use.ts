import { ClassSlot } from '../../cluster/class-slot.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';

/** The claims that pods of a class name as volumes, ephemeral ones not included: `namespace/name`, once a volume. */
export const CLAIM_KEYS = new ClassSlot(({ pod, namespace }) => {
  const keys: string[] = [];
  for (const { persistentVolumeClaim } of pod.spec?.volumes ?? []) {
    if (persistentVolumeClaim) keys.push(`${namespace}/${persistentVolumeClaim.claimName}`);
  }
  return keys;
});

/**
 * How often each claim is named by a volume of a pod on a node.
 *
 * @source pkg/scheduler/framework/types.go → NodeInfo.updatePVCRefCounts (v1.36.3)
 * @source pkg/scheduler/backend/cache/snapshot.go → IsPVCUsedByPods (v1.36.3)
 */
class ClaimUseIndex implements ClusterIndex {
  readonly #cluster: Cluster;
  readonly #counts = new Map<string, number>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  isUsed(claimKey: string): boolean {
    return this.#counts.has(claimKey);
  }

  /** Reads nothing of nodes. */
  isUnaffected(): boolean {
    return true;
  }

  podAdded(_podId: number, classId: number): void {
    this.#count(classId, 1);
  }

  podRemoved(_podId: number, classId: number): void {
    this.#count(classId, -1);
  }

  #count(classId: number, change: number): void {
    for (const key of CLAIM_KEYS.of(this.#cluster, classId)) {
      const count = (this.#counts.get(key) ?? 0) + change;
      if (count === 0) this.#counts.delete(key);
      else this.#counts.set(key, count);
    }
  }
}

export const CLAIM_USE: IndexType<ClaimUseIndex> = {
  name: 'claim use',
  create: (cluster) => new ClaimUseIndex(cluster),
};
