import { type Cluster, fitsOn, type Profile, type SchedulablePod } from '../../../scheduler-model/index.ts';
import type { WorldView } from '../../world/index.ts';
import { queuedPodOf } from '../scheduler/baseline.ts';
import type { SchedulingModel } from '../scheduler/scheduling-model.ts';

const NONE = -1;

/**
 * Tries placements on the scheduler's own cluster and takes everything back: what an autoscaler computes before it acts.
 */
export class Trial {
  readonly #world: WorldView;
  readonly #model: SchedulingModel;
  readonly #cluster: Cluster;
  readonly #undo: (() => void)[] = [];

  constructor(world: WorldView, model: SchedulingModel) {
    this.#world = world;
    this.#model = model;
    this.#cluster = world.scheduling.cluster;
  }

  /** Does `work` and takes back what it tried. */
  run<Result>(work: () => Result): Result {
    const from = this.#undo.length;
    try {
      return work();
    } finally {
      while (this.#undo.length > from) this.#undo.pop()!();
    }
  }

  /** Imagines a pod away from its node. */
  take(row: number): void {
    const nodeRow = this.#cluster.pods.nodeOf.values[row]!;
    this.#cluster.removePod(row);
    this.#undo.push(() => this.#cluster.restorePod(row, nodeRow));
  }

  /** Imagines a node away; its pods are out of sight. */
  withoutNode(nodeRow: number): void {
    const node = this.#cluster.node(nodeRow)!;
    const place = this.#cluster.removeNode(nodeRow);
    this.#undo.push(() => this.#cluster.addNode(node, place));
  }

  /** Whether a pod may run on a node as things are imagined. */
  fits(row: number, nodeRow: number): boolean {
    return this.rejection(row, nodeRow) === undefined;
  }

  /** Why a pod may not run on a node as things are imagined; undefined when it may. */
  rejection(row: number, nodeRow: number): string | undefined {
    const pod = this.#podOf(row);
    if (!pod) return 'pod is not scheduled by a known scheduler';
    const status = fitsOn(this.#cluster, pod.profile, pod, nodeRow);
    return status.code === 'Success' ? undefined : status.reasons.join(', ');
  }

  /** Imagines a pod like this one on a node. */
  put(row: number, nodeRow: number): void {
    const imagined = this.#world.pods.rowCount + this.#undo.length;
    this.#cluster.addPod(imagined, this.#world.scheduling.classOf(row), nodeRow);
    this.#undo.push(() => this.#cluster.removePod(imagined));
  }

  /** Imagines a pod on the first node that takes it; that node, or -1. */
  place(row: number): number {
    for (const nodeRow of this.#cluster.order) {
      if (!this.fits(row, nodeRow)) continue;
      this.put(row, nodeRow);
      return nodeRow;
    }
    return NONE;
  }

  #podOf(row: number): (SchedulablePod & { readonly profile: Profile }) | undefined {
    const pod = queuedPodOf(this.#world, this.#model, row);
    if (!pod) return undefined;
    const { pods } = this.#world;
    return {
      podId: row,
      classId: pod.classId,
      name: pods.name(row),
      uid: pods.uid(row),
      profile: pod.profile,
    };
  }
}
