import type { Cluster } from '../cluster/cluster.ts';
import { MAX_NODE_SCORE } from '../framework/normalize.ts';
import { type Status, SUCCESS } from '../framework/status.ts';
import { requestsOf } from '../plugins/NodeResources/figures.ts';
import { NODE_RESOURCES, type NodeResources } from '../plugins/NodeResources/node-resources.ts';
import type { NativePlugins } from './native-plugins.ts';
import { addBalance, plainValues } from './plain-values.ts';
import type { Shape } from './shape.ts';

/** A value that has not been worked out: as of a node with room, and a bit that no score has. */
export const UNKNOWN = 2 ** 30;

/** A node that is gone. */
const GONE = -1;

/** How many nodes are worked out in one go: what is noted of them stays in the nearest cache. */
const BATCH = 256;
const batch = new Int32Array(BATCH);
const single = new Int32Array(1);
let scratch = new Int32Array(0);

function scratchFor(length: number): Int32Array {
  if (scratch.length < length) scratch = new Int32Array(length * 2);
  return scratch;
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
  values: Int32Array;
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

  /** @param values - an array to write over, of a vector that is no longer used. */
  constructor(cluster: Cluster, native: NativePlugins, shape: Shape, values: Int32Array = new Int32Array(0)) {
    this.#cluster = cluster;
    this.#native = native;
    this.shape = shape;
    this.#resources = cluster.index(NODE_RESOURCES);
    this.values = values;
    this.#begin();
  }

  /**
   * Forgets the values of nodes that have changed.
   *
   * @param worksOut - at once, for a search that will look at all nodes; otherwise when they are asked for.
   */
  refresh(worksOut: boolean): void {
    const { podLog, nodeRowCount } = this.#cluster;
    const { values } = this;
    const gap = podLog.position - this.#position;
    if (gap === 0) return;
    if (nodeRowCount > values.length) this.#begin();
    else if (gap < 0 || gap > nodeRowCount >> 1 || !podLog.reaches(this.#position)) values.fill(UNKNOWN);
    else {
      const changed = scratchFor(gap);
      let count = 0;
      for (let position = this.#position; position < podLog.position; position++) {
        const nodeIndex = podLog.at(position);
        changed[count] = nodeIndex;
        count += values[nodeIndex] === UNKNOWN ? 0 : 1;
        values[nodeIndex] = UNKNOWN;
      }
      if (worksOut) this.#workOut(changed, count);
    }
    this.#position = podLog.position;
  }

  /** The weighted sum of both scores of a node; below 0 without room, see `lackOf`. Worked out when it is not known. */
  valueAt(nodeIndex: number): number {
    if (this.values[nodeIndex] === UNKNOWN) {
      single[0] = nodeIndex;
      this.#workOut(single, 1);
    }
    return this.values[nodeIndex]!;
  }

  /** Works out what is not known of the nodes at these positions, all at once, which takes a fraction of the time. */
  know(nodes: Int32Array, from: number, to: number): void {
    const { values } = this;
    const unknown = scratchFor(to - from);
    let count = 0;
    for (let i = from; i < to; i++) if (values[nodes[i]!] === UNKNOWN) unknown[count++] = nodes[i]!;
    this.#workOut(unknown, count);
  }

  /** Works out the first `count` of these nodes. */
  #workOut(nodes: Int32Array, count: number): void {
    const { values, overflowing, shape } = this;
    if (!shape.isPlain) {
      for (let i = 0; i < count; i++) values[nodes[i]!] = this.#evaluateExactly(nodes[i]!);
      return;
    }
    const wideCount = this.#resources.wideCount.values;
    for (let from = 0; from < count; from += BATCH) {
      const length = Math.min(count - from, BATCH);
      plainValues(this.#cluster, this.#native, shape, nodes, from, length, batch);
      for (let i = 0; i < length; i++) {
        const nodeIndex = nodes[from + i]!;
        if (overflowing.size > 0) overflowing.delete(nodeIndex);
        if (wideCount[nodeIndex] !== 0) values[nodeIndex] = this.#evaluateExactly(nodeIndex);
        else values[nodeIndex] = batch[i]! < 0 ? this.#noRoom(nodeIndex, -batch[i]!) : batch[i]!;
      }
    }
  }

  #begin(): void {
    const { nodeRowCount, podLog } = this.#cluster;
    if (this.values.length < nodeRowCount) this.values = new Int32Array(nodeRowCount + (nodeRowCount >> 2));
    this.values.fill(UNKNOWN);
    this.#position = podLog.position;
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

  /** Whether NodeResourcesBalancedAllocation scores the shape. */
  get scoresBalance(): boolean {
    return this.#native.scores.balanced !== undefined && this.shape.scoresBalance;
  }

  /** The part of a node's value that NodeResourcesBalancedAllocation gives. */
  balancedAt(nodeIndex: number): number {
    const { balanced } = this.#native.scores;
    const { classId, isPlain, scoresBalance } = this.shape;
    if (!balanced || !scoresBalance) return 0;
    if (isPlain && !this.#resources.isWide(nodeIndex)) {
      single[0] = nodeIndex;
      batch[0] = 0;
      addBalance(this.#resources, balanced, this.shape, single, 0, 1, batch);
      return batch[0];
    }
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
