import type { PodColumns } from '../../snapshot/index.ts';
import { NameIndex } from './name-index.ts';

/** Names and uids of pods by row: the snapshot's where they stand, those of new pods behind them. */
export class PodNames {
  readonly #snapshot: PodColumns;
  readonly #index: NameIndex;
  readonly #names: string[] = [];
  readonly #uids: string[] = [];
  /** Names and uids of the snapshot that were decoded before. */
  readonly #decoded = new Map<number, string>();
  readonly #decodedUids = new Map<number, string>();

  constructor(snapshot: PodColumns) {
    this.#snapshot = snapshot;
    this.#index = new NameIndex(snapshot.name);
  }

  name(row: number): string {
    const { count } = this.#snapshot;
    if (row >= count) return this.#names[row - count]!;
    const known = this.#decoded.get(row);
    if (known !== undefined) return known;
    const name = this.#snapshot.name.get(row);
    this.#decoded.set(row, name);
    return name;
  }

  uid(row: number): string {
    const { count } = this.#snapshot;
    if (row >= count) return this.#uids[row - count]!;
    const known = this.#decodedUids.get(row);
    if (known !== undefined) return known;
    const uid = this.#snapshot.uid.get(row);
    this.#decodedUids.set(row, uid);
    return uid;
  }

  /** The newest row that may have this name, or -1; gone ones too. */
  newest(name: string): number {
    return this.#index.newest(name);
  }

  /** The next older row that may have the name of this one, or -1. */
  olderThan(row: number): number {
    return this.#index.olderThan(row);
  }

  /** The name and uid of the next row. */
  push(name: string, uid: string): void {
    this.#names.push(name);
    this.#uids.push(uid);
    this.#index.push(name);
  }

  /** Undoes the last push. */
  pop(): void {
    this.#index.pop();
    this.#names.pop();
    this.#uids.pop();
  }
}
