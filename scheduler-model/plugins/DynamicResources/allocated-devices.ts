import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';
import type { ObjectKind } from '../../cluster/object-store.ts';
import type { DeviceRequestAllocationResult, ResourceClaim } from '../../kubernetes/dynamic-resources.ts';
import { Quantity } from '../../kubernetes/quantity.ts';

/** One device among all: driver, pool and name. */
export function deviceKey(driver: string, pool: string, device: string): string {
  return `${driver}/${pool}/${device}`;
}

/** Amounts of capacity by name. */
export type Capacities = Map<string, Quantity>;

interface SharedDevice {
  shareCount: number;
  readonly consumed: Capacities;
}

/**
 * Which devices the claims of the cluster hold, alone or shared.
 *
 * @source pkg/scheduler/framework/plugins/dynamicresources/allocateddevices.go → allocatedDevices (v1.36.3)
 */
class AllocatedDevicesIndex implements ClusterIndex {
  readonly #dedicated = new Map<string, number>();
  readonly #shared = new Map<string, SharedDevice>();

  constructor(cluster: Cluster) {
    for (const claim of cluster.objects('ResourceClaim').values()) this.#count(claim, 1);
  }

  isDedicated(key: string): boolean {
    return this.#dedicated.has(key);
  }

  isAllocated(key: string): boolean {
    return this.#dedicated.has(key) || this.#shared.has(key);
  }

  /** What the device's shares consume; undefined when none consumes anything. */
  consumed(key: string): ReadonlyMap<string, Quantity> | undefined {
    const consumed = this.#shared.get(key)?.consumed;
    return consumed && consumed.size > 0 ? consumed : undefined;
  }

  objectChanged(kind: ObjectKind, before: unknown, after: unknown): void {
    if (kind !== 'ResourceClaim') return;
    // The kind tells the type of both objects.
    if (before !== undefined) this.#count(before as ResourceClaim, -1);
    if (after !== undefined) this.#count(after as ResourceClaim, 1);
  }

  #count({ status }: ResourceClaim, change: 1 | -1): void {
    for (const result of status?.allocation?.devices?.results ?? []) {
      if (result.adminAccess) continue;
      const key = deviceKey(result.driver, result.pool, result.device);
      if (result.shareID !== undefined) this.#countShare(key, result, change);
      else addCount(this.#dedicated, key, change);
    }
  }

  #countShare(key: string, { consumedCapacity }: DeviceRequestAllocationResult, change: 1 | -1): void {
    const shared = this.#shared.get(key) ?? { shareCount: 0, consumed: new Map() };
    this.#shared.set(key, shared);
    shared.shareCount += change;
    for (const [name, amount] of Object.entries(consumedCapacity ?? {})) {
      const before = shared.consumed.get(name) ?? Quantity.ZERO;
      const quantity = Quantity.parse(amount);
      shared.consumed.set(name, change === 1 ? before.plus(quantity) : before.minus(quantity));
    }
    if (shared.shareCount === 0) this.#shared.delete(key);
  }
}

function addCount(counts: Map<string, number>, key: string, change: number): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

export type AllocatedDevices = Pick<AllocatedDevicesIndex, 'isDedicated' | 'isAllocated' | 'consumed'>;

export const ALLOCATED_DEVICES: IndexType<AllocatedDevicesIndex> = {
  name: 'allocated devices',
  create: (cluster) => new AllocatedDevicesIndex(cluster),
};
