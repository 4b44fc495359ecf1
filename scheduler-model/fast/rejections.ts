import type { Status } from '../framework/status.ts';

/** The nodes that a cycle rejected, in the order it visited them. What is said about a node is worked out when it is read. */
export class Rejections implements ReadonlyMap<number, Status> {
  readonly #list: () => readonly number[];
  readonly #statusOf: (nodeIndex: number) => Status;
  #nodes: readonly number[] | undefined;
  #members: ReadonlySet<number> | undefined;

  constructor(list: () => readonly number[], statusOf: (nodeIndex: number) => Status) {
    this.#list = list;
    this.#statusOf = statusOf;
  }

  get size(): number {
    return this.#all().length;
  }

  has(nodeIndex: number): boolean {
    this.#members ??= new Set(this.#all());
    return this.#members.has(nodeIndex);
  }

  get(nodeIndex: number): Status | undefined {
    return this.has(nodeIndex) ? this.#statusOf(nodeIndex) : undefined;
  }

  forEach(callback: (status: Status, nodeIndex: number, map: ReadonlyMap<number, Status>) => void): void {
    for (const nodeIndex of this.#all()) callback(this.#statusOf(nodeIndex), nodeIndex, this);
  }

  keys(): MapIterator<number> {
    return this.#all().values();
  }

  values(): MapIterator<Status> {
    return this.#all()
      .map((nodeIndex) => this.#statusOf(nodeIndex))
      .values();
  }

  entries(): MapIterator<[number, Status]> {
    return this.#all()
      .map((nodeIndex): [number, Status] => [nodeIndex, this.#statusOf(nodeIndex)])
      .values();
  }

  [Symbol.iterator](): MapIterator<[number, Status]> {
    return this.entries();
  }

  #all(): readonly number[] {
    this.#nodes ??= this.#list();
    return this.#nodes;
  }
}
