import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../cluster/cluster-index.ts';
import { NONE } from '../cluster/none.ts';
import { POD_COUNTERS } from '../cluster/pod-counters.ts';
import { Cycle, type SchedulablePod } from '../framework/cycle.ts';
import type { CycleOptions, CycleResult } from '../framework/cycle-result.ts';
import { filterNode } from '../framework/filter-node.ts';
import { feasibleNodesToFind } from '../framework/node-sampling.ts';
import type { Plugin } from '../framework/plugin.ts';
import type { Profile } from '../framework/profile.ts';
import { traitsOf } from '../framework/versions.ts';
import { scheduleOne } from '../plain/schedule-one.ts';
import { IMAGE_STATES } from '../plugins/ImageLocality/image-states.ts';
import { HELD_TERMS } from '../plugins/InterPodAffinity/held-terms.ts';
import { INCOMING_TERMS } from '../plugins/InterPodAffinity/incoming-terms.ts';
import { NODE_RESOURCES } from '../plugins/NodeResources/node-resources.ts';
import { CLASS_SPREAD } from '../plugins/PodTopologySpread/class-spread.ts';
import { addAffinityScores, fitsInt32 } from './affinity-scores.ts';
import { Candidates } from './candidates.ts';
import { chooseCandidate } from './choose-candidate.ts';
import { type ClassPlan, imageScores, planOf } from './class-plan.ts';
import { passAffinity, passSpread } from './filter-passes.ts';
import { type NativePlugins, nativePluginsOf } from './native-plugins.ts';
import { addOtherScores } from './other-scores.ts';
import { shapeOf } from './shape-vector.ts';
import { ShapeVectors } from './shape-vectors.ts';
import { softConstraintsOf } from './soft-constraints.ts';
import { addSpreadScores } from './spread-scores.ts';
import { addStaticScores } from './static-scores.ts';

/** Where a pod goes, or why it goes nowhere. */
export interface Decision {
  /** The node the pod goes to, or `NONE`. */
  readonly chosen: number;
  /** The chosen node's total score; `NONE` when nothing was scored. */
  readonly score: number;
  readonly feasibleCount: number;
  /** The nodes with the top score, in visiting order; to be asked before the next pod's turn. */
  readonly best: () => readonly number[];
  /** Where the next cycle's search starts. */
  readonly nextStartIndex: number;
  /** Everything about the cycle, when no node was chosen. */
  readonly failure: CycleResult | undefined;
}

/**
 * Makes the same decisions as `scheduleOne`, over columns that are kept up to date and shared by pods that are
 * alike: static verdicts by node, room and resource scores by shape, counters by topology.
 *
 * A pod that a plugin outside these columns has something to say about is passed to that plugin for the nodes that
 * are left; one that fits nowhere is explained by `scheduleOne`.
 */
export class FastScheduler {
  readonly #cluster: Cluster;
  readonly #profile: Profile;
  readonly #native: NativePlugins;
  readonly #plans: (ClassPlan | undefined)[] = [];
  readonly #shapes: ShapeVectors;
  readonly #candidates = new Candidates();
  /** What a search in stretches has found so far. */
  readonly #found = new Candidates();
  /** A plugin that was asked node by node has failed: the plain path has to say how the cycle ends. */
  #hasFailed = false;
  /** Weighted image scores of the current pod by node; all 0 between cycles. */
  #images = new Int32Array(0);

  constructor(cluster: Cluster, profile: Profile) {
    this.#cluster = cluster;
    this.#profile = profile;
    this.#native = nativePluginsOf(profile);
    this.#shapes = new ShapeVectors(cluster, this.#native);
    // What needs the whole cluster is built now and not when the first pod comes.
    for (const index of INDEXES) cluster.index<ClusterIndex>(index);
  }

