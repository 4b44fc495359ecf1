import type { Change } from '../../../world/index.ts';
import type { Actor } from '../../api-server/api.ts';
import type { Component, Environment } from '../../component.ts';
import type { SimEvent } from '../../kernel/index.ts';
import type { SchedulingModel } from '../../scheduler/scheduling-model.ts';
import { movablePods, utilization } from '../movable-pods.ts';
import { type NodeGroup, type NodeGroupLimits, nodeGroupsOf, nodeLike } from '../node-group.ts';
import { NodeRemoval } from '../node-removal.ts';
import { PendingPods } from '../pending-pods.ts';
import { Trial } from '../trial.ts';
import { blocksRemoval } from './drainability.ts';
import { type Expansion, expansionOf, modelOf } from './scale-up.ts';

/** @source cluster-autoscaler config/flags (1.36.1) */
const SCAN_MS = 10_000;
const UNNEEDED_MS = 600_000;
const DELAY_AFTER_ADD_MS = 600_000;
const UTILIZATION_THRESHOLD = 0.5;
const REMOVALS_MAX = 10;
const DRAINS_MAX = 1;
const REMOVAL = { taintKey: 'ToBeDeletedByClusterAutoscaler', retryMs: 10_000, giveUpMs: 120_000 };
const DISABLED = 'cluster-autoscaler.kubernetes.io/scale-down-disabled';

/**
 * cluster-autoscaler: adds nodes for pods that fit nowhere and removes those that nobody needs.
 *
 * @source cluster-autoscaler core/static_autoscaler.go → RunOnce (1.36.1)
 * @deviation a new node is like one that the group has; groups without a node do not grow
 */
export class ClusterAutoscaler implements Component {
  readonly #environment: Environment;
  readonly #trial: Trial;
  readonly #limits: readonly NodeGroupLimits[];
  readonly #actor: Actor = { name: 'cluster-autoscaler' };
  readonly #pending: PendingPods;
  readonly #removal: NodeRemoval;
  /** Nodes on their way, by group. */
  readonly #upcoming = new Map<string, number>();
  /** Pods that a node on its way is for. */
  readonly #awaiting = new Set<number>();
  readonly #told = new Set<number>();
  readonly #unneededSinceMs = new Map<number, number>();
  #groups: readonly NodeGroup[] = [];
  #scan: SimEvent | undefined;
  #lastAddMs = Number.NEGATIVE_INFINITY;

  constructor(
    environment: Environment,
    model: SchedulingModel,
    pending: Iterable<number>,
    limits: readonly NodeGroupLimits[] = [],
  ) {
    this.#environment = environment;
    this.#trial = new Trial(environment.world, model);
    this.#limits = limits;
    this.#pending = new PendingPods(environment.world, pending);
    this.#removal = new NodeRemoval(environment, this.#actor, REMOVAL);
  }

  start(): void {
    this.#wake();
  }

  changed(change: Change): void {
    const isNew = this.#pending.changed(change);
    const movesLoad = change.type === 'bindPod' || change.type === 'removePod';
    const isNode = (change.type === 'putObject' || change.type === 'removeObject') && change.kind === 'Node';
    if (isNew || movesLoad || isNode) this.#wake();
  }

