import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';
import type { ObjectKind } from '../../cluster/object-store.ts';
import type { ResourceSlice } from '../../kubernetes/dynamic-resources.ts';
import { type DevicePool, gatherPools } from './device-pool.ts';

interface NodePools {
  readonly node: unknown;
  readonly pools: readonly DevicePool[];
}

/** The pools that each node sees, gathered on first use and again when slices or the node change. */
class PoolIndex implements ClusterIndex {
  readonly #cluster: Cluster;
  readonly #byNode = new Map<number, NodePools>();
  #local: Map<string, ResourceSlice[]> | undefined;
  #shared: ResourceSlice[] = [];
  #byPool = new Map<string, ResourceSlice[]>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  poolsFor(nodeIndex: number, partitionable: boolean): readonly DevicePool[] {
    const node = this.#cluster.node(nodeIndex)!;
    const known = this.#byNode.get(nodeIndex);
    if (known?.node === node) return known.pools;
    this.#local ??= this.#sort();
    const candidates = [...(this.#local.get(this.#cluster.nodeName(nodeIndex)) ?? []), ...this.#shared];
    const slicesOf = (driver: string, pool: string) => this.#byPool.get(`${driver}/${pool}`) ?? [];
    const pools = gatherPools(candidates, slicesOf, node, partitionable);
    this.#byNode.set(nodeIndex, { node, pools });
    return pools;
  }

  objectChanged(kind: ObjectKind): void {
    if (kind !== 'ResourceSlice') return;
    this.#byNode.clear();
    this.#local = undefined;
  }

  #sort(): Map<string, ResourceSlice[]> {
    const local = new Map<string, ResourceSlice[]>();
    this.#shared = [];
    this.#byPool = new Map();
    for (const slice of this.#cluster.objects('ResourceSlice').values()) {
      if (!slice.spec) continue;
      const { driver, pool, nodeName, sharedCounters } = slice.spec;
      append(this.#byPool, `${driver}/${pool.name}`, slice);
      if (!nodeName || (sharedCounters?.length ?? 0) > 0) this.#shared.push(slice);
      else append(local, nodeName, slice);
    }
    return local;
  }
}

function append(lists: Map<string, ResourceSlice[]>, key: string, slice: ResourceSlice): void {
  const list = lists.get(key);
  if (list) list.push(slice);
  else lists.set(key, [slice]);
}

export const POOLS: IndexType<PoolIndex> = {
  name: 'device pools',
  create: (cluster) => new PoolIndex(cluster),
};
