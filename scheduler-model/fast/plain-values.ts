import type { Cluster } from '../cluster/cluster.ts';
import { CPU, MEMORY, NODE_RESOURCES, type NodeResources } from '../plugins/NodeResources/node-resources.ts';
import type { NodeResourcesBalancedAllocation } from '../plugins/NodeResourcesBalancedAllocation/node-resources-balanced-allocation.ts';
import type { NativePlugins, Weighted } from './native-plugins.ts';
import type { Shape } from './shape.ts';

/**
 * Room and resource scores of many nodes for a plain shape, column by column.
 *
 * @param values - receives, for each of `count` nodes from `from` on, the weighted sum of both scores, or below 0 the
 * negated set of what the node lacks: bit 0 stands for being too small altogether, bit 1 for pods, the others for the
 * shape's resources. What it says of nodes with wide amounts means nothing.
 */
export function plainValues(
  cluster: Cluster,
  { filters, scores }: NativePlugins,
  shape: Shape,
  nodes: Int32Array,
  from: number,
  count: number,
  values: Int32Array,
): void {
  const resources = cluster.index(NODE_RESOURCES);
  if (filters.fit) findLacking(cluster, resources, shape, nodes, from, count, values);
  else values.fill(0, 0, count);
  if (scores.fit) addLeastAllocated(resources, scores.fit.weight, shape, nodes, from, count, values);
  if (scores.balanced && shape.scoresBalance)
    addBalance(resources, scores.balanced, shape, nodes, from, count, values);
}

function findLacking(
  cluster: Cluster,
  resources: NodeResources,
  { resourceIds, amounts, delegated }: Shape,
  nodes: Int32Array,
  from: number,
  count: number,
  lacking: Int32Array,
): void {
  const podCounts = cluster.pods.counts;
  const allowedPods = resources.allowedPods.values;
  for (let i = 0; i < count; i++) {
    const nodeIndex = nodes[from + i]!;
    lacking[i] = (podCounts[nodeIndex] ?? 0) + 1 > allowedPods[nodeIndex]! ? -2 : 0;
  }
  for (let r = 0; r < resourceIds.length; r++) {
    const allocatable = resources.allocatable(resourceIds[r]!);
    const requested = resources.requested(resourceIds[r]!);
    const amount = amounts[r]!;
    const isDelegated = delegated[r]!;
    const lack = 4 << r;
    for (let i = 0; i < count; i++) {
      const total = allocatable[nodes[from + i]!]!;
      if (amount <= total - requested[nodes[from + i]!]!) continue;
      if (isDelegated && total <= 0) continue;
      lacking[i] = -(-lacking[i]! | (amount > total ? lack | 1 : lack));
    }
  }
}

/** Of cpu and memory with equal weights; a resource that the node does not have is left out. */
function addLeastAllocated(
  resources: NodeResources,
  weight: number,
  { fitCpu, fitMemory }: Shape,
  nodes: Int32Array,
  from: number,
  count: number,
  values: Int32Array,
): void {
  const allocatableCpu = resources.allocatable(CPU);
  const allocatableMemory = resources.allocatable(MEMORY);
  const nonZeroCpu = resources.nonZeroCpu.values;
  const nonZeroMemory = resources.nonZeroMemory.values;
  for (let i = 0; i < count; i++) {
    if (values[i]! < 0) continue;
    const nodeIndex = nodes[from + i]!;
    const cpu = allocatableCpu[nodeIndex]!;
    const memory = allocatableMemory[nodeIndex]!;
    const freeCpu = cpu - (nonZeroCpu[nodeIndex]! + fitCpu);
    const freeMemory = memory - (nonZeroMemory[nodeIndex]! + fitMemory);
    const cpuScore = freeCpu < 0 || cpu === 0 ? 0 : ((freeCpu * 100) / cpu) | 0;
    const memoryScore = freeMemory < 0 || memory === 0 ? 0 : ((freeMemory * 100) / memory) | 0;
    if (cpu !== 0 && memory !== 0) values[i]! += weight * ((cpuScore + memoryScore) >> 1);
    else values[i]! += weight * (cpuScore + memoryScore);
  }
}

/** What NodeResourcesBalancedAllocation gives, weighted, where the value is not below 0. */
export function addBalance(
  resources: NodeResources,
  { plugin, weight }: Weighted<NodeResourcesBalancedAllocation>,
  { balancedCpu, balancedMemory }: Shape,
  nodes: Int32Array,
  from: number,
  count: number,
  values: Int32Array,
): void {
  const allocatableCpu = resources.allocatable(CPU);
  const allocatableMemory = resources.allocatable(MEMORY);
  const requestedCpu = resources.requested(CPU);
  const requestedMemory = resources.requested(MEMORY);
  const { scoresImprovement } = plugin;
  for (let i = 0; i < count; i++) {
    if (values[i]! < 0) continue;
    const nodeIndex = nodes[from + i]!;
    const cpu = allocatableCpu[nodeIndex]!;
    const memory = allocatableMemory[nodeIndex]!;
    const usedCpu = requestedCpu[nodeIndex]!;
    const usedMemory = requestedMemory[nodeIndex]!;
    const after = balance(cpu, usedCpu + balancedCpu, memory, usedMemory + balancedMemory);
    if (scoresImprovement) {
      const before = balance(cpu, usedCpu, memory, usedMemory);
      values[i]! += weight * (50 + (((50 + after - before) / 2) | 0));
    } else values[i]! += weight * after;
  }
}

/** 0 to 100: how near to one another both are to being used up. */
function balance(cpu: number, usedCpu: number, memory: number, usedMemory: number): number {
  if (cpu === 0 || memory === 0) return 100;
  const difference = Math.min(1, usedCpu / cpu) - Math.min(1, usedMemory / memory);
  return ((1 - Math.abs(difference / 2)) * 100) | 0;
}
