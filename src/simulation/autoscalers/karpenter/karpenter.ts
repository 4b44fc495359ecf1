import type { Change } from '../../../world/index.ts';
import type { Actor } from '../../api-server/api.ts';
import type { Component, Environment } from '../../component.ts';
import type { SimEvent } from '../../kernel/index.ts';
import type { SchedulingModel } from '../../scheduler/scheduling-model.ts';
import { nodeLike } from '../node-group.ts';
import { NodeRemoval } from '../node-removal.ts';
import { PendingPods } from '../pending-pods.ts';
import { Trial } from '../trial.ts';
import { isDispensable } from './consolidation.ts';
import { type NodePool, nodePoolsOf } from './node-pools.ts';
import { type NewNode, newNodesFor } from './provision.ts';

/** @source karpenter pkg/operator/options/options.go → BatchIdleDuration, BatchMaxDuration (v1.14.0) */
const BATCH_IDLE_MS = 1_000;
const BATCH_MAX_MS = 10_000;
/** @source karpenter pkg/controllers/disruption/controller.go → pollingPeriod, consolidationTTL (v1.14.0) */
const POLL_MS = 10_000;
const VALIDATION_MS = 15_000;
const REMOVAL = { taintKey: 'karpenter.sh/disrupted', retryMs: 5_000, giveUpMs: Number.POSITIVE_INFINITY };

/**
 * Karpenter: makes nodes of its NodePools for pods that fit nowhere, and removes nodes whose pods fit elsewhere.
 *
 * @source karpenter pkg/controllers/{provisioning,disruption} (v1.14.0)
 * @deviation instance types are those of the pools' nodes, the smaller the cheaper; nodes neither drift nor expire
 */
export class Karpenter implements Component {
  readonly #environment: Environment;
  readonly #trial: Trial;
  readonly #actor: Actor = { name: 'karpenter' };
  readonly #pending: PendingPods;
  readonly #removal: NodeRemoval;
  /** Pods that a node on its way is for. */
  readonly #awaiting = new Set<number>();
  /** When pods last came to or left a node. */
  readonly #lastMoveMs = new Map<number, number>();
  #batch: { readonly sinceMs: number; event: SimEvent } | undefined;
  #poll: SimEvent | undefined;

  constructor(environment: Environment, model: SchedulingModel, pending: Iterable<number>) {
    this.#environment = environment;
    this.#trial = new Trial(environment.world, model);
    this.#pending = new PendingPods(environment.world, pending);
    this.#removal = new NodeRemoval(environment, this.#actor, REMOVAL);
  }

  start(): void {
    if (this.#pending.wanting().length > 0) this.#collect();
    this.#wakeDisruption(0);
  }

  changed(change: Change): void {
    if (this.#pending.changed(change)) this.#collect();
    if (change.type !== 'bindPod' && change.type !== 'removePod') return;
    const { world, kernel } = this.#environment;
    this.#lastMoveMs.set(world.pods.nodeRow(change.row), kernel.nowMs);
    this.#wakeDisruption(0);
  }

  // ── provisioning ──

  /** Waits for more pods: a second after the last one, ten after the first. */
  #collect(): void {
    const { kernel } = this.#environment;
    const sinceMs = this.#batch?.sinceMs ?? kernel.nowMs;
    if (this.#batch) kernel.cancel(this.#batch.event);
    const dueMs = Math.min(kernel.nowMs + BATCH_IDLE_MS, sinceMs + BATCH_MAX_MS);
    const event = kernel.post(dueMs, () => {
      this.#batch = undefined;
      this.#provision();
    });
    this.#batch = { sinceMs, event };
  }

  #provision(): void {
    const { world } = this.#environment;
    const rows = this.#pending.wanting().filter((row) => !this.#awaiting.has(row));
    for (const node of newNodesFor(world, this.#trial, nodePoolsOf(world), rows)) this.#make(node);
  }

  #make({ pool, modelRow, rows }: NewNode): void {
    const { world, api, kernel, timings, random } = this.#environment;
    const suffix = Math.floor(random('node', pool.name) * 0x100000)
      .toString(36)
      .padStart(5, '0')
      .slice(-5);
    const name = `${pool.name}-sm${suffix}`;
    for (const row of rows) {
      this.#awaiting.add(row);
      const pod = { kind: 'Pod', namespace: world.pods.namespace(row), name: world.pods.name(row) };
      api.recordEvent(pod, 'Normal', 'Nominated', `Pod should schedule on: nodeclaim/${name}`, this.#actor);
    }
    const model = world.nodes.object(modelRow)!;
    kernel.after(timings.nodeProvisionMs, () => {
      api.create(nodeLike(model, name), this.#actor);
      for (const row of rows) this.#awaiting.delete(row);
    });
  }

  // ── disruption ──

  #wakeDisruption(atMs: number): void {
    const { kernel } = this.#environment;
    const dueMs = Math.max(kernel.nowMs + POLL_MS, atMs);
    if (this.#poll && this.#poll.timeMs <= dueMs) return;
    if (this.#poll) kernel.cancel(this.#poll);
    this.#poll = kernel.post(dueMs, () => {
      this.#poll = undefined;
      this.#disrupt();
    });
  }

  /** Chooses one node that can go and looks again before it does. */
  #disrupt(): void {
    const { world, kernel } = this.#environment;
    for (const pool of nodePoolsOf(world)) {
      if (this.#disruptedIn(pool) >= pool.budget(pool.nodeRows.length)) continue;
      const nodeRow = pool.nodeRows.find((row) => this.#mayGo(pool, row));
      if (nodeRow === undefined) continue;
      kernel.after(VALIDATION_MS, () => {
        if (this.#mayGo(pool, nodeRow)) this.#removal.begin(nodeRow, () => this.#wakeDisruption(0));
        else this.#wakeDisruption(0);
      });
      return;
    }
    const next = this.#nextConsolidationMs();
    if (next !== undefined) this.#wakeDisruption(next);
  }

  #mayGo(pool: NodePool, nodeRow: number): boolean {
    const { world, kernel } = this.#environment;
    if (this.#removal.has(nodeRow) || kernel.nowMs < this.#restsUntilMs(pool, nodeRow)) return false;
    return isDispensable(world, this.#trial, pool, nodeRow);
  }

  #restsUntilMs({ consolidateAfterMs }: NodePool, nodeRow: number): number {
    return (this.#lastMoveMs.get(nodeRow) ?? 0) + consolidateAfterMs;
  }

  /** When the next node has rested long enough; undefined when none is resting. */
  #nextConsolidationMs(): number | undefined {
    const { world, kernel } = this.#environment;
    const times = nodePoolsOf(world).flatMap((pool) =>
      pool.nodeRows.map((row) => this.#restsUntilMs(pool, row)),
    );
    const coming = times.filter((atMs) => atMs > kernel.nowMs && atMs !== Number.POSITIVE_INFINITY);
    return coming.length > 0 ? Math.min(...coming) : undefined;
  }

  /**
   * Nodes of the pool that are leaving or not Ready: they use up its budget.
   *
   * @source karpenter pkg/controllers/disruption/helpers.go → BuildDisruptionBudgetMapping (v1.14.0)
   */
  #disruptedIn({ nodeRows }: NodePool): number {
    const { nodes } = this.#environment.world;
    return nodeRows.filter((row) => {
      const ready = nodes.object(row)?.status?.conditions?.find(({ type }) => type === 'Ready');
      return this.#removal.has(row) || ready?.status !== 'True';
    }).length;
  }
}
