import type { Cluster } from '../../cluster/cluster.ts';
import { NOT_STARTED } from '../../cluster/pod-table.ts';
import type { Cycle } from '../../framework/cycle.ts';
import type { ImaginedPod, Plugin } from '../../framework/plugin.ts';

/**
 * Pods imagined away from one node and back, in the cluster and in the plugins' states of the cycle.
 *
 * `undo` leaves everything as it was found, the order of the pods on the node included.
 */
export class ImaginedRemoval {
  readonly cycle: Cycle;
  readonly nodeIndex: number;
  readonly #cluster: Cluster;
  readonly #plugins: readonly Plugin[];
  readonly #order: readonly number[];
  readonly #removed = new Map<number, ImaginedPod>();
  readonly #logPosition: number;

  constructor(cycle: Cycle, nodeIndex: number) {
    this.cycle = cycle;
    this.#cluster = cycle.cluster;
    this.nodeIndex = nodeIndex;
    this.#plugins = cycle.profile.preFilter.filter(({ name }) => !cycle.skippedFilters.has(name));
    this.#order = [...cycle.cluster.podsOn(nodeIndex)];
    this.#logPosition = cycle.cluster.podLog.position;
  }

  remove(podId: number): void {
    const { pods } = this.#cluster;
    const imagined = {
      podId,
      classId: pods.classOf.values[podId]!,
      nodeIndex: this.nodeIndex,
      terminating: pods.terminating.values[podId] === 1,
    };
    this.#cluster.removePod(podId);
    for (const plugin of this.#plugins) plugin.removePod?.(this.cycle, imagined);
    this.#removed.set(podId, imagined);
  }

  putBack(podId: number): void {
    const imagined = this.#removed.get(podId)!;
    const startTimeMs = this.#cluster.pods.startTimeMs.values[podId]!;
    this.#cluster.addPod(podId, imagined.classId, this.nodeIndex, {
      terminating: imagined.terminating,
      ...(startTimeMs !== NOT_STARTED && { startTimeMs }),
    });
    for (const plugin of this.#plugins) plugin.addPod?.(this.cycle, imagined);
    this.#removed.delete(podId);
  }

  undo(): void {
    for (const podId of [...this.#removed.keys()]) this.putBack(podId);
    this.#cluster.pods.reorder(this.nodeIndex, this.#order);
    this.#cluster.podLog.rewind(this.#logPosition);
  }
}
