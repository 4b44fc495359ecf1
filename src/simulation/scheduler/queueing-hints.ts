import type { Cluster, Profile, Requeue, WaitingPod } from '../../../scheduler-model/index.ts';
import type { ClusterEvent } from './cluster-event.ts';
import type { QueuedPod } from './queued-pod.ts';

type Hint = Requeue['hint'];
type Hints = ReadonlyMap<string, ReadonlyMap<string, readonly Hint[]>>;

/** What runs with the same profile share. */
const BY_PROFILE = new WeakMap<Profile, Hints>();

/**
 * Whether an event is worth another attempt for a pod that certain plugins rejected.
 *
 * @source pkg/scheduler/scheduler.go → buildQueueingHintMap,
 * pkg/scheduler/backend/queue/scheduling_queue.go → isPodWorthRequeuing (v1.36.3)
 */
export class QueueingHints {
  readonly #cluster: Cluster;
  readonly #waiting: (pod: QueuedPod) => WaitingPod;
  /** Hints of a profile by `resource action`, then by plugin. */
  readonly #byProfile = new Map<Profile, Hints>();

  constructor(cluster: Cluster, profiles: Iterable<Profile>, waiting: (pod: QueuedPod) => WaitingPod) {
    this.#cluster = cluster;
    this.#waiting = waiting;
    for (const profile of profiles) {
      let hints = BY_PROFILE.get(profile);
      if (!hints) {
        hints = hintsOf(profile);
        BY_PROFILE.set(profile, hints);
      }
      this.#byProfile.set(profile, hints);
    }
  }

  /** Whether any plugin registered for the event. */
  interests(event: ClusterEvent): boolean {
    const key = `${event.resource} ${event.action}`;
    for (const hints of this.#byProfile.values()) if (hints.has(key)) return true;
    return false;
  }

  /** Whether the pod should be tried again; a gated pod only if its gate is worth another look. */
  isWorthRequeueing(pod: QueuedPod, event: ClusterEvent): boolean {
    if (pod.rejectors.length === 0) return true;
    const byPlugin = this.#byProfile.get(pod.profile)?.get(`${event.resource} ${event.action}`);
    if (!byPlugin || (pod.gatedBy !== undefined && !byPlugin.has(pod.gatedBy))) return false;
    return pod.rejectors.some((plugin) =>
      byPlugin
        .get(plugin)
        ?.some((hint) => !hint || hint(this.#cluster, this.#waiting(pod), event.objects as never)),
    );
  }
}

function hintsOf(profile: Profile): Hints {
  const byEvent = new Map<string, Map<string, Hint[]>>();
  const add = (event: string, plugin: string, hint: Hint) => {
    const byPlugin = byEvent.get(event) ?? new Map<string, Hint[]>();
    byEvent.set(event, byPlugin);
    byPlugin.set(plugin, [...(byPlugin.get(plugin) ?? []), hint]);
  };
  for (const { name, requeueOn = [] } of pluginsOf(profile)) {
    for (const { resource, actions, hint } of requeueOn) {
      for (const action of actions)
        for (const each of meaning(action)) add(`${resource} ${each}`, name, hint);
    }
    // A plugin that waits for new nodes but not for taints is woken by every change of a taint (#109437).
    if (byEvent.get('Node Add')?.has(name) && !byEvent.get('Node UpdateNodeTaint')?.has(name))
      add('Node UpdateNodeTaint', name, undefined);
  }
  return byEvent;
}

function pluginsOf(profile: Profile) {
  const { preEnqueue, preFilter, filter, postFilter, preScore, score } = profile;
  return new Set([
    ...preEnqueue,
    ...preFilter,
    ...filter,
    ...postFilter,
    ...preScore,
    ...score.map(({ plugin }) => plugin),
  ]);
}

const NODE_UPDATES = [
  'UpdateNodeAllocatable',
  'UpdateNodeLabel',
  'UpdateNodeTaint',
  'UpdateNodeDeclaredFeature',
] as const;
const POD_UPDATES = [
  'UpdatePodLabel',
  'UpdatePodScaleDown',
  'UpdatePodToleration',
  'UpdatePodSchedulingGatesEliminated',
  'UpdatePodGeneratedResourceClaim',
] as const;

/** `Update` stands for every kind of update. */
function meaning(action: string): readonly string[] {
  return action === 'Update' ? ['Update', ...NODE_UPDATES, ...POD_UPDATES] : [action];
}
