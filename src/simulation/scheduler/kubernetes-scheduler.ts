import {
  buildProfile,
  type CycleResult,
  type Decision,
  decodeSchedulerConfiguration,
  FastScheduler,
  PLUGINS,
  type Profile,
  type SchedulablePod,
  volumesToBind,
} from '../../../scheduler-model/index.ts';
import { invariant } from '../../errors/index.ts';
import { compileDeviceSelector } from '../../kubernetes/index.ts';
import type { WorldView } from '../../world/index.ts';
import type { QueuedPod } from './queued-pod.ts';
import type { SchedulerOptions } from './scheduler-options.ts';
import type { Openness, Outcome, SchedulingModel } from './scheduling-model.ts';

const NONE = -1;

/** What kube-scheduler is configured to: made once for a world, since its plugins learn about the world's cluster. */
export interface SchedulerProfiles {
  /** By scheduler name. */
  readonly profiles: ReadonlyMap<string, Profile>;
  /** What makes a profile's decisions. */
  readonly deciders: ReadonlyMap<Profile, FastScheduler>;
  readonly initialBackoffMs: number;
  readonly maxBackoffMs: number;
}

/** The profiles of a configuration that the cli has found valid; without one, the version's defaults. */
export function schedulerProfilesOf(
  world: WorldView,
  { configuration }: SchedulerOptions,
): SchedulerProfiles {
  const { minor } = world.version;
  const { configuration: decoded, problems } = decodeSchedulerConfiguration(configuration, minor);
  invariant(problems.length === 0, `the scheduler configuration has ${problems.length} problems`);
  const services = { compileDeviceSelector };
  const profiles = decoded.profiles.map((profile) => buildProfile(profile, minor, PLUGINS, services));
  const { cluster } = world.scheduling;
  return {
    profiles: new Map(profiles.map((profile) => [profile.schedulerName, profile])),
    deciders: new Map(profiles.map((profile) => [profile, new FastScheduler(cluster, profile)])),
    initialBackoffMs: decoded.podInitialBackoffSeconds * 1000,
    maxBackoffMs: decoded.podMaxBackoffSeconds * 1000,
  };
}

/** Lets the scheduler model decide over a world, cycle after cycle, as one kube-scheduler process does. */
export class KubernetesScheduler implements SchedulingModel {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly initialBackoffMs: number;
  readonly maxBackoffMs: number;
  readonly #deciders: ReadonlyMap<Profile, FastScheduler>;
  readonly #world: WorldView;
  readonly #options: SchedulerOptions;
  readonly #random: () => number;
  /** Where the next search begins: one counter for all profiles. */
  #startIndex: number;
  /** Why pods of a class fit nowhere, as long as nothing changes: they come in waves. */
  readonly #rejections = new Map<number, Outcome>();

  constructor(
    world: WorldView,
    profiles: SchedulerProfiles,
    options: SchedulerOptions,
    random: () => number,
  ) {
    this.profiles = profiles.profiles;
    this.#deciders = profiles.deciders;
    this.initialBackoffMs = profiles.initialBackoffMs;
    this.maxBackoffMs = profiles.maxBackoffMs;
    this.#world = world;
    this.#options = options;
    this.#random = random;
    this.#startIndex = options.startIndex;
  }

  attempt(pod: QueuedPod): Outcome {
    const isFree = this.#world.pods.nominatedNodeRow(pod.row) === NONE;
    const known = isFree ? this.#rejections.get(pod.classId) : undefined;
    if (known) return known;
    const outcome = this.#decide(pod);
    if (isFree && outcome.type === 'rejected' && outcome.nomination === 'none')
      this.#rejections.set(pod.classId, outcome);
    return outcome;
  }

  worldChanged(): void {
    if (this.#rejections.size > 0) this.#rejections.clear();
  }

  #decide(pod: QueuedPod): Outcome {
    const { cluster } = this.#world.scheduling;
    const subject = this.#schedulable(pod);
    const startIndex = cluster.nodeCount > 0 ? this.#startIndex % cluster.nodeCount : 0;
    const decision = this.#deciders.get(pod.profile)!.schedule(subject, {
      tieBreak: this.#options.tieBreak,
      random: this.#random,
      everyNode: false,
      startIndex,
    });
    this.#startIndex = decision.nextStartIndex;
    if (decision.failure) return this.#rejection(pod, decision.failure);
    const openness = opennessOf(decision, startIndex);
    const volumes = volumesToBind(cluster, pod.profile, subject, decision.chosen);
    return {
      type: 'chosen',
      nodeRow: decision.chosen,
      ...(volumes ? { volumes } : {}),
      ...(openness ? { openness } : {}),
    };
  }

  gate(pod: QueuedPod): string | undefined {
    const { cluster } = this.#world.scheduling;
    const podClass = cluster.podClass(pod.classId);
    for (const plugin of pod.profile.preEnqueue) {
      if (plugin.preEnqueue!(cluster, podClass).code !== 'Success') return plugin.name;
    }
    return undefined;
  }

  #rejection(pod: QueuedPod, result: CycleResult): Outcome {
    if (result.error !== '') {
      const isEmpty = this.#world.scheduling.cluster.nodeCount === 0;
      if (!isEmpty) return { type: 'error', message: result.error };
      // A cluster without nodes rejects every pod, and nobody can say which plugin.
      return { type: 'rejected', message: result.error, rejectors: [], nomination: 'none' };
    }
    const { message, nomination } = result;
    const rejectors = [...result.unschedulablePlugins].filter((plugin) => plugin !== '').sort();
    if (nomination) {
      const { nodeIndex, victims, isOpen } = nomination;
      return { type: 'rejected', message, rejectors, nomination: { nodeRow: nodeIndex, victims, isOpen } };
    }
    return {
      type: 'rejected',
      message,
      rejectors,
      nomination: this.#waitsForVictims(pod) ? 'unchanged' : 'none',
    };
  }

  /**
   * Whether the pod's victims are still leaving: it keeps its nomination then.
   *
   * @source pkg/scheduler/framework/preemption/preemption.go → Preempt (v1.36.3)
   */
  #waitsForVictims({ row, priority }: QueuedPod): boolean {
    const { cluster } = this.#world.scheduling;
    const nodeRow = this.#world.pods.nominatedNodeRow(row);
    if (nodeRow === NONE) return false;
    for (const podId of cluster.podsOn(nodeRow)) {
      if (!cluster.isPreempted(podId)) continue;
      if (cluster.podClass(cluster.pods.classOf.values[podId]!).priority < priority) return true;
    }
    return false;
  }

  #schedulable({ row, classId }: QueuedPod): SchedulablePod {
    const { pods, nodes } = this.#world;
    const nominated = pods.nominatedNodeRow(row);
    return {
      podId: row,
      classId,
      name: pods.name(row),
      uid: pods.uid(row),
      ...(nominated === NONE ? {} : { nominatedNodeName: nodes.name(nominated) }),
    };
  }
}

/** Whether the choice hung on the visiting order. A search that visits every node ends where it began. */
function opennessOf(decision: Decision, startIndex: number): Openness | undefined {
  if (decision.feasibleCount <= 1) return undefined;
  if (decision.nextStartIndex !== startIndex) return 'sample';
  return decision.score === NONE || decision.best().length > 1 ? 'tie' : undefined;
}
