import type { DeviceClass, ResourceClaim } from '../../kubernetes/dynamic-resources.ts';
import type { Node } from '../../kubernetes/node.ts';
import { type AllocatedDevices, deviceKey } from './allocated-devices.ts';
import { Allocation, type PlacedDevice, type TakenDevice } from './allocation.ts';
import { AllocationError } from './allocation-error.ts';
import { type ClaimToAllocate, claimToAllocate } from './claim-to-allocate.ts';
import { type AvailableCounters, ConsumedCounters } from './counters.ts';
import { type DevicePool, isForNode } from './device-pool.ts';
import type { WantedDevices } from './device-request.ts';
import type { DeviceFeatures } from './features.ts';
import type { SelectorCache } from './selectors.ts';

/** The most devices that one claim may get. */
const MAX_RESULTS = 32;

/** What an allocation needs to know beside the claims. */
export interface AllocatorContext {
  readonly features: DeviceFeatures;
  readonly allocated: AllocatedDevices;
  readonly counters: AvailableCounters;
  readonly selectors: SelectorCache;
  readonly classOf: (name: string) => DeviceClass | undefined;
}

/** Devices for each claim; `none` when there are not enough; or why the node or the claims are at fault. */
export type AllocatorAnswer =
  | { readonly devices: readonly (readonly TakenDevice[])[] }
  | { readonly none: true }
  | { readonly rejection: string }
  | { readonly error: string };

/** A request, or one alternative of it, with what it takes to serve it. */
interface RequestData {
  readonly request: WantedDevices;
  readonly deviceClass: DeviceClass;
  readonly deviceCount: number;
  /** For mode All: the devices that there are. */
  readonly allDevices: readonly PlacedDevice[];
}

/** Where to look for the next device of a request. */
interface Position {
  readonly pool: number;
  readonly slice: number;
  readonly device: number;
}

const START: Position = { pool: 0, slice: 0, device: 0 };

/** `tooMany`: every way from here gives a claim more devices than it may have. */
type Outcome = 'found' | 'none' | 'tooMany';

/**
 * Finds devices for claims on a node, by trying: the first solution in the order of pools, slices and devices.
 *
 * @source structured/internal/incubating/allocator_incubating.go → Allocate, allocateOne (v1.36.3)
 * @deviation the search has no time limit (upstream ends it after filterTimeout with an error).
 */
export function allocate(
  context: AllocatorContext,
  node: Node,
  pools: readonly DevicePool[],
  claims: readonly ResourceClaim[],
): AllocatorAnswer {
  try {
    const search = new Search(context, node, pools, claims);
    if (search.run()) return { devices: search.devices };
    const isInvalid = pools.some((pool) => pool.isInvalid);
    return isInvalid ? { rejection: 'invalid resource pools were encountered' } : { none: true };
  } catch (error) {
    if (error instanceof AllocationError) return { error: error.message };
    throw error;
  }
}

class Search {
  readonly #context: AllocatorContext;
  readonly #node: Node;
  readonly #pools: readonly DevicePool[];
  readonly #claims: readonly ClaimToAllocate[];
  readonly #requests: RequestData[][][] = [];
  readonly #selectable = new Map<RequestData['request'], Map<string, boolean>>();
  readonly #allocation: Allocation;

