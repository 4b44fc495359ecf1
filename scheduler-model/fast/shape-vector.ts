import type { Cluster } from '../cluster/cluster.ts';
import { MAX_NODE_SCORE } from '../framework/normalize.ts';
import { type Status, SUCCESS } from '../framework/status.ts';
import { fitsColumns, requestsOf } from '../plugins/NodeResources/figures.ts';
import {
  CPU,
  isScalarId,
  MEMORY,
  NODE_RESOURCES,
  type NodeResources,
} from '../plugins/NodeResources/node-resources.ts';
import type { NodeResourcesBalancedAllocation } from '../plugins/NodeResourcesBalancedAllocation/node-resources-balanced-allocation.ts';
import type { CheckedResources } from '../plugins/NodeResourcesFit/node-resources-fit.ts';
import type { NativePlugins, Weighted } from './native-plugins.ts';

/** Sets of lacking resources are numbers of 32 bits: two for the node itself, the others for the resources. */
const MOST_RESOURCES = 28;

/** A value that has not been worked out. */
export const UNKNOWN = -(2 ** 31);

/** A node that is gone. */
const GONE = -1;

/** What a class asks of nodes in resources, and how the profile scores it: classes that agree are one shape. */
export interface Shape extends CheckedResources {
  readonly key: string;
  readonly classId: number;
  /** What the pod adds to cpu and memory in the two scores. */
  readonly fitCpu: number;
  readonly fitMemory: number;
  readonly balancedCpu: number;
  readonly balancedMemory: number;
  readonly scoresBalance: boolean;
  /** Both scores look at cpu and memory only and the figures fit doubles: the short way. */
  readonly isPlain: boolean;
  /** The class asks for scalar resources, so that the shape depends on the device classes there are. */
  readonly readsDeviceClasses: boolean;
}

const NOTHING_CHECKED: CheckedResources = {
  resourceIds: new Int32Array(0),
  amounts: new Float64Array(0),
  delegated: [],
  isNarrow: true,
};

/** The shape of a class under a profile. */
export function shapeOf(cluster: Cluster, { id, filters, scores }: NativePlugins, classId: number): Shape {
  const { resourceIds, amounts, delegated, isNarrow } =
    filters.fit?.checked(cluster, classId) ?? NOTHING_CHECKED;
  const fitRequests = scores.fit ? requestsOf(cluster, classId, scores.fit.plugin.scored) : [];
  const balancedRequests = scores.balanced ? requestsOf(cluster, classId, scores.balanced.plugin.scored) : [];
  const scoresNarrowly = [...fitRequests, ...balancedRequests].every(fitsColumns);
  const fitPart = pairOf(scores.fit?.plugin.scored.resources, fitRequests);
  const balancedPart = pairOf(scores.balanced?.plugin.scored.resources, balancedRequests);
  return {
    key: `${id} ${JSON.stringify([[...resourceIds], [...amounts], delegated, fitRequests.map(String), balancedRequests.map(String)])}`,
    classId,
    resourceIds,
    amounts,
    delegated,
    fitCpu: fitPart?.[0] ?? 0,
    fitMemory: fitPart?.[1] ?? 0,
    balancedCpu: balancedPart?.[0] ?? 0,
    balancedMemory: balancedPart?.[1] ?? 0,
    readsDeviceClasses: resourceIds.some(isScalarId),
    scoresBalance: scores.balanced?.plugin.scores(balancedRequests) ?? false,
    isNarrow,
    isPlain:
      isNarrow &&
      resourceIds.length <= MOST_RESOURCES &&
      scoresNarrowly &&
      (!scores.fit ||
        (fitPart !== undefined && scores.fit.plugin.args.scoringStrategy.type === 'LeastAllocated')) &&
      (!scores.balanced || balancedPart !== undefined),
  };
}

/** The requests of exactly cpu and memory with equal weights; undefined for any other list of resources. */
function pairOf(
  resources: readonly { readonly name: string; readonly weight: number }[] | undefined,
  requests: readonly bigint[],
): readonly [number, number] | undefined {
  if (resources?.length !== 2 || resources[0]!.weight !== resources[1]!.weight) return undefined;
  if (resources[0]!.name !== 'cpu' || resources[1]!.name !== 'memory') return undefined;
  return [Number(requests[0]), Number(requests[1])];
}

/**
 * For every node: whether a pod of the shape has room, and what NodeResourcesFit and
 * NodeResourcesBalancedAllocation together give it.
 *
 * A placement changes one node: the vector reads in the log which nodes have changed, and works a node out when it is
 * looked at.
 */
