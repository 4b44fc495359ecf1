import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../cluster/cluster-index.ts';
import { NONE } from '../cluster/none.ts';
import { POD_COUNTERS } from '../cluster/pod-counters.ts';
import type { SchedulablePod } from '../framework/cycle.ts';
import type { CycleOptions, CycleResult } from '../framework/cycle-result.ts';
import { filterNode } from '../framework/filter-node.ts';
import { feasibleNodesToFind } from '../framework/node-sampling.ts';
import type { Profile } from '../framework/profile.ts';
import { isRejected } from '../framework/status.ts';
import { traitsOf } from '../framework/versions.ts';
import { scheduleOne } from '../plain/schedule-one.ts';
import { IMAGE_STATES } from '../plugins/ImageLocality/image-states.ts';
import { HELD_TERMS } from '../plugins/InterPodAffinity/held-terms.ts';
import { NODE_RESOURCES } from '../plugins/NodeResources/node-resources.ts';
import { CLASS_SPREAD } from '../plugins/PodTopologySpread/class-spread.ts';
import { BucketStore } from './bucket-store.ts';
import { CandidateScores } from './candidate-scores.ts';
import { Candidates } from './candidates.ts';
import type { Choice } from './choice.ts';
import { chooseCandidate } from './choose-candidate.ts';
import { ChosenResult } from './chosen-result.ts';
import { type ClassPlan, planOf } from './class-plan.ts';
import { FeasibleSearch } from './feasible-search.ts';
import { GroupedChoice } from './grouped-choice.ts';
import { GroupedSearch } from './grouped-search.ts';
import { ListedChoice } from './listed-choice.ts';
import { type NativePlugins, nativePluginsOf } from './native-plugins.ts';
import { NodeJudgement } from './node-judgement.ts';
import { ScoreLedger } from './score-ledger.ts';
import { shapeOf } from './shape.ts';
import type { ShapeVector } from './shape-vector.ts';
import { ShapeVectors } from './shape-vectors.ts';
import { Turn } from './turn.ts';
import { unfitResult } from './unfit-result.ts';
import { Visit } from './visit.ts';
import { VisitingOrders } from './visiting-order.ts';

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

/** How a cycle ended: with a result that is complete, or with a choice. */
type Ending =
  | { readonly result: CycleResult }
  | {
      readonly result: undefined;
      readonly choice: Choice;
      readonly turn: Turn;
      readonly room: ShapeVector;
      readonly visit: Visit;
    };

/** How a scheduler goes about its work. */
export interface FastSchedulerOptions {
  /** From how many nodes on nodes are searched in groups, where every one is to be scored. */
  readonly groupsFrom?: number;
}

/** With fewer nodes it is quicker to look at each. */
const GROUPS_FROM = 1_500;

/**
 * Makes the same decisions as `scheduleOne`, over columns that are kept up to date and shared by pods that are
 * alike: static verdicts by node, room and resource scores by shape, counters by topology.
 *
 * A pod that a plugin outside these columns has something to say about is passed to that plugin for the nodes that
 * are left. `scheduleOne` itself is asked where a plugin fails, names nodes or rejects the pod as a whole.
 */
export class FastScheduler {
  readonly #cluster: Cluster;
  readonly #profile: Profile;
  readonly #native: NativePlugins;
  readonly #deterministicTies: boolean;
  readonly #plans: (ClassPlan | undefined)[] = [];
  readonly #shapes: ShapeVectors;
  readonly #orders: VisitingOrders;
  readonly #search: FeasibleSearch;
  readonly #scores: CandidateScores;
  readonly #groups: GroupedSearch;
  readonly #groupsFrom: number;

  constructor(cluster: Cluster, profile: Profile, { groupsFrom = GROUPS_FROM }: FastSchedulerOptions = {}) {
    this.#cluster = cluster;
    this.#profile = profile;
    this.#native = nativePluginsOf(profile);
    this.#deterministicTies = traitsOf(profile.minor).deterministicTies;
    this.#shapes = new ShapeVectors(cluster, this.#native);
    this.#orders = new VisitingOrders(cluster);
    this.#search = new FeasibleSearch(cluster, this.#native);
    this.#scores = new CandidateScores(this.#native, this.#search.candidates);
    this.#groups = new GroupedSearch(cluster, this.#native, new BucketStore(cluster, profile, this.#native));
    this.#groupsFrom = groupsFrom;
    // What needs the whole cluster is built now and not when the first pod comes.
    for (const index of INDEXES) cluster.index<ClusterIndex>(index);
  }

  /** Where the pod goes. */
  schedule(pod: SchedulablePod, options: CycleOptions): Decision {
    const ending = this.#run(pod, options);
    if (ending.result) {
      const { chosen, score, feasible, best, nextStartIndex } = ending.result;
      const failure = chosen === NONE ? ending.result : undefined;
      return { chosen, score, feasibleCount: feasible.length, best: () => best, nextStartIndex, failure };
    }
    const { choice, visit } = ending;
    return {
      chosen: choice.chosen,
      score: choice.score,
      feasibleCount: choice.feasibleCount,
      best: () => choice.best(),
      nextStartIndex: visit.nextStartIndex,
      failure: undefined,
    };
  }