  constructor(
    context: AllocatorContext,
    node: Node,
    pools: readonly DevicePool[],
    claims: readonly ResourceClaim[],
  ) {
    this.#context = context;
    this.#node = node;
    this.#pools = pools;
    const { features, allocated, counters } = context;
    this.#claims = claims.map((claim) => claimToAllocate(claim, features.consumableCapacity));
    this.#allocation = new Allocation(this.#claims, allocated, new ConsumedCounters(counters), features);
    for (const claim of this.#claims) this.#requests.push(this.#prepare(claim));
  }

  get devices(): readonly (readonly TakenDevice[])[] {
    return this.#allocation.taken;
  }

  run(): boolean {
    return this.#claim(0) === 'found';
  }

  // ── what the claims ask for ──

  #prepare(claim: ClaimToAllocate): RequestData[][] {
    let leastCount = 0;
    const requests = claim.requests.map((alternatives) => {
      const data = alternatives.map((request) => this.#requestData(claim, request));
      leastCount += data.map(({ deviceCount }) => deviceCount).reduce((one, other) => Math.min(one, other));
      return data;
    });
    if (leastCount > MAX_RESULTS) {
      const why = `number of requested devices ${leastCount} exceeds the claim limit of ${MAX_RESULTS}`;
      throw new AllocationError(`claim ${claim.key}: ${why}`);
    }
    return requests;
  }

  /** @source structured/internal/incubating/allocator_incubating.go → validateDeviceRequest (v1.36.3) */
  #requestData(claim: ClaimToAllocate, request: WantedDevices): RequestData {
    const fail = (why: string): never => {
      throw new AllocationError(`claim ${claim.key}, request ${request.name}${why}`);
    };
    request.selectors.forEach((selector, index) => {
      if (!selector.cel) fail(`, selector #${index}: CEL expression empty (unsupported selector type?)`);
    });
    if (request.className === '') fail(': missing device class name (unsupported request type?)');
    const missing = `deviceclass.resource.k8s.io "${request.className}" not found`;
    const deviceClass: DeviceClass =
      this.#context.classOf(request.className) ??
      fail(`: could not retrieve device class ${request.className}: ${missing}`);
    if (request.mode === 'ExactCount')
      return { request, deviceClass, deviceCount: request.count, allDevices: [] };
    if (request.mode !== 'All') fail(`: unsupported count mode ${request.mode}`);
    const allDevices = this.#allDevices(claim, request, deviceClass);
    return { request, deviceClass, deviceCount: allDevices.length, allDevices };
  }

  #allDevices(claim: ClaimToAllocate, request: WantedDevices, deviceClass: DeviceClass): PlacedDevice[] {
    const devices: PlacedDevice[] = [];
    for (const pool of this.#pools) {
      if (pool.isIncomplete || pool.isInvalid) {
        const state = pool.isIncomplete ? 'being updated' : 'invalid';
        const why = `asks for all devices, but resource pool ${pool.driver}/${pool.name} is currently ${state}`;
        throw new AllocationError(`claim ${claim.key}, request ${request.name}: ${why}`);
      }
      for (const slice of pool.slices) {
        for (const device of slice.devices ?? []) {
          const placed = { device, slice, pool };
          if (!this.#isSelectable(claim, request, deviceClass, placed)) continue;
          if (this.#allocation.hasCapacity(request, placed)) devices.push(placed);
        }
      }
    }
    return devices;
  }

  /** @source structured/internal/incubating/allocator_incubating.go → isSelectable (v1.36.3) */
  #isSelectable(
    claim: ClaimToAllocate,
    request: WantedDevices,
    deviceClass: DeviceClass,
    { device, slice }: PlacedDevice,
  ): boolean {
    const { features, selectors } = this.#context;
    if (!features.bindingConditions && (device.bindingConditions?.length ?? 0) > 0) return false;
    const known = this.#selectable.get(request) ?? new Map<string, boolean>();
    this.#selectable.set(request, known);
    const key = deviceKey(slice.driver, slice.pool.name, device.name);
    let matches = known.get(key);
    if (matches === undefined) {
      const className = `class ${deviceClass.metadata?.name}`;
      matches =
        selectors.matches(deviceClass.spec?.selectors ?? [], slice.driver, device, className) &&
        selectors.matches(request.selectors, slice.driver, device, `claim ${claim.key}`) &&
        (slice.perDeviceNodeSelection !== true || isForNode(device, this.#node));
      known.set(key, matches);
    }
    return matches;
  }

  // ── the search ──

  #claim(claimIndex: number): Outcome {
    if (claimIndex >= this.#claims.length) return 'found';
    return this.#request(claimIndex, 0);
  }

  #request(claimIndex: number, requestIndex: number): Outcome {
    const alternatives = this.#requests[claimIndex]![requestIndex];
    if (!alternatives) {
      const outcome = this.#claim(claimIndex + 1);
      // An earlier claim that takes another alternative may leave room.
      return outcome === 'tooMany' ? 'none' : outcome;
    }
    if (alternatives[0]!.request.parentName === undefined) {
      return this.#devices(claimIndex, requestIndex, alternatives[0]!, 0, START);
    }
    let areAllTooMany = true;
    for (const alternative of alternatives) {
      const outcome = this.#devices(claimIndex, requestIndex, alternative, 0, START);
      if (outcome === 'tooMany') continue;
      areAllTooMany = false;
      if (outcome === 'found') return 'found';
    }
    return areAllTooMany ? 'tooMany' : 'none';
  }

  /** Finds the request's devices from the `deviceIndex`th on. */
  #devices(
    claimIndex: number,
    requestIndex: number,
    data: RequestData,
    deviceIndex: number,
    start: Position,
  ): Outcome {
    const takesAll = data.request.mode === 'All';
    if (takesAll && data.allDevices.length === 0) return 'none';
    if (deviceIndex >= data.deviceCount) return this.#request(claimIndex, requestIndex + 1);
    const takenCount = this.#allocation.taken[claimIndex]!.length;
    if (takenCount + data.deviceCount - deviceIndex > MAX_RESULTS) return 'tooMany';
    if (takesAll) return this.#takeAll(claimIndex, requestIndex, data, deviceIndex);
    return this.#takeAny(claimIndex, requestIndex, data, deviceIndex, start);
  }

