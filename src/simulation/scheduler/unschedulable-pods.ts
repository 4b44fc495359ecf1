import type { QueuedPod } from './queued-pod.ts';

/** Pods that no event can tell apart: one class, rejected by the same plugins. */
export interface PodGroup {
  readonly key: string;
  /** In the order in which they came. */
  readonly pods: Set<QueuedPod>;
}

/**
 * The pods that wait for an event, in groups, so that an event costs what there are groups and not what there are pods.
 *
 * @source pkg/scheduler/backend/queue/unschedulable_pods.go → unschedulablePods (v1.36.3)
 */
export class UnschedulablePods {
  readonly #groups = new Map<string, PodGroup>();

  get groups(): Iterable<PodGroup> {
    return this.#groups.values();
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  add(pod: QueuedPod): void {
    const key = keyOf(pod);
    const group = this.#groups.get(key);
    if (group) group.pods.add(pod);
    else this.#groups.set(key, { key, pods: new Set([pod]) });
  }

  /** Takes out a pod; to be called before anything of it changes. */
  delete(pod: QueuedPod): void {
    const group = this.#groups.get(keyOf(pod));
    group?.pods.delete(pod);
    if (group?.pods.size === 0) this.#groups.delete(group.key);
  }
}

function keyOf({ classId, rejectors, gatedBy, profile }: QueuedPod): string {
  return `${profile.schedulerName} ${classId} ${rejectors.join()} ${gatedBy ?? ''}`;
}
