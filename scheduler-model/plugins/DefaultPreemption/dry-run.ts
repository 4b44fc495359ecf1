import type { Cycle } from '../../framework/cycle.ts';
import { filterNode } from '../../framework/filter-node.ts';
import { type Status, SUCCESS } from '../../framework/status.ts';
import { NodeResourcesFit } from '../NodeResourcesFit/node-resources-fit.ts';
import { NodeRoom } from '../NodeResourcesFit/node-room.ts';
import { ImaginedRemoval } from './imagined-removal.ts';

/** Pods imagined away from one node and back. */
export interface DryRun {
  remove(podId: number): void;
  putBack(podId: number): void;
  /** Whether the preemptor fits now. */
  fits(): boolean;
  /** Why it does not. */
  why(): Status;
  /** Leaves everything as it was found. */
  undo(): void;
}

/**
 * Dry runs for one preemptor. Where of the plugins with something to say only NodeResourcesFit looks at pods, figures
 * decide; otherwise the pods are really taken out of the cluster and put back.
 */
export class DryRuns {
  readonly #cycle: Cycle;
  readonly #room: NodeRoom | undefined;

  constructor(cycle: Cycle) {
    this.#cycle = cycle;
    this.#room = roomFor(cycle);
  }

  on(nodeIndex: number): DryRun {
    const { cluster } = this.#cycle;
    const isShared = cluster.nominations.on(nodeIndex).length > 0;
    if (!isShared && this.#room?.begin(nodeIndex)) return new FigureRun(this.#cycle, this.#room, nodeIndex);
    return new ClusterRun(this.#cycle, nodeIndex);
  }
}

function roomFor(cycle: Cycle): NodeRoom | undefined {
  const filters = cycle.profile.filter.filter(({ name }) => !cycle.skippedFilters.has(name));
  const fit = filters.find((plugin) => plugin instanceof NodeResourcesFit);
  const isAlone = filters.every((plugin) => plugin === fit || plugin.ignoresPods);
  return fit && isAlone ? new NodeRoom(cycle.cluster, fit, cycle.pod.classId) : undefined;
}

/** Pods really taken out of the cluster and put back. */
export class ClusterRun extends ImaginedRemoval implements DryRun {
  fits(): boolean {
    return this.why().code === 'Success';
  }

  why(): Status {
    return filterNode(this.cycle, this.nodeIndex);
  }
}

/** All filters but NodeResourcesFit say the same whatever pods are there: they are asked once. */
class FigureRun implements DryRun {
  readonly #cycle: Cycle;
  readonly #room: NodeRoom;
  readonly #nodeIndex: number;
  #passesOthers: boolean | undefined;

  constructor(cycle: Cycle, room: NodeRoom, nodeIndex: number) {
    this.#cycle = cycle;
    this.#room = room;
    this.#nodeIndex = nodeIndex;
  }

  remove(podId: number): void {
    this.#room.free(this.#cycle.cluster.pods.classOf.values[podId]!);
  }

  putBack(podId: number): void {
    this.#room.take(this.#cycle.cluster.pods.classOf.values[podId]!);
  }

  fits(): boolean {
    if (!this.#room.fits()) return false;
    this.#passesOthers ??= this.why().code === 'Success';
    return this.#passesOthers;
  }

  why(): Status {
    const { profile, skippedFilters } = this.#cycle;
    for (const plugin of profile.filter) {
      if (skippedFilters.has(plugin.name)) continue;
      const isFit = plugin instanceof NodeResourcesFit;
      const status = isFit ? this.#room.why() : plugin.filter!(this.#cycle, this.#nodeIndex);
      if (status.code !== 'Success') return status;
    }
    return SUCCESS;
  }

  undo(): void {}
}