  /**
   * Where the pod goes and why, as `scheduleOne` tells it. What the result says about single nodes is worked out when
   * it is read, which has to be before the cluster changes and before the next turn.
   */
  explain(pod: SchedulablePod, options: CycleOptions): CycleResult {
    const ending = this.#run(pod, options);
    if (ending.result) return ending.result;
    const { turn, room, visit, choice } = ending;
    return new ChosenResult(turn, visit, choice, () => this.#judgement(turn, room));
  }

  #run(pod: SchedulablePod, options: CycleOptions): Ending {
    const cluster = this.#cluster;
    const plainly = (): Ending => ({ result: scheduleOne(cluster, this.#profile, pod, options) });
    const turn = this.#begin(pod);
    if (!turn) return plainly();
    const nominated = options.everyNode ? NONE : this.#nominated(turn);
    if (nominated === undefined) return plainly();
    const order = this.#orders.current;
    const { nodeCount } = cluster;
    const startIndex = (options.startIndex ?? 0) % nodeCount;
    const percentage = options.percentageOfNodesToScore ?? this.#profile.percentageOfNodesToScore;
    const isOneEnough = this.#profile.score.length === 0 && !options.everyNode;
    const wanted = isOneEnough ? 1 : feasibleNodesToFind(nodeCount, percentage);
    const isWhole = wanted >= nodeCount;
    const room = this.#shapes.of(turn.plan, isWhole);
    if (isWhole && nodeCount >= this.#groupsFrom && this.#breaksTies(options)) {
      const grouped = this.#groups.run(turn, room, order);
      if (room.overflowing.size > 0) return plainly();
      if (grouped) {
        const { tieBreak } = options;
        const choice = new GroupedChoice(
          grouped,
          turn,
          this.#profile,
          this.#native,
          order,
          startIndex,
          tieBreak,
        );
        const visit = new Visit(order, startIndex, nodeCount, nominated);
        return { result: undefined, choice, turn, room, visit };
      }
    }
    const search = this.#search;
    const visitedCount = search.run({ turn, order, room, startIndex, wanted });
    if (search.hasFailed || room.overflowing.size > 0) return plainly();
    const visit = new Visit(order, startIndex, visitedCount, nominated);
    const { candidates } = search;
    if (candidates.count === 0) {
      const result = unfitResult(turn, this.#judgement(turn, room), visit);
      return result ? { result } : plainly();
    }
    const isScored = candidates.count > 1 || options.everyNode;
    if (isScored && !this.#scores.add(turn, room, undefined)) return plainly();
    const position = isScored ? chooseCandidate(candidates, order, options, this.#deterministicTies) : 0;
    const scored = isScored ? (nodes: Int32Array) => this.#scored(turn, room, nodes) : undefined;
    const choice = new ListedChoice(candidates, this.#profile, position, scored);
    return { result: undefined, choice, turn, room, visit };
  }

  /** What each plugin gives to these candidates. */
  #scored(turn: Turn, room: ShapeVector, nodes: Int32Array): ScoreLedger {
    const candidates = new Candidates();
    candidates.take(nodes, room);
    const ledger = new ScoreLedger();
    new CandidateScores(this.#native, candidates).add(turn, room, ledger);
    return ledger;
  }

  /** Whether the choice among equal nodes hangs on nothing but which of them there are. */
  #breaksTies({ tieBreak }: CycleOptions): boolean {
    return tieBreak === 'name' || (tieBreak === 'kubernetes' && this.#deterministicTies);
  }

  /** The pod's turn; undefined when the plain path has to decide. */
  #begin(pod: SchedulablePod): Turn | undefined {
    const cluster = this.#cluster;
    if (cluster.nodeCount === 0) return undefined;
    const plan = this.#plan(pod.classId);
    if (plan.isPlain) return undefined;
    const { spread } = this.#native.filters;
    if (spread?.spreadOf(cluster, pod.classId).invalid) return undefined;
    const turn = new Turn(cluster, this.#profile, pod, plan);
    return plan.isAsked && !turn.ask(this.#native) ? undefined : turn;
  }

  /** The node nominated for the pod when it rejects it, else `NONE`; undefined when it takes it, or a plugin fails. */
  #nominated(turn: Turn): number | undefined {
    const { nominatedNodeName } = turn.pod;
    const nodeIndex = nominatedNodeName ? this.#cluster.nodeIndexOf(nominatedNodeName) : NONE;
    if (nodeIndex === NONE) return NONE;
    return isRejected(filterNode(turn.cycle, nodeIndex)) ? nodeIndex : undefined;
  }

  #plan(classId: number): ClassPlan {
    let plan = this.#plans[classId];
    if (!plan) {
      plan = planOf(this.#cluster, this.#profile, this.#native, classId);
      this.#plans[classId] = plan;
    } else if (plan.shape.readsDeviceClasses) {
      plan.shape = shapeOf(this.#cluster, this.#native, classId);
    }
    return plan;
  }

  #judgement(turn: Turn, room: ShapeVector): NodeJudgement {
    return new NodeJudgement(turn, this.#native, this.#profile, room);
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