  #takeAll(claimIndex: number, requestIndex: number, data: RequestData, deviceIndex: number): Outcome {
    const giveBack = this.#allocation.take(claimIndex, data.request, data.allDevices[deviceIndex]!, true);
    if (!giveBack) return 'none';
    const outcome = this.#devices(claimIndex, requestIndex, data, deviceIndex + 1, START);
    if (outcome !== 'found') giveBack();
    return outcome;
  }

  #takeAny(
    claimIndex: number,
    requestIndex: number,
    data: RequestData,
    deviceIndex: number,
    start: Position,
  ): Outcome {
    for (const { placed, next } of this.#devicesFrom(start)) {
      if (!this.#isUsable(claimIndex, data, placed)) continue;
      const giveBack = this.#allocation.take(claimIndex, data.request, placed, false);
      if (!giveBack) continue;
      const outcome = this.#devices(claimIndex, requestIndex, data, deviceIndex + 1, next);
      if (outcome === 'found') return 'found';
      giveBack();
      if (outcome === 'tooMany') return 'tooMany';
    }
    return 'none';
  }

  #isUsable(claimIndex: number, { request, deviceClass }: RequestData, placed: PlacedDevice): boolean {
    return (
      !this.#allocation.isInUse(claimIndex, request, placed) &&
      this.#isSelectable(this.#claims[claimIndex]!, request, deviceClass, placed) &&
      this.#allocation.hasCapacity(request, placed)
    );
  }

  /** The devices in the order in which they are tried, each with the position after it. */
  *#devicesFrom(start: Position): Generator<{ readonly placed: PlacedDevice; readonly next: Position }> {
    for (let pool = start.pool; pool < this.#pools.length; pool++) {
      const { slices } = this.#pools[pool]!;
      const firstSlice = pool === start.pool ? start.slice : 0;
      for (let slice = firstSlice; slice < slices.length; slice++) {
        const { devices = [] } = slices[slice]!;
        const isStart = pool === start.pool && slice === start.slice;
        for (let device = isStart ? start.device : 0; device < devices.length; device++) {
          const placed = { device: devices[device]!, slice: slices[slice]!, pool: this.#pools[pool]! };
          yield { placed, next: { pool, slice, device: device + 1 } };
        }
      }
    }
  }
}
