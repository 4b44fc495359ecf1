import type { SampleNode } from './nodes.ts';
import type { Workload } from './workload.ts';

/** Gives every pod a node: where the workload says, else where fewest of its own run and most room is left. */
export class Placement {
  readonly #nodes: readonly SampleNode[];
  readonly #usedCpu = new Map<string, number>();
  readonly #own = new Map<string, number>();

  constructor(nodes: readonly SampleNode[]) {
    this.#nodes = nodes;
  }

  /** The node of a workload's replica, with its room taken. */
  place(workload: Workload, replica: number): SampleNode {
    const wanted = workload.nodes?.[replica];
    const node =
      wanted === undefined ? this.#best(workload) : this.#nodes.find(({ name }) => name === wanted)!;
    this.take(workload, node);
    return node;
  }

  take(workload: Workload, node: SampleNode): void {
    this.#usedCpu.set(node.name, this.#cpuOn(node) + millicores(workload.cpu));
    this.#own.set(ownKey(workload, node), this.#ownOn(workload, node) + 1);
  }

  #best(workload: Workload): SampleNode {
    const free = (node: SampleNode) => node.cpu - this.#cpuOn(node) - millicores(workload.cpu);
    const fitting = this.#nodes.filter(
      (node) => node.isGpu === (workload.gpu !== undefined) && free(node) >= 0,
    );
    const ranked = fitting.sort(
      (a, b) => this.#ownOn(workload, a) - this.#ownOn(workload, b) || free(b) - free(a),
    );
    if (!ranked[0]) throw new Error(`no room for ${workload.namespace}/${workload.name}`);
    return ranked[0];
  }

  #cpuOn({ name }: SampleNode): number {
    return this.#usedCpu.get(name) ?? 0;
  }

  #ownOn(workload: Workload, node: SampleNode): number {
    return this.#own.get(ownKey(workload, node)) ?? 0;
  }
}

function ownKey({ namespace, name }: Workload, node: SampleNode): string {
  return `${namespace}/${name} ${node.name}`;
}

function millicores(cpu: string): number {
  return cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Number(cpu) * 1000;
}
