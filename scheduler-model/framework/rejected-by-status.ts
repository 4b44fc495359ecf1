import type { RejectedNodes } from './cycle-result.ts';
import type { Status } from './status.ts';

/** So few statuses are found sooner in a list than in a map. */
const FEW = 8;

/** Collects rejected nodes by what is said of them. */
export class RejectedByStatus {
  readonly #recent: Status[] = [];
  readonly #recentNodes: number[][] = [];
  /** The lists of further statuses. */
  #byStatus: Map<Status, number[]> | undefined;
  readonly #byText = new Map<string, { readonly status: Status; readonly nodes: number[] }>();

  add(nodeIndex: number, status: Status): void {
    this.listOf(status).push(nodeIndex);
  }

  /** The list of the nodes that are rejected with a status, to add to. */
  listOf(status: Status): number[] {
    for (let i = 0; i < this.#recent.length; i++)
      if (this.#recent[i] === status) return this.#recentNodes[i]!;
    return this.#byStatus?.get(status) ?? this.#begin(status);
  }

  groups(): readonly RejectedNodes[] {
    return [...this.#byText.values()];
  }

  /** Most nodes of whom the same is said share a status object, but not all. */
  #begin(status: Status): number[] {
    const { code, plugin, reasons } = status;
    const key = `${plugin} ${code} ${reasons.join()}`;
    let group = this.#byText.get(key);
    if (!group) {
      group = { status: { code, plugin, reasons }, nodes: [] };
      this.#byText.set(key, group);
    }
    if (this.#recent.length < FEW) {
      this.#recent.push(status);
      this.#recentNodes.push(group.nodes);
    } else {
      this.#byStatus ??= new Map();
      this.#byStatus.set(status, group.nodes);
    }
    return group.nodes;
  }
}