export class ShapeVector {
  /** By node index what `valueAt` gives, as far as it was asked; `UNKNOWN` where it was not. */
  values = new Int32Array(0);
  /** The nodes with an amount so large that a score leaves its range, which is an error of the whole cycle. */
  readonly overflowing = new Set<number>();
  readonly shape: Shape;
  /** For who keeps vectors: when this one was used last, and whether it was given up. */
  usedAt = 0;
  isDropped = false;
  readonly #cluster: Cluster;
  readonly #native: NativePlugins;
  readonly #resources: NodeResources;
  #position = 0;
  /** What NodeResourcesFit says of nodes without room, without its figures: all nodes that lack the same share one. */
  readonly #lacks: Status[] = [SUCCESS];
  /** Their values, by set of lacking resources or by text. */
  readonly #lackValues = new Map<number | string, number>();

  constructor(cluster: Cluster, native: NativePlugins, shape: Shape) {
    this.#cluster = cluster;
    this.#native = native;
    this.shape = shape;
    this.#resources = cluster.index(NODE_RESOURCES);
    this.#begin();
  }

  /** Forgets the values of nodes that have changed; they are worked out again when they are asked for. */
  refresh(): void {
    const { podLog, nodeRowCount } = this.#cluster;
    const gap = podLog.position - this.#position;
    if (gap === 0) return;
    if (nodeRowCount > this.values.length) this.#begin();
    else if (gap < 0 || gap > nodeRowCount >> 1 || !podLog.reaches(this.#position)) this.values.fill(UNKNOWN);
    else {
      for (let position = this.#position; position < podLog.position; position++)
        this.values[podLog.at(position)] = UNKNOWN;
    }
    this.#position = podLog.position;
  }

  /** The weighted sum of both scores of a node; below 0 without room, see `lackOf`. Worked out when it is not known. */
  valueAt(nodeIndex: number): number {
    let value = this.values[nodeIndex]!;
    if (value === UNKNOWN) {
      value = this.#evaluate(nodeIndex);
      this.values[nodeIndex] = value;
    }
    return value;
  }

  #begin(): void {
    const { nodeRowCount, podLog } = this.#cluster;
    this.values = new Int32Array(nodeRowCount + (nodeRowCount >> 2)).fill(UNKNOWN);
    this.#position = podLog.position;
  }

  #evaluate(nodeIndex: number): number {
    const shape = this.shape;
    if (!shape.isPlain || this.#resources.wideCount.values[nodeIndex] !== 0)
      return this.#evaluateExactly(nodeIndex);
    if (this.overflowing.size > 0) this.overflowing.delete(nodeIndex);
    const lacking = this.#lacking(nodeIndex);
    return lacking === 0 ? this.#plainScore(nodeIndex) : this.#noRoom(nodeIndex, lacking);
  }

  /** What NodeResourcesFit says, without its figures, of a node without room. */
  lackOf(nodeIndex: number): Status {
    return this.#lacks[-1 - this.valueAt(nodeIndex)]!;
  }

  /** The value of a node that lacks this set of resources. */
  #noRoom(nodeIndex: number, lacking: number): number {
    let value = this.#lackValues.get(lacking);
    if (value === undefined) {
      value = this.#lackValue(this.#native.filters.fit!.fits(this.#cluster, this.shape.classId, nodeIndex));
      this.#lackValues.set(lacking, value);
    }
    return value;
  }

  /** The value of a node of which NodeResourcesFit says this. */
  #lackValue({ code, plugin, reasons }: Status): number {
    const key = `${code} ${reasons.join()}`;
    let value = this.#lackValues.get(key);
    if (value === undefined) {
      value = -this.#lacks.push({ code, plugin, reasons });
      this.#lackValues.set(key, value);
    }
    return value;
  }

  /** What the node lacks: bit 0 stands for being too small altogether, bit 1 for pods, the others for the resources. */
  #lacking(nodeIndex: number): number {
    if (!this.#native.filters.fit) return 0;
    const resources = this.#resources;
    let lacking =
      this.#cluster.pods.countOn(nodeIndex) + 1 > resources.allowedPods.values[nodeIndex]! ? 2 : 0;
    const { resourceIds, amounts, delegated } = this.shape;
    for (let i = 0; i < resourceIds.length; i++) {
      const resourceId = resourceIds[i]!;
      const allocatable = resources.allocatable(resourceId)[nodeIndex]!;
      if (amounts[i]! <= allocatable - resources.requested(resourceId)[nodeIndex]!) continue;
      if (delegated[i] && allocatable <= 0) continue;
      lacking |= 4 << i;
      if (amounts[i]! > allocatable) lacking |= 1;
    }
    return lacking;
  }

