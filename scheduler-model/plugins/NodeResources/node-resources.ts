import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';
import { Column } from '../../cluster/column.ts';
import { isSame } from '../../cluster/is-same.ts';
import type { Node } from '../../kubernetes/node.ts';
import { amountsOf } from '../../kubernetes/pod-requests.ts';
import {
  amountValue,
  type ClassResources,
  classResources,
  type ResourceVector,
  vectorOf,
} from './class-resources.ts';

export const CPU = 0;
export const MEMORY = 1;
export const EPHEMERAL_STORAGE = 2;
const FIRST_SCALAR = 3;

/** Above these, sums over pods or a hundredfold of a node's amount could leave the exact range of a double. */
const POD_LIMIT = 2n ** 43n;
const NODE_LIMIT = 2n ** 46n;

/** A class's amounts as the columns hold them. */
export interface ClassVector {
  readonly resourceIds: readonly number[];
  readonly amounts: readonly number[];
  readonly nonZeroCpu: number;
  readonly nonZeroMemory: number;
  /** Too large for doubles: the columns leave the pod out and its node is computed exactly. */
  readonly wide: boolean;
}

/** What is allocatable and requested on a node, in the int64 arithmetic of Kubernetes. */
export interface ExactNode {
  readonly allocatable: (resource: string) => bigint;
  readonly requested: (resource: string) => bigint;
  readonly nonZeroCpu: bigint;
  readonly nonZeroMemory: bigint;
}

/** What a node has for pods. */
interface Allocatable {
  readonly vector: ResourceVector;
  readonly pods: bigint;
}

/**
 * Allocatable and requested amounts of every node, in columns of doubles by resource.
 *
 * Amounts that doubles cannot hold exactly are kept out of the columns; a node that has such an amount, or a pod
 * with one, is `wide` and computed exactly, from its pods, whenever it is asked for.
 */
