import type { KubeObject } from '../../kubernetes/index.ts';
import type { Actor } from '../api-server/api.ts';
import type { Environment } from '../component.ts';
import { movablePods } from './movable-pods.ts';

/** How an autoscaler empties and removes a node. */
export interface RemovalRules {
  /** The taint that keeps pods away meanwhile. */
  readonly taintKey: string;
  readonly retryMs: number;
  /** After this the node is given up on and lives on. */
  readonly giveUpMs: number;
}

/** Taints a node, evicts its pods through the API as long as budgets need, and deletes the node when it is empty. */
export class NodeRemoval {
  readonly #environment: Environment;
  readonly #actor: Actor;
  readonly #rules: RemovalRules;
  /** Rows of the nodes on their way out, with when they began. */
  readonly #sinceMs = new Map<number, number>();

  constructor(environment: Environment, actor: Actor, rules: RemovalRules) {
    this.#environment = environment;
    this.#actor = actor;
    this.#rules = rules;
  }

  get count(): number {
    return this.#sinceMs.size;
  }

  has(nodeRow: number): boolean {
    return this.#sinceMs.has(nodeRow);
  }

  begin(nodeRow: number, ended: () => void): void {
    this.#sinceMs.set(nodeRow, this.#environment.kernel.nowMs);
    this.#taint(nodeRow, true);
    this.#step(nodeRow, ended);
  }

  #step(nodeRow: number, ended: () => void): void {
    const { world, api, kernel } = this.#environment;
    if (!world.nodes.object(nodeRow)) {
      this.#end(nodeRow, ended);
      return;
    }
    const left = movablePods(world, nodeRow);
    for (const row of left) api.evict(world.pods.namespace(row), world.pods.name(row), this.#actor);
    const leaving = [...world.pods.onNode(nodeRow)].some((row) => world.pods.isTerminating(row));
    if (movablePods(world, nodeRow).length === 0 && !leaving) {
      api.delete({ kind: 'Node', name: world.nodes.name(nodeRow) }, this.#actor);
      this.#end(nodeRow, ended);
    } else if (kernel.nowMs - this.#sinceMs.get(nodeRow)! >= this.#rules.giveUpMs) {
      this.#taint(nodeRow, false);
      this.#end(nodeRow, ended);
    } else {
      kernel.after(this.#rules.retryMs, () => this.#step(nodeRow, ended));
    }
  }

  #end(nodeRow: number, ended: () => void): void {
    this.#sinceMs.delete(nodeRow);
    ended();
  }

  #taint(nodeRow: number, on: boolean): void {
    const { world, api } = this.#environment;
    const node = world.nodes.object(nodeRow);
    if (!node) return;
    const others = (node.spec?.taints ?? []).filter(({ key }) => key !== this.#rules.taintKey);
    const taints = on ? [...others, { key: this.#rules.taintKey, effect: 'NoSchedule' }] : others;
    api.update({ ...node, spec: { ...node.spec, taints } } as unknown as KubeObject, this.#actor);
  }
}
