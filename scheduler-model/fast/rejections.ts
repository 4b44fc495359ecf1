import type { Status } from '../framework/status.ts';

/** The nodes that a cycle rejected, in the order it visited them. What is said about a node is worked out when it is read. */
export class Rejections implements ReadonlyMap<number, Status> {
  readonly #list: () => readonly number[];
  readonly #statusOf: (nodeIndex: number) => Status;
  #nodes: ReadonlySet<number> | undefined;

  constructor(list: () => readonly number[], statusOf: (nodeIndex: number) => Status) {
    this.#list = list;
    this.#statusOf = statusOf;
  }

  get size(): number {
    return this.#set().size;
  }

  has(nodeIndex: number): boolean {
    return this.#set().has(nodeIndex);
  }

  get(nodeIndex: number): Status | undefined {
    return this.has(nodeIndex) ? this.#statusOf(nodeIndex) : undefined;
  }

  forEach(callback: (status: Status, nodeIndex: number, map: ReadonlyMap<number, Status>) => void): void {
    for (const nodeIndex of this.#set()) callback(this.#statusOf(nodeIndex), nodeIndex, this);
  }

  keys(): MapIterator<number> {
    return this.#set().values();
  }

  *values(): MapIterator<Status> {
    for (const nodeIndex of this.#set()) yield this.#statusOf(nodeIndex);
  }

  *entries(): MapIterator<[number, Status]> {
    for (const nodeIndex of this.#set()) yield [nodeIndex, this.#statusOf(nodeIndex)];
  }

  [Symbol.iterator](): MapIterator<[number, Status]> {
    return this.entries();
  }

  #set(): ReadonlySet<number> {
    this.#nodes ??= new Set(this.#list());
    return this.#nodes;
  }
}
