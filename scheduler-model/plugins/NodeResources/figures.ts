import type { Cluster } from '../../cluster/cluster.ts';
import type { ResourceSpec } from '../../configuration/plugin-arguments.ts';
import { isScalarResource } from '../../kubernetes/resource-name.ts';
import { classResources } from './class-resources.ts';
import { CPU, MEMORY, NODE_RESOURCES, type NodeResources } from './node-resources.ts';

/** How full one resource of a node is, with the pod on it. */
export interface Figure {
  readonly weight: number;
  /** More is requested than there is. */
  readonly over: boolean;
  /** Per cent requested, at most what there is, truncated. */
  readonly usedPercent: number;
  /** Per cent left, truncated; meaningless when `over`. */
  readonly freePercent: number;
  /** Requested divided by allocatable. */
  readonly fraction: number;
  /** The same without the pod. */
  readonly fractionBefore: number;
}

/** Which figures a scorer looks at. */
export interface FigureOptions {
  readonly resources: readonly ResourceSpec[];
  /** Real requests, instead of those with defaults for containers that ask for nothing. */
  readonly real: boolean;
}

/** What a pod of the class adds to each of the scorer's resources. */
export function requestsOf(cluster: Cluster, classId: number, { resources, real }: FigureOptions): bigint[] {
  const figures = classResources(cluster, classId);
  const request = real ? figures.scored : figures.scoredNonZero;
  return resources.map(({ name }) => request(name));
}

/**
 * The figures of the scorer's resources that the node has; a scalar that the pod does not ask for is left out.
 *
 * @source pkg/scheduler/framework/plugins/noderesources/resource_allocation.go → calculateNodeAllocatableRequest (v1.36.3)
 */
export function figuresOf(
  cluster: Cluster,
  nodeIndex: number,
  requests: readonly bigint[],
  options: FigureOptions,
): Figure[] {
  const index = cluster.index(NODE_RESOURCES);
  const exact = index.isWide(nodeIndex) || !requests.every(fitsColumns);
  const read = exact
    ? exactReader(index, nodeIndex, options.real)
    : columnReader(index, nodeIndex, options.real);
  const figures: Figure[] = [];
  for (const [i, { name, weight }] of options.resources.entries()) {
    const request = requests[i]!;
    if (request === 0n && isScalarResource(name)) continue;
    const [allocatable, allocated] = read(name);
    if (allocatable === 0n) continue;
    figures.push(figure(weight, allocatable, allocated, BigInt.asIntN(64, allocated + request)));
  }
  return figures;
}

/** Whether adding the request to a column's sum stays exact in doubles. */
export function fitsColumns(request: bigint): boolean {
  return request >= 0n && request < 2n ** 43n;
}

type Reader = (resource: string) => readonly [allocatable: bigint, allocated: bigint];

function columnReader(index: NodeResources, nodeIndex: number, real: boolean): Reader {
  return (resource) => {
    const id = index.resourceId(resource);
    let allocated = index.requested(id)[nodeIndex]!;
    if (!real && id === CPU) allocated = index.nonZeroCpu.values[nodeIndex]!;
    if (!real && id === MEMORY) allocated = index.nonZeroMemory.values[nodeIndex]!;
    return [BigInt(index.allocatable(id)[nodeIndex]!), BigInt(allocated)];
  };
}

function exactReader(index: NodeResources, nodeIndex: number, real: boolean): Reader {
  const node = index.exact(nodeIndex);
  return (resource) => {
    let allocated = node.requested(resource);
    if (!real && resource === 'cpu') allocated = node.nonZeroCpu;
    if (!real && resource === 'memory') allocated = node.nonZeroMemory;
    return [node.allocatable(resource), allocated];
  };
}

function figure(weight: number, allocatable: bigint, allocated: bigint, requested: bigint): Figure {
  const over = requested > allocatable;
  return {
    weight,
    over,
    usedPercent: percent(over ? allocatable : requested, allocatable),
    freePercent: percent(BigInt.asIntN(64, allocatable - requested), allocatable),
    fraction: Number(requested) / Number(allocatable),
    fractionBefore: Number(allocated) / Number(allocatable),
  };
}

function percent(part: bigint, whole: bigint): number {
  return Number(BigInt.asIntN(64, part * 100n) / whole);
}
