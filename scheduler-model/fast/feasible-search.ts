import type { Cluster } from '../cluster/cluster.ts';
import type { Cycle } from '../framework/cycle.ts';
import { filterNode } from '../framework/filter-node.ts';
import type { Plugin } from '../framework/plugin.ts';
import { HELD_TERMS } from '../plugins/InterPodAffinity/held-terms.ts';
import { INCOMING_TERMS } from '../plugins/InterPodAffinity/incoming-terms.ts';
import { Candidates } from './candidates.ts';
import { passAffinity, passSpread } from './filter-passes.ts';
import type { NativePlugins } from './native-plugins.ts';
import { type ShapeVector, UNKNOWN } from './shape-vector.ts';
import type { Turn } from './turn.ts';
import type { VisitingOrder } from './visiting-order.ts';

/** What a search looks at. */
export interface Search {
  readonly turn: Turn;
  readonly order: VisitingOrder;
  /** Below 0 for the nodes without room. */
  readonly room: ShapeVector;
  /** Where in the visiting order it starts. */
  readonly startIndex: number;
  /** How many feasible nodes are enough. */
  readonly wanted: number;
}

/** The fewest nodes worth a stretch of their own. */
const MIN_STRETCH = 64;

/** Collects feasible nodes: the candidates, in visiting order, with what room gives them as their totals. */
export class FeasibleSearch {
  readonly candidates = new Candidates();
  /** A plugin that was asked node by node has failed: the plain path has to say how the cycle ends. */
  hasFailed = false;
  readonly #cluster: Cluster;
  readonly #native: NativePlugins;

  constructor(cluster: Cluster, native: NativePlugins) {
    this.#cluster = cluster;
    this.#native = native;
  }

  /**
   * Collects the feasible nodes from the start index on, until there are enough; returns how many nodes it dealt with.
   * It goes in stretches, so that it ends soon after it has found enough.
   */
  run(search: Search): number {
    const { nodes } = search.order;
    const { startIndex, wanted } = search;
    const { candidates } = this;
    candidates.reserve(nodes.length);
    this.hasFailed = false;
    let visited = 0;
    while (visited < nodes.length && candidates.count <= wanted) {
      const length = Math.min(nodes.length - visited, Math.max(wanted - candidates.count + 1, MIN_STRETCH));
      const from = (startIndex + visited) % nodes.length;
      const straight = Math.min(length, nodes.length - from);
      candidates.fresh = candidates.count;
      collect(candidates, search, from, from + straight);
      collect(candidates, search, 0, length - straight);
      this.#pass(search.turn);
      visited += length;
    }
    if (candidates.count <= wanted) return nodes.length;
    // The search stops at the first feasible node beyond those it needs.
    candidates.count = wanted;
    const stop = search.order.positionOf[candidates.nodes[wanted]!]!;
    return (stop - startIndex + nodes.length) % nodes.length;
  }

  /** Drops the fresh candidates that depend on other pods, or on plugins that are asked node by node. */
  #pass(turn: Turn): void {
    const { nominations } = this.#cluster;
    const { candidates } = this;
    const { classId } = turn.plan;
    const { spread, interPodAffinity } = this.#native.filters;
    if (spread) passSpread(candidates, spread.spreadOf(this.#cluster, classId).hard);
    if (interPodAffinity) {
      const held = this.#cluster.index(HELD_TERMS).about(classId);
      passAffinity(candidates, this.#cluster.index(INCOMING_TERMS).of(classId), held);
    }
    const { others } = turn;
    if (others.length > 0) {
      const { cycle } = turn;
      candidates.keep((nodeIndex) => this.#passesAll(cycle, others, nodeIndex));
    }
    if (nominations.size > 0) {
      candidates.keep(
        (nodeIndex) =>
          nominations.on(nodeIndex).length === 0 || filterNode(turn.cycle, nodeIndex).code === 'Success',
      );
    }
  }

  #passesAll(cycle: Cycle, plugins: readonly Plugin[], nodeIndex: number): boolean {
    for (const plugin of plugins) {
      const { code } = plugin.filter!(cycle, nodeIndex);
      if (code === 'Success') continue;
      if (code === 'Error') this.hasFailed = true;
      return false;
    }
    return true;
  }
}

/**
 * Appends the nodes of a stretch of the visiting order that pass the static filters and have room.
 *
 * Which of them have is hard to foresee, so the loop adds instead of branching: a node is always written, and kept when
 * the next one is written behind it.
 */
function collect(candidates: Candidates, { order, room, turn }: Search, from: number, to: number): void {
  const mask = turn.plan.groups.mask.column.values;
  const visited = order.nodes;
  const { values } = room;
  const { nodes, totals } = candidates;
  const start = candidates.count;
  let count = start;
  let bits = 0;
  for (let at = from; at < to; at++) {
    const nodeIndex = visited[at]!;
    const score = values[nodeIndex]!;
    const isIn = (-mask[nodeIndex]! & ~score) >>> 31;
    nodes[count] = nodeIndex;
    totals[count] = score;
    count += isIn;
    bits |= score & -isIn;
  }
  candidates.count = count;
  if ((bits & UNKNOWN) === 0) return;
  room.know(nodes, start, count);
  candidates.settle(start, values);
}
