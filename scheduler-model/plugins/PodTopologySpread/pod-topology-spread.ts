import type { Cluster } from '../../cluster/cluster.ts';
import { NONE } from '../../cluster/none.ts';
import type { PodTopologySpreadArgs } from '../../configuration/plugin-arguments.ts';
import { type Cycle, CycleState } from '../../framework/cycle.ts';
import type { ImaginedPod, Plugin, PreFilterAnswer } from '../../framework/plugin.ts';
import { failure, SKIP, type Status, SUCCESS, unresolvable, unschedulable } from '../../framework/status.ts';
import { isEmptySelector, selects } from '../../kubernetes/label-selector.ts';
import type { TopologySpreadConstraint } from '../../kubernetes/pod.ts';
import { CLASS_SPREAD, type ClassSpread, HOSTNAME, type SpreadDefaults } from './class-spread.ts';
import { type Adjustments, leastCount } from './least-count.ts';
import { spreadRequeue } from './requeue.ts';
import { normalizeSpread, type SoftScoring, softScore, softScoring } from './soft-score.ts';

const NAME = 'PodTopologySpread';
/** The answer for a node whose domain has too many pods already. */
export const SKEWED = unschedulable(NAME, "node(s) didn't match pod topology spread constraints");
/** The answer for a node outside every domain. */
export const UNLABELLED = unresolvable(
  NAME,
  "node(s) didn't match pod topology spread constraints (missing required label)",
);

const SYSTEM_DEFAULTS: readonly TopologySpreadConstraint[] = [
  { topologyKey: HOSTNAME, whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
];

/** What a dry run counts differently from the counters, for each hard constraint. */
const ADJUSTED = new CycleState<readonly Adjustments[]>(`${NAME} adjustments`);
const SCORING = new CycleState<SoftScoring>(`${NAME} scoring`);

/**
 * Spreads pods evenly over the domains of a topology.
 *
 * @source pkg/scheduler/framework/plugins/podtopologyspread/filtering.go (v1.36.3)
 * @source pkg/scheduler/framework/plugins/podtopologyspread/scoring.go (v1.36.3)
 */
export class PodTopologySpread implements Plugin {
  readonly name = NAME;
  readonly requeueOn = spreadRequeue(this);
  readonly #defaults: SpreadDefaults;

  constructor({ defaultingType, defaultConstraints }: PodTopologySpreadArgs) {
    const isSystem = defaultingType === 'System';
    const constraints = isSystem ? SYSTEM_DEFAULTS : defaultConstraints;
    this.#defaults = { key: JSON.stringify([isSystem, constraints]), constraints, isSystem };
  }

  /** The constraints of a class, its own or the defaults. */
  spreadOf(cluster: Cluster, classId: number): ClassSpread {
    return cluster.index(CLASS_SPREAD).of(classId, this.#defaults);
  }

  preFilter({ cluster, pod }: Cycle): PreFilterAnswer {
    const { hard, invalid } = this.spreadOf(cluster, pod.classId);
    if (invalid) return { status: failure(NAME, 'invalid topology spread constraint') };
    return { status: hard.length > 0 ? SUCCESS : SKIP };
  }

  addPod(cycle: Cycle, imagined: ImaginedPod): void {
    this.#imagine(cycle, imagined, 1);
  }

  removePod(cycle: Cycle, imagined: ImaginedPod): void {
    this.#imagine(cycle, imagined, -1);
  }

  /**
   * In a dry run upstream counts every pod that a constraint selects, even one that is terminating and even for an
   * empty selector, neither of which it counts otherwise; the counters do not know them.
   *
   * @source pkg/scheduler/framework/plugins/podtopologyspread/filtering.go → updateWithPod (v1.36.3)
   */
  #imagine(cycle: Cycle, { classId, nodeIndex, terminating }: ImaginedPod, delta: 1 | -1): void {
    const { hard } = this.spreadOf(cycle.cluster, cycle.pod.classId);
    const { namespace, labels } = cycle.cluster.podClass(classId);
    if (namespace !== cycle.podClass.namespace) return;
    if (!terminating && !hard.some(({ constraint }) => isEmptySelector(constraint.selector))) return;
    const before = ADJUSTED.read(cycle);
    const after = hard.map(({ constraint, domains }, i) => {
      const adjusted = before?.[i] ?? new Map<number, number>();
      const counted = !terminating && !isEmptySelector(constraint.selector);
      const value = domains.topology.valueOf.values[nodeIndex]!;
      if (counted || !selects(constraint.selector, labels)) return adjusted;
      if (value === NONE || domains.mask.column.values[nodeIndex] === 0) return adjusted;
      return new Map(adjusted).set(value, (adjusted.get(value) ?? 0) + delta);
    });
    ADJUSTED.write(cycle, after);
  }

  filter(cycle: Cycle, nodeIndex: number): Status {
    const { hard } = this.spreadOf(cycle.cluster, cycle.pod.classId);
    const adjustments = ADJUSTED.read(cycle);
    for (const [i, counted] of hard.entries()) {
      const { constraint, domains, counter, countsItself } = counted;
      const value = domains.topology.valueOf.values[nodeIndex]!;
      if (value === NONE) return UNLABELLED;
      const adjusted = adjustments?.[i];
      const count = counter.at(nodeIndex) + (adjusted?.get(value) ?? 0);
      const skew = count + (countsItself ? 1 : 0) - leastCount(counted, adjusted);
      if (skew > constraint.maxSkew) return SKEWED;
    }
    return SUCCESS;
  }

  preScore(cycle: Cycle, feasible: readonly number[]): Status {
    const spread = this.spreadOf(cycle.cluster, cycle.pod.classId);
    if (spread.soft.length === 0) return SKIP;
    SCORING.write(cycle, softScoring(cycle.cluster, spread, cycle.podClass, feasible));
    return SUCCESS;
  }

  score(cycle: Cycle, nodeIndex: number): number {
    return softScore(SCORING.get(cycle), nodeIndex);
  }

  normalizeScores(cycle: Cycle, feasible: readonly number[], scores: number[]): void {
    normalizeSpread(SCORING.get(cycle), feasible, scores);
  }
}