  /** Looks at everything at the next turn of the loop. */
  #wake(atMs = 0): void {
    const { kernel, timings } = this.#environment;
    const offsetMs = Math.round(timings.phase('cluster-autoscaler') * SCAN_MS);
    const dueMs = Math.max(kernel.nowMs + 1, atMs);
    const tickMs = Math.ceil((dueMs - offsetMs) / SCAN_MS) * SCAN_MS + offsetMs;
    if (this.#scan && this.#scan.timeMs <= tickMs) return;
    if (this.#scan) kernel.cancel(this.#scan);
    this.#scan = kernel.post(tickMs, () => {
      this.#scan = undefined;
      this.#runOnce();
    });
  }

  #runOnce(): void {
    this.#groups = nodeGroupsOf(this.#environment.world, this.#limits);
    const isGrowing = this.#scaleUp();
    if (!isGrowing) this.#scaleDown();
  }

  // ── scale up ──

  #scaleUp(): boolean {
    const { world } = this.#environment;
    const rows = this.#pending.wanting().filter((row) => !this.#awaiting.has(row));
    if (rows.length === 0) return false;
    const options = this.#groups.flatMap((group) => {
      const expansion = expansionOf(world, this.#trial, group, rows, this.#room(group));
      return expansion ? [expansion] : [];
    });
    const [best] = options.sort((a, b) => a.waste - b.waste);
    if (!best) {
      for (const row of rows) this.#explain(row);
      return false;
    }
    this.#expand(best);
    this.#wake();
    return true;
  }

  /** How many nodes the group may still get. */
  #room({ name, maxSize, nodeRows }: NodeGroup): number {
    return maxSize - nodeRows.length - (this.#upcoming.get(name) ?? 0);
  }

  #expand({ group, modelRow, bins }: Expansion): void {
    const { world, api, kernel, timings, random } = this.#environment;
    const { name, maxSize, nodeRows } = group;
    const size = nodeRows.length + (this.#upcoming.get(name) ?? 0);
    this.#upcoming.set(name, (this.#upcoming.get(name) ?? 0) + bins.length);
    const words = `pod triggered scale-up: [{${name} ${size}->${size + bins.length} (max: ${maxSize})}]`;
    for (const row of bins.flat()) {
      this.#awaiting.add(row);
      api.recordEvent(this.#reference(row), 'Normal', 'TriggeredScaleUp', words, this.#actor);
    }
    const model = world.nodes.object(modelRow)!;
    for (const bin of bins) {
      kernel.after(timings.nodeProvisionMs, () => {
        const suffix = Math.floor(random('node', name) * 0x100000)
          .toString(36)
          .padStart(5, '0')
          .slice(-5);
        api.create(nodeLike(model, `${name.replaceAll('/', '-')}-sm${suffix}`), this.#actor);
        this.#upcoming.set(name, this.#upcoming.get(name)! - 1);
        this.#lastAddMs = kernel.nowMs;
        for (const row of bin) this.#awaiting.delete(row);
      });
    }
  }

  /** Says once why no group helps a pod. */
  #explain(row: number): void {
    if (this.#told.has(row)) return;
    this.#told.add(row);
    const { world, api } = this.#environment;
    const reasons = new Map<string, number>();
    for (const group of this.#groups) {
      const modelRow = modelOf(world, group);
      const isFull = this.#room(group) <= 0 || modelRow === undefined;
      const reason = isFull ? 'max node group size reached' : this.#rejection(row, modelRow);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    const words = [...reasons]
      .map(([reason, count]) => `${count} ${reason}`)
      .sort()
      .join(', ');
    const message = `pod didn't trigger scale-up: ${words}`;
    api.recordEvent(this.#reference(row), 'Normal', 'NotTriggerScaleUp', message, this.#actor);
  }

  #rejection(row: number, modelRow: number): string {
    return this.#trial.run(() => {
      for (const other of movablePods(this.#environment.world, modelRow)) this.#trial.take(other);
      return this.#trial.rejection(row, modelRow) ?? 'in backoff after failed scale-up';
    });
  }

  // ── scale down ──

  #scaleDown(): void {
    const { kernel } = this.#environment;
    for (const group of this.#groups) for (const nodeRow of group.nodeRows) this.#assess(group, nodeRow);
    const dueMs = this.#lastAddMs + DELAY_AFTER_ADD_MS;
    let nextMs = Number.POSITIVE_INFINITY;
    for (const [nodeRow, sinceMs] of this.#unneededSinceMs) {
      const atMs = Math.max(sinceMs + UNNEEDED_MS, dueMs);
      if (atMs > kernel.nowMs) nextMs = Math.min(nextMs, atMs);
      else this.#remove(nodeRow);
    }
    if (nextMs !== Number.POSITIVE_INFINITY) this.#wake(nextMs);
  }

  /** Notes since when a node is not needed; that it is needed begins its time anew. */
  #assess(group: NodeGroup, nodeRow: number): void {
    if (this.#removal.has(nodeRow)) return;
    const isUnneeded = group.nodeRows.length > group.minSize && this.#isUnneeded(nodeRow);
    if (!isUnneeded) this.#unneededSinceMs.delete(nodeRow);
    else if (!this.#unneededSinceMs.has(nodeRow))
      this.#unneededSinceMs.set(nodeRow, this.#environment.kernel.nowMs);
  }

  #isUnneeded(nodeRow: number): boolean {
    const { world, kernel } = this.#environment;
    const node = world.nodes.object(nodeRow);
    if (!node || node.metadata.annotations?.[DISABLED] === 'true') return false;
    if (utilization(world, nodeRow) >= UTILIZATION_THRESHOLD) return false;
    const nowMs = world.startMs + kernel.nowMs;
    const rows = [...world.pods.onNode(nodeRow)];
    if (rows.some((row) => blocksRemoval(world, row, nowMs) !== undefined)) return false;
    return this.#trial.run(() => {
      const moving = movablePods(world, nodeRow);
      this.#trial.withoutNode(nodeRow);
      return moving.every((row) => this.#trial.place(row) >= 0);
    });
  }

  #remove(nodeRow: number): void {
    const { world } = this.#environment;
    const group = this.#groups.find(({ nodeRows }) => nodeRows.includes(nodeRow));
    const leaving = group?.nodeRows.filter((row) => this.#removal.has(row)).length ?? 0;
    if (!group || group.nodeRows.length - leaving <= group.minSize) return;
    const isEmpty = movablePods(world, nodeRow).length === 0;
    if (this.#removal.count >= (isEmpty ? REMOVALS_MAX : DRAINS_MAX)) return;
    if (!this.#isUnneeded(nodeRow)) return;
    this.#unneededSinceMs.delete(nodeRow);
    this.#removal.begin(nodeRow, () => this.#wake());
  }

  #reference(row: number) {
    const { pods } = this.#environment.world;
    return { kind: 'Pod', namespace: pods.namespace(row), name: pods.name(row) };
  }
}
