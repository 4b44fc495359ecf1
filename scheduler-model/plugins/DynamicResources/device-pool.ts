import { compareBytes } from '../../framework/fit-error.ts';
import type {
  CounterSet,
  Device,
  ResourceSlice,
  ResourceSliceSpec,
} from '../../kubernetes/dynamic-resources.ts';
import type { Node, NodeSelector } from '../../kubernetes/node.ts';
import { compileNodeSelector, matchesNodeSelector } from '../../kubernetes/node-selector.ts';

/** The devices of one pool of one driver, as one node sees them. */
export interface DevicePool {
  readonly driver: string;
  readonly name: string;
  /** Slices are missing: the driver is still publishing them. */
  readonly isIncomplete: boolean;
  /** Slices contradict each other. */
  readonly isInvalid: boolean;
  /** Devices that the node may reach, in the order they are tried. */
  readonly slices: readonly ResourceSliceSpec[];
  /** Devices for other nodes; they may use up the same counters. */
  readonly otherSlices: readonly ResourceSliceSpec[];
  readonly counterSets: readonly CounterSet[];
}

/** Whether a slice or a device is for the node. */
export function isForNode(
  target: { readonly nodeName?: string; readonly allNodes?: boolean; readonly nodeSelector?: NodeSelector },
  node: Node,
): boolean {
  if (target.nodeName) return node.metadata?.name === target.nodeName;
  if (target.allNodes) return true;
  return (
    target.nodeSelector !== undefined && matchesNodeSelector(compileNodeSelector(target.nodeSelector), node)
  );
}

/**
 * The pools with devices for the node, by driver and name; those whose devices take long to bind come last.
 *
 * @param candidates - slices that may be for the node.
 * @param allSlices - every slice of the pool with this driver and name.
 * @source structured/internal/incubating/pools_incubating.go → GatherPools (v1.36.3)
 */
export function gatherPools(
  candidates: readonly ResourceSlice[],
  allSlices: (driver: string, pool: string) => Iterable<ResourceSlice>,
  node: Node,
  partitionable: boolean,
): readonly DevicePool[] {
  const bySlices = new Map<string, ResourceSlice[]>();
  for (const slice of candidates) {
    if (isRelevant(slice.spec!, node, partitionable)) addSlice(bySlices, slice);
  }
  const pools: DevicePool[] = [];
  for (const slices of bySlices.values()) {
    const pool = createPool(slices, allSlices, partitionable);
    if (pool) pools.push(pool);
  }
  pools.sort((one, other) => compareBytes(one.driver, other.driver) || compareBytes(one.name, other.name));
  return [...pools.filter((pool) => !bindsSlowly(pool)), ...pools.filter(bindsSlowly)];
}

function isRelevant(spec: ResourceSliceSpec, node: Node, partitionable: boolean): boolean {
  const hasCounters = (spec.sharedCounters?.length ?? 0) > 0;
  if (!partitionable && (spec.perDeviceNodeSelection !== undefined || hasCounters)) return false;
  if (hasCounters) return true;
  if (spec.nodeName || spec.allNodes || spec.nodeSelector) return isForNode(spec, node);
  return (
    spec.perDeviceNodeSelection === true && (spec.devices ?? []).some((device) => isForNode(device, node))
  );
}

/** Only the newest generation of a pool counts. */
function addSlice(pools: Map<string, ResourceSlice[]>, slice: ResourceSlice): void {
  const { driver, pool } = slice.spec!;
  const key = `${driver}/${pool.name}`;
  const known = pools.get(key);
  const newest = known?.[0] ? generationOf(known[0]) : -1;
  if (generationOf(slice) > newest) pools.set(key, [slice]);
  else if (generationOf(slice) === newest) known!.push(slice);
}

function generationOf({ spec }: ResourceSlice): number {
  return spec?.pool.generation ?? 0;
}

/** The pool, undefined when its slices for the node are out of date. */
function createPool(
  slices: readonly ResourceSlice[],
  allSlices: (driver: string, pool: string) => Iterable<ResourceSlice>,
  partitionable: boolean,
): DevicePool | undefined {
  const first = slices[0]!;
  const { driver, pool } = first.spec!;
  const empty = { driver, name: pool.name, slices: [], otherSlices: [], counterSets: [] };
  if (slices.length === pool.resourceSliceCount) return validPool(empty, slices, [], partitionable);
  const others: ResourceSlice[] = [];
  let count = 0;
  for (const slice of allSlices(driver, pool.name)) {
    if (generationOf(slice) > generationOf(first)) return undefined;
    if (generationOf(slice) < generationOf(first)) continue;
    count++;
    if (!slices.includes(slice)) others.push(slice);
  }
  if (count !== pool.resourceSliceCount) return { ...empty, isIncomplete: true, isInvalid: false };
  return validPool(empty, slices, others, partitionable);
}

/** @source structured/internal/incubating/pools_incubating.go → buildPool (v1.36.3) */
function validPool(
  empty: Omit<DevicePool, 'isIncomplete' | 'isInvalid'>,
  unsorted: readonly ResourceSlice[],
  others: readonly ResourceSlice[],
  partitionable: boolean,
): DevicePool {
  const sorted = unsorted.toSorted((one, other) =>
    compareBytes(one.metadata?.name ?? '', other.metadata?.name ?? ''),
  );
  const specs = sorted.map(({ spec }) => spec!);
  const otherSlices = others.map(({ spec }) => spec!);
  const holdsCounters = ({ sharedCounters }: ResourceSliceSpec) => (sharedCounters?.length ?? 0) > 0;
  const slices = partitionable ? specs.filter((spec) => !holdsCounters(spec)) : specs;
  const counterSets = partitionable ? specs.flatMap(({ sharedCounters }) => sharedCounters ?? []) : [];
  const isInvalid =
    hasDuplicates(slices.flatMap(({ devices = [] }) => devices.map(({ name }) => name))) ||
    (partitionable &&
      (hasDuplicates(counterSets.map(({ name }) => name)) ||
        !knowsCounters(
          counterSets,
          [...specs, ...otherSlices].flatMap(({ devices = [] }) => devices),
        )));
  if (isInvalid) return { ...empty, isIncomplete: false, isInvalid };
  return { ...empty, isIncomplete: false, isInvalid, slices, otherSlices, counterSets };
}

function hasDuplicates(names: readonly string[]): boolean {
  return new Set(names).size !== names.length;
}

/** Whether every counter that a device consumes exists. */
function knowsCounters(counterSets: readonly CounterSet[], devices: readonly Device[]): boolean {
  return devices.every(({ consumesCounters = [] }) =>
    consumesCounters.every(({ counterSet, counters = {} }) => {
      const known = counterSets.find(({ name }) => name === counterSet)?.counters;
      return known !== undefined && Object.keys(counters).every((name) => known[name] !== undefined);
    }),
  );
}

function bindsSlowly({ slices }: DevicePool): boolean {
  return slices.some(({ devices = [] }) =>
    devices.some(({ bindingConditions }) => bindingConditions !== undefined),
  );
}