export class NodeResources implements ClusterIndex {
  readonly allowedPods = new Column(Float64Array);
  readonly nonZeroCpu = new Column(Float64Array);
  readonly nonZeroMemory = new Column(Float64Array);
  /** How many amounts on the node are too large for the columns. */
  readonly wideCount = new Column(Int32Array);
  readonly #cluster: Cluster;
  readonly #allocatable: Column<Float64Array>[] = [];
  readonly #requested: Column<Float64Array>[] = [];
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #bound: ClassVector[] = [];
  /** What was read of allocatable resources: nodes of one kind may share them. */
  readonly #read = new WeakMap<object, Allocatable>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    for (const name of ['cpu', 'memory', 'ephemeral-storage']) this.resourceId(name);
  }

  /** The number of a resource, a new one when it was never seen. */
  resourceId(name: string): number {
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = this.#names.push(name) - 1;
      this.#ids.set(name, id);
      this.#allocatable.push(new Column(Float64Array));
      this.#requested.push(new Column(Float64Array));
      this.#reserve(this.#cluster.nodeRowCount);
    }
    return id;
  }

  resourceName(resourceId: number): string {
    return this.#names[resourceId]!;
  }

  allocatable(resourceId: number): Float64Array {
    return this.#allocatable[resourceId]!.values;
  }

  requested(resourceId: number): Float64Array {
    return this.#requested[resourceId]!.values;
  }

  isWide(nodeIndex: number): boolean {
    return this.wideCount.values[nodeIndex] !== 0;
  }

  isUnaffected(before: Node, after: Node): boolean {
    return isSame(before.status?.allocatable, after.status?.allocatable);
  }

  nodeAdded(nodeIndex: number): void {
    this.#reserve(nodeIndex + 1);
    const { vector, pods } = this.#allocatableOf(nodeIndex);
    const wide = isWide(vector, NODE_LIMIT) || pods > NODE_LIMIT;
    this.wideCount.values[nodeIndex] = wide ? 1 : 0;
    this.allowedPods.values[nodeIndex] = Number(BigInt.asIntN(64, pods));
    this.#allocatable[CPU]!.values[nodeIndex] = Number(vector.cpu);
    this.#allocatable[MEMORY]!.values[nodeIndex] = Number(vector.memory);
    this.#allocatable[EPHEMERAL_STORAGE]!.values[nodeIndex] = Number(vector.ephemeralStorage);
    for (const [name, value] of vector.scalars) {
      const id = this.resourceId(name);
      this.#allocatable[id]!.values[nodeIndex] = Number(value);
    }
  }

  nodeRemoved(nodeIndex: number): void {
    for (const column of this.#allocatable) column.values[nodeIndex] = 0;
    this.allowedPods.values[nodeIndex] = 0;
    this.wideCount.values[nodeIndex] = 0;
  }

  podAdded(_podId: number, classId: number, nodeIndex: number): void {
    this.#count(classId, nodeIndex, 1);
  }

  podsAdded(podIds: Int32Array): void {
    const { classOf, nodeOf } = this.#cluster.pods;
    for (const podId of podIds) this.#count(classOf.values[podId]!, nodeOf.values[podId]!, 1);
  }

  podRemoved(_podId: number, classId: number, nodeIndex: number): void {
    this.#count(classId, nodeIndex, -1);
  }

  #count(classId: number, nodeIndex: number, sign: 1 | -1): void {
    const vector = this.bound(classId);
    if (vector.wide) {
      this.wideCount.values[nodeIndex]! += sign;
      return;
    }
    const { resourceIds, amounts } = vector;
    for (let i = 0; i < resourceIds.length; i++) {
      this.#requested[resourceIds[i]!]!.values[nodeIndex]! += sign * amounts[i]!;
    }
    this.nonZeroCpu.values[nodeIndex]! += sign * vector.nonZeroCpu;
    this.nonZeroMemory.values[nodeIndex]! += sign * vector.nonZeroMemory;
  }

  /** What a pod of the class takes on a node. */
  bound(classId: number): ClassVector {
    return this.#bound[classId] ?? this.#compile(classId);
  }

  #compile(classId: number): ClassVector {
    const resources = classResources(this.#cluster, classId);
    const wide =
      isWide(resources.bound, POD_LIMIT) ||
      !within(resources.boundNonZeroCpu, POD_LIMIT) ||
      !within(resources.boundNonZeroMemory, POD_LIMIT);
    const vector = {
      ...this.vector(resources.bound),
      nonZeroCpu: Number(resources.boundNonZeroCpu),
      nonZeroMemory: Number(resources.boundNonZeroMemory),
      wide,
    };
    this.#bound[classId] = vector;
    return vector;
  }

  /** The amounts of a vector that are not zero, by resource number, and whether one is too large for columns. */
  vector(amounts: ResourceVector): ClassVector {
    const entries: [number, bigint][] = [
      [CPU, amounts.cpu],
      [MEMORY, amounts.memory],
      [EPHEMERAL_STORAGE, amounts.ephemeralStorage],
    ];
    for (const [name, value] of amounts.scalars) entries.push([this.resourceId(name), value]);
    const present = entries.filter(([, value]) => value !== 0n);
    return {
      resourceIds: present.map(([id]) => id),
      amounts: present.map(([, value]) => Number(value)),
      nonZeroCpu: 0,
      nonZeroMemory: 0,
      wide: isWide(amounts, POD_LIMIT),
    };
  }

  /** The node in int64 arithmetic, summed over its pods. */
  exact(nodeIndex: number): ExactNode {
    const bound: ClassResources[] = [];
    for (const podId of this.#cluster.podsOn(nodeIndex)) {
      bound.push(classResources(this.#cluster, this.#cluster.pods.classOf.values[podId]!));
    }
    const sum = (part: (resources: ClassResources) => bigint) =>
      bound.reduce((total, resources) => BigInt.asIntN(64, total + part(resources)), 0n);
    const { vector } = this.#allocatableOf(nodeIndex);
    return {
      allocatable: (resource) => amountIn(vector, resource),
      requested: (resource) => sum((resources) => amountIn(resources.bound, resource)),
      nonZeroCpu: sum((resources) => resources.boundNonZeroCpu),
      nonZeroMemory: sum((resources) => resources.boundNonZeroMemory),
    };
  }

  #allocatableOf(nodeIndex: number): Allocatable {
    const allocatable = this.#cluster.node(nodeIndex)?.status?.allocatable;
    const known = allocatable && this.#read.get(allocatable);
    if (known) return known;
    const amounts = amountsOf(allocatable);
    const read = { vector: vectorOf(amounts, (value) => value), pods: amountValue(amounts, 'pods') };
    if (allocatable) this.#read.set(allocatable, read);
    return read;
  }

  #reserve(count: number): void {
    for (const column of [...this.#allocatable, ...this.#requested]) column.reserve(count);
    for (const column of [this.allowedPods, this.nonZeroCpu, this.nonZeroMemory]) column.reserve(count);
    this.wideCount.reserve(count);
  }
}

export const NODE_RESOURCES: IndexType<NodeResources> = {
  name: 'NodeResources',
  create: (cluster) => new NodeResources(cluster),
};

/** Whether a number stands for a scalar resource, which may be absent from a node. */
export function isScalarId(resourceId: number): boolean {
  return resourceId >= FIRST_SCALAR;
}

function amountIn(vector: ResourceVector, resource: string): bigint {
  switch (resource) {
    case 'cpu':
      return vector.cpu;
    case 'memory':
      return vector.memory;
    case 'ephemeral-storage':
      return vector.ephemeralStorage;
    default:
      return vector.scalars.get(resource) ?? 0n;
  }
}

function isWide(vector: ResourceVector, limit: bigint): boolean {
  return [vector.cpu, vector.memory, vector.ephemeralStorage, ...vector.scalars.values()].some(
    (value) => !within(value, limit),
  );
}

function within(value: bigint, limit: bigint): boolean {
  return value <= limit && value >= -limit;
}
