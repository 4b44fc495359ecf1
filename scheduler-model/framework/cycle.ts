import type { Cluster } from '../cluster/cluster.ts';
import type { PodClass } from '../cluster/pod-class.ts';
import type { Profile } from './profile.ts';

/** The pod of a scheduling cycle: its class and what is its own. */
export interface SchedulablePod {
  readonly podId: number;
  readonly classId: number;
  readonly name: string;
  readonly uid: string;
  /** status.nominatedNodeName. */
  readonly nominatedNodeName?: string;
}

/**
 * One pod's way through the plugins.
 *
 * @source pkg/scheduler/framework/cycle_state.go → CycleState (v1.36.3)
 */
export class Cycle {
  readonly cluster: Cluster;
  readonly profile: Profile;
  readonly pod: SchedulablePod;
  readonly podClass: PodClass;
  /** Plugins whose filter is off for this pod, because their PreFilter said `Skip`. */
  readonly skippedFilters = new Set<string>();
  /** Plugins whose score is off for this pod, because their PreScore said `Skip`. */
  readonly skippedScores = new Set<string>();
  readonly #states = new Map<symbol, unknown>();

  constructor(cluster: Cluster, profile: Profile, pod: SchedulablePod) {
    this.cluster = cluster;
    this.profile = profile;
    this.pod = pod;
    this.podClass = cluster.podClass(pod.classId);
  }

  /** The minor version of Kubernetes whose behaviour is modelled: 36 for v1.36. */
  get minor(): number {
    return this.profile.minor;
  }

  /** A cycle for imagining: what it writes stays its own. Values in the state are never changed in place. */
  fork(): Cycle {
    const fork = new Cycle(this.cluster, this.profile, this.pod);
    for (const name of this.skippedFilters) fork.skippedFilters.add(name);
    for (const [key, value] of this.#states) fork.#states.set(key, value);
    return fork;
  }

  read(key: symbol): unknown {
    return this.#states.get(key);
  }

  write(key: symbol, value: unknown): void {
    this.#states.set(key, value);
  }
}

/** A typed place in the cycle where one plugin keeps what it computed at an earlier extension point. */
export class CycleState<T> {
  readonly #key: symbol;

  constructor(name: string) {
    this.#key = Symbol(name);
  }

  write(cycle: Cycle, value: T): void {
    cycle.write(this.#key, value);
  }

  /** The stored value, or undefined when this cycle has none. */
  read(cycle: Cycle): T | undefined {
    return cycle.read(this.#key) as T | undefined;
  }

  /** The stored value of a plugin that has certainly run before in this cycle. */
  get(cycle: Cycle): T {
    const value = this.read(cycle);
    if (value === undefined) throw new Error(`no cycle state ${String(this.#key)}`);
    return value;
  }
}
