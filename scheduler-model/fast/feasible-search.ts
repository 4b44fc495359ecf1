import type { Cluster } from '../cluster/cluster.ts';
import type { Cycle } from '../framework/cycle.ts';
import { filterNode } from '../framework/filter-node.ts';
import type { Plugin } from '../framework/plugin.ts';
import { HELD_TERMS } from '../plugins/InterPodAffinity/held-terms.ts';
import { INCOMING_TERMS } from '../plugins/InterPodAffinity/incoming-terms.ts';
import { Candidates } from './candidates.ts';
import { passAffinity, passSpread } from './filter-passes.ts';
import type { NativePlugins } from './native-plugins.ts';

/** What a search looks at. */
export interface Search {
  readonly cycle: Cycle;
  /** 0 for the nodes that the static filters reject. */
  readonly mask: Uint16Array;
  /** Below 0 for the nodes without room. */
  readonly room: Int32Array;
  /** The plugins to be asked node by node. */
  readonly others: readonly Plugin[];
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
  /** What a search in stretches has found so far. */
  readonly #found = new Candidates();

  constructor(cluster: Cluster, native: NativePlugins) {
    this.#cluster = cluster;
    this.#native = native;
  }

  /** Collects the feasible nodes from the start index on, until there are enough; returns how many nodes it dealt with. */
  run(search: Search): number {
    const { order } = this.#cluster;
    this.candidates.reserve(order.length);
    this.hasFailed = false;
    if (search.wanted < order.length) return this.#sample(search);
    collect(this.candidates, order, search, search.startIndex, order.length);
    this.#pass(search);
    return order.length;
  }

  /** The search in stretches, so that it ends soon after it has found enough. */
  #sample(search: Search): number {
    const { order, nodeCount } = this.#cluster;
    const { startIndex, wanted } = search;
    const { candidates } = this;
    const found = this.#found;
    found.reserve(nodeCount);
    let visited = 0;
    while (visited < nodeCount && found.count <= wanted) {
      const length = Math.min(nodeCount - visited, Math.max(wanted - found.count + 1, MIN_STRETCH));
      candidates.count = 0;
      collect(candidates, order, search, (startIndex + visited) % nodeCount, length);
      this.#pass(search);
      found.nodes.set(candidates.nodes.subarray(0, candidates.count), found.count);
      found.totals.set(candidates.totals.subarray(0, candidates.count), found.count);
      found.count += candidates.count;
      visited += length;
    }
    candidates.count = Math.min(found.count, wanted);
    candidates.nodes.set(found.nodes.subarray(0, candidates.count));
    candidates.totals.set(found.totals.subarray(0, candidates.count));
    if (found.count <= wanted) return nodeCount;
    // The search stops at the first feasible node beyond those it needs.
    const stop = order.indexOf(found.nodes[wanted]!);
    return (stop - startIndex + nodeCount) % nodeCount;
  }

  /** Drops the candidates that depend on other pods, or on plugins that are asked node by node. */
  #pass({ cycle, others }: Search): void {
    const { cluster, pod, skippedFilters } = cycle;
    const { spread, interPodAffinity } = this.#native.filters;
    const { candidates } = this;
    if (spread && !skippedFilters.has(spread.name)) {
      passSpread(candidates, spread.spreadOf(cluster, pod.classId).hard);
    }
    if (interPodAffinity && !skippedFilters.has(interPodAffinity.name)) {
      const held = cluster.index(HELD_TERMS).about(pod.classId);
      passAffinity(candidates, cluster.index(INCOMING_TERMS).of(pod.classId), held);
    }
    if (others.length > 0) candidates.keep((nodeIndex) => this.#passesAll(cycle, others, nodeIndex));
    if (cluster.nominations.size > 0) {
      candidates.keep(
        (nodeIndex) => cluster.nominations.on(nodeIndex).length === 0 || isFeasible(cycle, nodeIndex),
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

/** Appends the nodes of a stretch of the visiting order that pass the static filters and have room. */
function collect(
  candidates: Candidates,
  order: Int32Array,
  { mask, room }: Search,
  from: number,
  length: number,
): void {
  const { nodes, totals } = candidates;
  let { count } = candidates;
  for (let i = 0, at = from; i < length; i++, at++) {
    if (at === order.length) at = 0;
    const nodeIndex = order[at]!;
    const score = room[nodeIndex]!;
    if (score < 0 || mask[nodeIndex] === 0) continue;
    nodes[count] = nodeIndex;
    totals[count++] = score;
  }
  candidates.count = count;
}

function isFeasible(cycle: Cycle, nodeIndex: number): boolean {
  return filterNode(cycle, nodeIndex).code === 'Success';
}
