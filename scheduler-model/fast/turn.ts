import type { Cluster } from '../cluster/cluster.ts';
import { Cycle, type SchedulablePod } from '../framework/cycle.ts';
import type { Plugin } from '../framework/plugin.ts';
import type { Profile } from '../framework/profile.ts';
import type { ClassPlan } from './class-plan.ts';
import type { NativePlugins } from './native-plugins.ts';

/** One pod's way through the fast path. Most pods need no cycle of the framework: it is made for those that do. */
export class Turn {
  readonly cluster: Cluster;
  readonly pod: SchedulablePod;
  readonly plan: ClassPlan;
  /** The filter plugins to be asked node by node. */
  others: readonly Plugin[];
  readonly #profile: Profile;
  #cycle: Cycle | undefined;

  constructor(cluster: Cluster, profile: Profile, pod: SchedulablePod, plan: ClassPlan) {
    this.cluster = cluster;
    this.pod = pod;
    this.plan = plan;
    this.others = plan.others;
    this.#profile = profile;
  }

  /** The framework's cycle after all PreFilters, of which none had anything against the pod. */
  get cycle(): Cycle {
    if (!this.#cycle) {
      this.#cycle = new Cycle(this.cluster, this.#profile, this.pod);
      this.#runPreFilters(this.#cycle);
    }
    return this.#cycle;
  }

  /** Whether a plugin's filter has nothing to say about the pod. */
  skips(pluginName: string): boolean {
    return this.plan.ignoring.has(pluginName) || this.#cycle?.skippedFilters.has(pluginName) === true;
  }

  /** Asks the PreFilters of plugins that look at more than the class; whether none rejects the pod, names nodes or fails. */
  ask({ otherFilters }: NativePlugins): boolean {
    const cycle = new Cycle(this.cluster, this.#profile, this.pod);
    if (!this.#runPreFilters(cycle)) return false;
    this.#cycle = cycle;
    this.others = otherFilters.filter(({ name }) => !cycle.skippedFilters.has(name));
    return true;
  }

  #runPreFilters(cycle: Cycle): boolean {
    for (const plugin of this.#profile.preFilter) {
      const { status, nodeNames } = plugin.preFilter!(cycle);
      if (status.code === 'Skip') cycle.skippedFilters.add(plugin.name);
      else if (status.code !== 'Success' || nodeNames) return false;
    }
    return true;
  }
}