  schedule(pod: SchedulablePod, options: CycleOptions): Decision {
    const cluster = this.#cluster;
    const cycle = new Cycle(cluster, this.#profile, pod);
    const others = this.#prepare(cycle, options);
    if (!others) return this.#plainly(pod, options);

    const { nodeCount } = cluster;
    const startIndex = (options.startIndex ?? 0) % nodeCount;
    const percentage = options.percentageOfNodesToScore ?? this.#profile.percentageOfNodesToScore;
    const isOneEnough = this.#profile.score.length === 0 && !options.everyNode;
    const wanted = isOneEnough ? 1 : feasibleNodesToFind(nodeCount, percentage);
    const plan = this.#plan(pod.classId);
    const candidates = this.#candidates;
    const room = this.#shapes.get(plan.shape);
    if (room.overflowing.size > 0) return this.#plainly(pod, options);
    candidates.reserve(nodeCount);
    this.#hasFailed = false;
    const visitedCount = this.#filter(cycle, plan, room.values, others, startIndex, wanted);
    if (candidates.count === 0 || this.#hasFailed) return this.#plainly(pod, options);

    const nextStartIndex = (startIndex + visitedCount) % nodeCount;
    if (candidates.count === 1 && !options.everyNode) {
      const chosen = candidates.nodes[0]!;
      return {
        chosen,
        score: NONE,
        feasibleCount: 1,
        best: () => [chosen],
        nextStartIndex,
        failure: undefined,
      };
    }
    if (!this.#score(cycle, plan)) return this.#plainly(pod, options);
    const position = chooseCandidate(
      cluster,
      candidates,
      options,
      traitsOf(this.#profile.minor).deterministicTies,
    );
    return {
      chosen: candidates.nodes[position]!,
      score: candidates.totals[position]!,
      feasibleCount: candidates.count,
      best: () => candidates.nodesWith(candidates.totals[position]!),
      nextStartIndex,
      failure: undefined,
    };
  }

  #plainly(pod: SchedulablePod, options: CycleOptions): Decision {
    const result = scheduleOne(this.#cluster, this.#profile, pod, options);
    const { chosen, score, feasible, best, nextStartIndex } = result;
    const failure = chosen === NONE ? result : undefined;
    return { chosen, score, feasibleCount: feasible.length, best: () => best, nextStartIndex, failure };
  }

  /** The plugins to be asked node by node; undefined when the plain path has to decide. */
  #prepare(cycle: Cycle, options: CycleOptions): Plugin[] | undefined {
    const { cluster, pod } = cycle;
    if (cluster.nodeCount === 0) return undefined;
    if (!options.everyNode && pod.nominatedNodeName) return undefined;
    for (const plugin of this.#profile.preFilter) {
      const { status, nodeNames } = plugin.preFilter!(cycle);
      if (status.code === 'Skip') cycle.skippedFilters.add(plugin.name);
      else if (status.code !== 'Success' || nodeNames) return undefined;
    }
    return this.#native.otherFilters.filter(({ name }) => !cycle.skippedFilters.has(name));
  }

  #plan(classId: number): ClassPlan {
    let plan = this.#plans[classId];
    if (!plan) {
      plan = planOf(this.#cluster, this.#native, classId);
      this.#plans[classId] = plan;
    } else if (plan.shape.readsDeviceClasses) {
      plan.shape = shapeOf(this.#cluster, this.#native, classId);
    }
    return plan;
  }

  /**
   * Collects the feasible nodes from the start index on, until there are enough.
   *
   * @returns how many nodes the search has dealt with.
   */
  #filter(
    cycle: Cycle,
    plan: ClassPlan,
    room: Int32Array,
    others: readonly Plugin[],
    startIndex: number,
    wanted: number,
  ): number {
    const { order } = this.#cluster;
    const candidates = this.#candidates;
    const mask = plan.groups.mask.column.values;
    if (wanted >= order.length) {
      collect(candidates, order, startIndex, order.length, mask, room);
      this.#pass(cycle, others);
      return order.length;
    }
    return this.#sample(cycle, others, startIndex, wanted, (from, length) =>
      collect(candidates, order, from, length, mask, room),
    );
  }

  /** The search in stretches, so that it ends soon after it has found enough. */
  #sample(
    cycle: Cycle,
    others: readonly Plugin[],
    startIndex: number,
    wanted: number,
    collectStretch: (from: number, length: number) => void,
  ): number {
    const { nodeCount } = this.#cluster;
    const candidates = this.#candidates;
    const found = this.#found;
    found.reserve(nodeCount);
    let visited = 0;
    while (visited < nodeCount && found.count <= wanted) {
      const length = Math.min(nodeCount - visited, Math.max(wanted - found.count + 1, MIN_STRETCH));
      candidates.count = 0;
      collectStretch((startIndex + visited) % nodeCount, length);
      this.#pass(cycle, others);
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
    const stop = this.#cluster.order.indexOf(found.nodes[wanted]!);
    return (stop - startIndex + nodeCount) % nodeCount;
  }

  /** Drops the candidates that depend on other pods, or on plugins that are asked node by node. */
  #pass(cycle: Cycle, others: readonly Plugin[]): void {
    const { cluster, pod, skippedFilters } = cycle;
    const { spread, interPodAffinity } = this.#native.filters;
    const candidates = this.#candidates;
    if (spread && !skippedFilters.has(spread.name)) {
      passSpread(candidates, spread.spreadOf(cluster, pod.classId).hard);
    }
    if (interPodAffinity && !skippedFilters.has(interPodAffinity.name)) {
      const held = cluster.index(HELD_TERMS).about(pod.classId);
      passAffinity(candidates, cluster.index(INCOMING_TERMS).of(pod.classId), held);
    }
    if (others.length > 0) this.#keep((nodeIndex) => this.#passesAll(cycle, others, nodeIndex));
    if (cluster.nominations.size > 0) {
      this.#keep(
        (nodeIndex) => cluster.nominations.on(nodeIndex).length === 0 || isFeasible(cycle, nodeIndex),
      );
    }
  }

