import type { Cluster } from '../../cluster/cluster.ts';
import type { Status } from '../../framework/status.ts';
import { NODE_RESOURCES } from '../NodeResources/node-resources.ts';
import type { CheckedResources, NodeResourcesFit } from './node-resources-fit.ts';

/** The room for a pod of one class on one node after another, while pods are imagined away from it and back. */
export class NodeRoom {
  readonly #cluster: Cluster;
  readonly #fit: NodeResourcesFit;
  readonly #classId: number;
  readonly #checked: CheckedResources;
  /** What is left of each checked resource; where the filter does not look, infinitely much. */
  readonly #left: Float64Array;
  /** What pods of a class take of each checked resource. */
  readonly #taken = new Map<number, Float64Array>();
  #podsLeft = 0;
  #freedPods = 0;
  #nodeIndex = 0;

  constructor(cluster: Cluster, fit: NodeResourcesFit, classId: number) {
    this.#cluster = cluster;
    this.#fit = fit;
    this.#classId = classId;
    this.#checked = fit.checked(cluster, classId);
    this.#left = new Float64Array(this.#checked.resourceIds.length);
  }

  /** Turns to a node as it is; false when the columns do not hold all of it. */
  begin(nodeIndex: number): boolean {
    const { resourceIds, delegated, isNarrow } = this.#checked;
    const resources = this.#cluster.index(NODE_RESOURCES);
    if (!isNarrow || resources.isWide(nodeIndex)) return false;
    this.#nodeIndex = nodeIndex;
    this.#freedPods = 0;
    this.#podsLeft = resources.allowedPods.values[nodeIndex]! - this.#cluster.pods.countOn(nodeIndex);
    for (let i = 0; i < resourceIds.length; i++) {
      const allocatable = resources.allocatable(resourceIds[i]!)[nodeIndex]!;
      const isIgnored = delegated[i] && allocatable <= 0;
      this.#left[i] = isIgnored
        ? Number.POSITIVE_INFINITY
        : allocatable - resources.requested(resourceIds[i]!)[nodeIndex]!;
    }
    return true;
  }

  /** Imagines a pod of the class away. */
  free(classId: number): void {
    this.#move(classId, 1);
  }

  /** Imagines a pod of the class back. */
  take(classId: number): void {
    this.#move(classId, -1);
  }

  fits(): boolean {
    if (this.#podsLeft < 1) return false;
    const { amounts } = this.#checked;
    for (let i = 0; i < amounts.length; i++) if (amounts[i]! > this.#left[i]!) return false;
    return true;
  }

  /** What the filter says, in its words. */
  why(): Status {
    const { resourceIds } = this.#checked;
    const resources = this.#cluster.index(NODE_RESOURCES);
    const nodeIndex = this.#nodeIndex;
    return this.#fit.fits(this.#cluster, this.#classId, nodeIndex, {
      podCount: this.#freedPods,
      of: (resourceId) => {
        const left = this.#left[resourceIds.indexOf(resourceId)]!;
        const [allocatable, requested] = [resources.allocatable(resourceId), resources.requested(resourceId)];
        return Number.isFinite(left) ? left - (allocatable[nodeIndex]! - requested[nodeIndex]!) : 0;
      },
    });
  }

  #move(classId: number, sign: 1 | -1): void {
    const taken = this.#taken.get(classId) ?? this.#takenBy(classId);
    for (let i = 0; i < taken.length; i++) this.#left[i]! += sign * taken[i]!;
    this.#podsLeft += sign;
    this.#freedPods += sign;
  }

  #takenBy(classId: number): Float64Array {
    const { resourceIds, amounts } = this.#cluster.index(NODE_RESOURCES).bound(classId);
    const taken = Float64Array.from(this.#checked.resourceIds, (checkedId) => {
      const position = resourceIds.indexOf(checkedId);
      return position < 0 ? 0 : amounts[position]!;
    });
    this.#taken.set(classId, taken);
    return taken;
  }
}