  #plainScore(nodeIndex: number): number {
    const { fit, balanced } = this.#native.scores;
    const shape = this.shape;
    const resources = this.#resources;
    const cpu = resources.allocatable(CPU)[nodeIndex]!;
    const memory = resources.allocatable(MEMORY)[nodeIndex]!;
    let score = 0;
    if (fit) {
      const usedCpu = resources.nonZeroCpu.values[nodeIndex]! + shape.fitCpu;
      const usedMemory = resources.nonZeroMemory.values[nodeIndex]! + shape.fitMemory;
      score += fit.weight * leastAllocated(cpu, usedCpu, memory, usedMemory);
    }
    if (balanced && shape.scoresBalance) score += this.#plainBalance(balanced, nodeIndex);
    return score;
  }

  #plainBalance({ plugin, weight }: Weighted<NodeResourcesBalancedAllocation>, nodeIndex: number): number {
    const shape = this.shape;
    const resources = this.#resources;
    const cpu = resources.allocatable(CPU)[nodeIndex]!;
    const memory = resources.allocatable(MEMORY)[nodeIndex]!;
    const realCpu = resources.requested(CPU)[nodeIndex]!;
    const realMemory = resources.requested(MEMORY)[nodeIndex]!;
    const after = balance(cpu, realCpu + shape.balancedCpu, memory, realMemory + shape.balancedMemory);
    if (!plugin.scoresImprovement) return weight * after;
    const before = balance(cpu, realCpu, memory, realMemory);
    return weight * (50 + Math.trunc((50 + after - before) / 2));
  }

  /** Whether NodeResourcesBalancedAllocation scores the shape. */
  get scoresBalance(): boolean {
    return this.#native.scores.balanced !== undefined && this.shape.scoresBalance;
  }

  /** The part of a node's value that NodeResourcesBalancedAllocation gives. */
  balancedAt(nodeIndex: number): number {
    const { balanced } = this.#native.scores;
    const { classId, isPlain, scoresBalance } = this.shape;
    if (!balanced || !scoresBalance) return 0;
    if (isPlain && !this.#resources.isWide(nodeIndex)) return this.#plainBalance(balanced, nodeIndex);
    const { plugin, weight } = balanced;
    return (
      weight * plugin.scoreOf(this.#cluster, requestsOf(this.#cluster, classId, plugin.scored), nodeIndex)
    );
  }

  #evaluateExactly(nodeIndex: number): number {
    const { filters, scores } = this.#native;
    const { classId, scoresBalance } = this.shape;
    const cluster = this.#cluster;
    this.overflowing.delete(nodeIndex);
    if (!cluster.node(nodeIndex)) return GONE;
    const fits = filters.fit?.fits(cluster, classId, nodeIndex) ?? SUCCESS;
    if (fits.code !== 'Success') return this.#lackValue(fits);
    let sum = 0;
    let overflows = false;
    for (const scorer of [scores.fit, scoresBalance ? scores.balanced : undefined]) {
      if (!scorer) continue;
      const { plugin, weight } = scorer;
      const score = plugin.scoreOf(cluster, requestsOf(cluster, classId, plugin.scored), nodeIndex);
      if (score < 0 || score > MAX_NODE_SCORE) overflows = true;
      sum += weight * score;
    }
    if (overflows) this.overflowing.add(nodeIndex);
    return overflows ? 0 : sum;
  }
}

/** Of cpu and memory with equal weights; a resource that the node does not have is left out. */
function leastAllocated(cpu: number, usedCpu: number, memory: number, usedMemory: number): number {
  const cpuScore = usedCpu > cpu ? 0 : Math.trunc(((cpu - usedCpu) * 100) / cpu);
  const memoryScore = usedMemory > memory ? 0 : Math.trunc(((memory - usedMemory) * 100) / memory);
  if (cpu === 0) return memory === 0 ? 0 : memoryScore;
  return memory === 0 ? cpuScore : (cpuScore + memoryScore) >> 1;
}

function balance(cpu: number, usedCpu: number, memory: number, usedMemory: number): number {
  if (cpu === 0 || memory === 0) return 100;
  const cpuFraction = usedCpu > cpu ? 1 : usedCpu / cpu;
  const memoryFraction = usedMemory > memory ? 1 : usedMemory / memory;
  return Math.trunc((1 - Math.abs((cpuFraction - memoryFraction) / 2)) * 100);
}