  #passesAll(cycle: Cycle, plugins: readonly Plugin[], nodeIndex: number): boolean {
    for (const plugin of plugins) {
      const { code } = plugin.filter!(cycle, nodeIndex);
      if (code === 'Success') continue;
      if (code === 'Error') this.#hasFailed = true;
      return false;
    }
    return true;
  }

  #keep(isKept: (nodeIndex: number) => boolean): void {
    const { nodes, totals, count } = this.#candidates;
    let kept = 0;
    for (let i = 0; i < count; i++) {
      if (!isKept(nodes[i]!)) continue;
      nodes[kept] = nodes[i]!;
      totals[kept++] = totals[i]!;
    }
    this.#candidates.count = kept;
  }

  /** Completes the totals; false when a plugin fails or a score is out of hand: the plain path decides then. */
  #score(cycle: Cycle, plan: ClassPlan): boolean {
    const { cluster, pod, podClass } = cycle;
    const native = this.#native;
    const { imageLocality, nodeAffinity, spread, interPodAffinity } = native.scores;
    const candidates = this.#candidates;
    const affinityStatus = nodeAffinity?.plugin.preScore(cycle).code;
    if (affinityStatus === 'Error') return false;
    addStaticScores(candidates, plan.groups, native, affinityStatus === 'Success');
    if (imageLocality) this.#addImages(plan, pod.classId);
    if (spread) {
      const classSpread = spread.plugin.spreadOf(cluster, pod.classId);
      if (classSpread.soft.length > 0) {
        const constraints = softConstraintsOf(cluster, classSpread, podClass, candidates);
        addSpreadScores(candidates, constraints, classSpread.softNeedsAllKeys, spread.weight);
      }
    }
    if (interPodAffinity) {
      const counters = interPodAffinity.plugin.scored(cluster, pod.classId);
      if (!fitsInt32(counters)) return false;
      if (counters.length > 0) addAffinityScores(candidates, counters, interPodAffinity.weight);
    }
    return addOtherScores(cycle, candidates, native.otherScores);
  }

  #addImages(plan: ClassPlan, classId: number): void {
    const images = imageScores(this.#cluster, this.#native, plan, classId);
    if (!images || images.nodes.length === 0) return;
    if (this.#images.length < this.#cluster.nodeRowCount) {
      this.#images = new Int32Array(this.#cluster.nodeRowCount * 2);
    }
    const byNode = this.#images;
    const { nodes, totals, count } = this.#candidates;
    for (let i = 0; i < images.nodes.length; i++) byNode[images.nodes[i]!] = images.scores[i]!;
    for (let i = 0; i < count; i++) totals[i]! += byNode[nodes[i]!]!;
    for (let i = 0; i < images.nodes.length; i++) byNode[images.nodes[i]!] = 0;
  }
}

/** The indexes behind the plugins that are worked out here. */
const INDEXES: readonly IndexType<ClusterIndex>[] = [
  NODE_RESOURCES,
  POD_COUNTERS,
  HELD_TERMS,
  IMAGE_STATES,
  CLASS_SPREAD,
];

/** The fewest nodes worth a stretch of their own. */
const MIN_STRETCH = 64;

/** Appends the nodes of a stretch of the visiting order that pass the static filters and have room. */
function collect(
  candidates: Candidates,
  order: Int32Array,
  from: number,
  length: number,
  mask: Uint16Array,
  room: Int32Array,
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
