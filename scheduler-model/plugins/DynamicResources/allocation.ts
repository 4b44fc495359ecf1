import type { Device, ResourceSliceSpec } from '../../kubernetes/dynamic-resources.ts';
import { Quantity } from '../../kubernetes/quantity.ts';
import { type AllocatedDevices, type Capacities, deviceKey } from './allocated-devices.ts';
import { AllocationError } from './allocation-error.ts';
import type { ClaimToAllocate } from './claim-to-allocate.ts';
import { consumptionOf, hasCapacity } from './consumable-capacity.ts';
import type { ConsumedCounters } from './counters.ts';
import type { DevicePool } from './device-pool.ts';
import type { WantedDevices } from './device-request.ts';
import { isTaintedFor } from './device-taints.ts';
import type { DeviceFeatures } from './features.ts';

/** A device where it stands. */
export interface PlacedDevice {
  readonly device: Device;
  readonly slice: ResourceSliceSpec;
  readonly pool: DevicePool;
}

/** A device that serves a request. */
export interface TakenDevice extends PlacedDevice {
  readonly request: WantedDevices;
  /** Set for a device that others may share. */
  readonly consumed: Capacities | undefined;
}

/**
 * The devices taken so far in one search: what is taken can be given back in reverse order.
 *
 * @source structured/internal/incubating/allocator_incubating.go → allocateDevice, rollbackDevice (v1.36.3)
 */
export class Allocation {
  readonly taken: readonly TakenDevice[][];
  readonly #features: DeviceFeatures;
  readonly #allocated: AllocatedDevices;
  readonly #counters: ConsumedCounters;
  readonly #claims: readonly ClaimToAllocate[];
  /** Claims that take a device, by device. */
  readonly #claimsByDevice = new Map<string, Set<number>>();
  /** Capacity that is taken, by shared device. */
  readonly #consumed = new Map<string, Capacities>();

  constructor(
    claims: readonly ClaimToAllocate[],
    allocated: AllocatedDevices,
    counters: ConsumedCounters,
    features: DeviceFeatures,
  ) {
    this.taken = claims.map(() => []);
    this.#claims = claims;
    this.#allocated = allocated;
    this.#counters = counters;
    this.#features = features;
  }

  /** Whether the device is in use as far as the request cares. */
  isInUse(claimIndex: number, request: WantedDevices, { device, slice }: PlacedDevice): boolean {
    const key = deviceKey(slice.driver, slice.pool.name, device.name);
    const claims = this.#claimsByDevice.get(key);
    if (request.adminAccess) return claims?.has(claimIndex) ?? false;
    return this.#allocated.isDedicated(key) || (claims?.size ?? 0) > 0;
  }

  hasCapacity(request: WantedDevices, { device, slice }: PlacedDevice): boolean {
    if (!this.#features.consumableCapacity) return true;
    const key = deviceKey(slice.driver, slice.pool.name, device.name);
    return hasCapacity(device, request, this.#allocated.consumed(key), this.#consumed.get(key));
  }

  /**
   * Takes the device for the request; undefined when it cannot be had, else what gives it back.
   *
   * @param isMust - no other device will do, so that a constraint in the way is an error.
   */
  take(
    claimIndex: number,
    request: WantedDevices,
    placed: PlacedDevice,
    isMust: boolean,
  ): (() => void) | undefined {
    const { device, slice, pool } = placed;
    const key = deviceKey(slice.driver, slice.pool.name, device.name);
    const isShared = this.#features.consumableCapacity && device.allowMultipleAllocations === true;
    if (!(isShared && request.adminAccess) && this.isInUse(claimIndex, request, placed)) return undefined;
    const undo: (() => void)[] = [];
    const giveBack = () => {
      for (const step of undo.reverse()) step();
    };
    if (!this.#takeCounters(key, pool, device, isShared, undo)) return undefined;
    const isTainted = this.#features.deviceTaints && isTaintedFor(device, request.tolerations);
    if (isTainted || !this.#satisfy(claimIndex, request, placed, isMust, undo)) {
      giveBack();
      return undefined;
    }
    if (!isShared) this.#mark(claimIndex, key, undo);
    if (!this.hasCapacity(request, placed)) {
      giveBack();
      return undefined;
    }
    const consumed = isShared ? consumptionOf(device, request) : undefined;
    if (consumed) this.#consume(key, consumed, undo);
    const taken = this.taken[claimIndex]!;
    taken.push({ ...placed, request, consumed });
    undo.push(() => taken.pop());
    return giveBack;
  }

  /** A share of a device whose counters are paid for already needs none. */
  #takeCounters(
    key: string,
    pool: DevicePool,
    device: Device,
    isShared: boolean,
    undo: (() => void)[],
  ): boolean {
    if ((device.consumesCounters?.length ?? 0) === 0) return true;
    if (!this.#features.partitionableDevices) return false;
    if (isShared && (this.#allocated.consumed(key) || this.#consumed.has(key))) return true;
    if (!this.#counters.take(pool, device)) return false;
    undo.push(() => this.#counters.giveBack(pool, device));
    return true;
  }

  #satisfy(
    claimIndex: number,
    request: WantedDevices,
    { device, slice }: PlacedDevice,
    isMust: boolean,
    undo: (() => void)[],
  ): boolean {
    const claim = this.#claims[claimIndex]!;
    const [base, alternative] =
      request.parentName === undefined ? [request.name, undefined] : [request.parentName, request.name];
    for (const constraint of claim.constraints) {
      if (!constraint.add(base, alternative, slice.driver, device)) {
        if (!isMust) return false;
        const id = deviceKey(slice.driver, slice.pool.name, device.name);
        const why = 'because a claim constraint would not be satisfied';
        throw new AllocationError(
          `claim ${claim.key}, request ${request.name}: cannot add device ${id} ${why}`,
        );
      }
      undo.push(() => constraint.remove(base, alternative));
    }
    return true;
  }

  #mark(claimIndex: number, key: string, undo: (() => void)[]): void {
    const claims = this.#claimsByDevice.get(key) ?? new Set();
    this.#claimsByDevice.set(key, claims);
    claims.add(claimIndex);
    undo.push(() => claims.delete(claimIndex));
  }

  #consume(key: string, amounts: Capacities, undo: (() => void)[]): void {
    const before = this.#consumed.get(key);
    const sum: Capacities = new Map(before);
    for (const [name, amount] of amounts) sum.set(name, amount.plus(sum.get(name) ?? Quantity.ZERO));
    this.#consumed.set(key, sum);
    undo.push(() => {
      if (before) this.#consumed.set(key, before);
      else this.#consumed.delete(key);
    });
  }
}
