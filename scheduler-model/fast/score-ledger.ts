import type { NodeScore } from '../framework/cycle-result.ts';
import type { Profile } from '../framework/profile.ts';
import type { Candidates } from './candidates.ts';

/** One plugin's weighted score of the candidate at a position, which is the node. */
type Part = (position: number, nodeIndex: number) => number;

/**
 * What each plugin gave the candidates, for those who want to read it: the totals as they stood after it.
 */
export class ScoreLedger {
  readonly #parts = new Map<string, Part>();
  #nodes = new Int32Array(0);
  #totals = new Int32Array(0);
  #positions: Map<number, number> | undefined;

  /** The candidates and their totals so far. */
  open({ nodes, totals, count }: Candidates): void {
    this.#nodes = nodes.slice(0, count);
    this.#totals = totals.slice(0, count);
  }

  /** The totals as they stand now, by position. */
  get totals(): Int32Array {
    return this.#totals;
  }

  /** A part of what the totals hold already. */
  part(plugin: string, part: Part): void {
    this.#parts.set(plugin, part);
  }

  /** What was added to the totals since the last note is the plugin's. */
  note(plugin: string, candidates: Candidates): void {
    const before = this.#totals;
    this.settle(candidates);
    const after = this.#totals;
    this.#parts.set(plugin, (position) => after[position]! - before[position]!);
  }

  /** What was added to the totals since the last note is made of parts. */
  settle({ totals, count }: Candidates): void {
    this.#totals = totals.slice(0, count);
  }

  #positionOf(nodeIndex: number): number | undefined {
    this.#positions ??= new Map(Array.from(this.#nodes, (node, position) => [node, position]));
    return this.#positions.get(nodeIndex);
  }

  /** The score of a node in detail; undefined for one that is no candidate, and where nothing was scored. */
  scoreOf({ score }: Profile, nodeIndex: number): NodeScore | undefined {
    const position = this.#positionOf(nodeIndex);
    if (position === undefined) return undefined;
    const parts: { plugin: string; score: number }[] = [];
    for (const { plugin } of score) {
      const part = this.#parts.get(plugin.name);
      if (part) parts.push({ plugin: plugin.name, score: part(position, nodeIndex) });
    }
    return { total: this.#totals[position]!, parts };
  }
}
