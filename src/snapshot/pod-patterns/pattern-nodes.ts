import { BytesMap } from '../../columns/index.ts';
import { INCOMPLETE } from '../text/skip-value.ts';
import { ROLES } from './roles.ts';
import type { Tokens } from './tokens.ts';

/** What follows the bytes of a node. */
export const NEXT = {
  /** The end of the value. */
  end: 0,
  /** A scalar that may differ freely. */
  hole: 1,
  /** A scalar whose text decides how it goes on. */
  branch: 2,
  /** A place where the structure differs. */
  fork: 3,
  /** A collection that a reader of its own takes. */
  part: 4,
  /** A place that is only noted. */
  mark: 5,
} as const;

export const NONE = -1;
/** What a match answers when no pattern fits. */
export const NO_MATCH = -2;

/** A value that is learned. */
export interface Sample {
  readonly bytes: Buffer;
  readonly tokens: Tokens;
  /** The number of what it means. */
  readonly leaf: number;
}

const STRIDE = 8;
const [START, END, FROM_TOKEN, TO_TOKEN, KIND, ROLE, REST, SIDE] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/**
 * The nodes of a pattern tree. Each is a stretch of bytes that are the same in all values that come here, then a place
 * where they differ. All bytes stand in one arena, all numbers in one array: a walk through them touches little memory.
 */
export class PatternNodes {
  #arena: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(1 << 12);
  #view = new DataView(this.#arena.buffer);
  #length = 0;
  #numbers = new Int32Array(STRIDE * 16);
  #count = 0;
  /** Start, end and role of every scalar of every node, in the arena. */
  #tokens: number[] = [];
  /** The children of forks. */
  readonly #forks: number[][] = [];
  /** The children of branches by the texts that tell them apart; each branch is a group. */
  readonly #branches = new BytesMap();
  /** How many children each branch has, by its group. */
  readonly #branchSizes: number[] = [];

  /** How much memory the nodes take, roughly. */
  get byteCount(): number {
    return this.#length + this.#count * 64 + this.#tokens.length * 8;
  }

  lengthOf(node: number): number {
    return this.#numbers[node * STRIDE + END]! - this.#numbers[node * STRIDE + START]!;
  }

  /** One of NEXT. */
  next(node: number): number {
    return this.#numbers[node * STRIDE + KIND]!;
  }

  /** Of a hole or part. */
  role(node: number): number {
    return this.#numbers[node * STRIDE + ROLE]!;
  }

  /** The node behind a hole, part or mark; the leaf at an end. */
  rest(node: number): number {
    return this.#numbers[node * STRIDE + REST]!;
  }

  /**
   * The index behind a node's bytes that stand at a place; INCOMPLETE when the bytes end before, NO_MATCH when others stand
   * there. `view` is over the same bytes.
   */
  pass(node: number, bytes: Buffer, view: DataView, at: number, limit: number): number {
    const start = this.#numbers[node * STRIDE + START]!;
    const end = this.#numbers[node * STRIDE + END]!;
    const behind = at + end - start;
    if (behind > limit) return INCOMPLETE;
    const known = this.#view;
    const shift = at - start;
    let index = start;
    // As numbers, eight bytes are compared at once: zeros, which have two forms, and NaNs are not made of text that parses.
    for (; index + 8 <= end; index += 8) {
      if (known.getFloat64(index, true) !== view.getFloat64(index + shift, true)) return NO_MATCH;
    }
    if (index + 4 <= end) {
      if (known.getInt32(index, true) !== view.getInt32(index + shift, true)) return NO_MATCH;
      index += 4;
    }
    const arena = this.#arena;
    for (; index < end; index++) if (arena[index] !== bytes[index + shift]) return NO_MATCH;
    return behind;
  }

  /** The node that goes on behind a text of a branch, NONE when it is a new one. */
  child(node: number, bytes: Buffer, view: DataView, start: number, end: number): number {
    return this.#branches.get(bytes, view, start, end, this.#numbers[node * STRIDE + SIDE]!);
  }

  childCount(node: number): number {
    const side = this.#numbers[node * STRIDE + SIDE]!;
    return this.next(node) === NEXT.fork ? this.#forks[side]!.length : this.#branchSizes[side]!;
  }

  /** The child of a fork that goes on as the bytes do: its structure tells up to the first scalar. */
  forkOf(node: number, bytes: Buffer, view: DataView, at: number, end: number): number {
    const children = this.#forks[this.#numbers[node * STRIDE + SIDE]!]!;
    for (let index = 0; index < children.length; index++) {
      const child = children[index]!;
      if (!this.#isFork(child, bytes, view, at, end)) continue;
      // What comes often moves to the front.
      if (index > 0) {
        children[index] = children[index - 1]!;
        children[index - 1] = child;
      }
      return child;
    }
    return NONE;
  }

  #isFork(node: number, bytes: Buffer, view: DataView, at: number, end: number): boolean {
    const numbers = this.#numbers;
    const start = numbers[node * STRIDE + START]!;
    const stop = numbers[node * STRIDE + END]!;
    if (start === stop) return at >= end || bytes[at] === 0x7b || bytes[at] === 0x5b;
    const from = numbers[node * STRIDE + FROM_TOKEN]!;
    const scalar = from < numbers[node * STRIDE + TO_TOKEN]! ? this.#tokens[from * 3]! : stop;
    // What the bytes end within counts as the same.
    const length = Math.min(Math.max(1, scalar - start), end - at);
    const arena = this.#arena;
    const known = this.#view;
    let index = 0;
    for (; index + 8 <= length; index += 8) {
      if (known.getFloat64(start + index, true) !== view.getFloat64(at + index, true)) return false;
    }
    for (; index < length; index++) if (bytes[at + index] !== arena[start + index]) return false;
    return true;
  }

  /** How far a node's bytes are those of a sample from `at` on; NONE when all are. */
  firstDifference(node: number, bytes: Buffer, at: number): number {
    const start = this.#numbers[node * STRIDE + START]!;
    const length = this.lengthOf(node);
    for (let index = 0; index < length; index++) {
      if (this.#arena[start + index] !== bytes[at + index]) return index;
    }
    return NONE;
  }

  /** The rest of a sample from byte `at` and token `token` on: up to the next part or mark, and what follows that. */
  addRest({ bytes, tokens, leaf }: Sample, at: number, token: number): number {
    let to = token;
    while (to < tokens.starts.length && tokens.roles[to]! < ROLES.mark) to++;
    const isEnd = to === tokens.starts.length;
    const end = isEnd ? bytes.length : tokens.starts[to]!;
    const start = this.#append(bytes, at, end);
    const from = this.#tokens.length / 3;
    for (let index = token; index < to; index++) {
      this.#tokens.push(
        start + tokens.starts[index]! - at,
        start + tokens.ends[index]! - at,
        tokens.roles[index]!,
      );
    }
    const role = isEnd ? 0 : tokens.roles[to]!;
    const kind = isEnd ? NEXT.end : role === ROLES.mark ? NEXT.mark : NEXT.part;
    const node = this.#add(start, start + end - at, from, from + to - token, kind, role, leaf, NONE);
    if (!isEnd) {
      const rest = this.addRest({ bytes, tokens, leaf }, tokens.ends[to]!, to + 1);
      this.#numbers[node * STRIDE + REST] = rest;
    }
    return node;
  }

  /** The token of a node in which, or just behind which, its bytes differ `differs` bytes from its start; NONE. */
  tokenAt(node: number, differs: number): number {
    const at = this.#numbers[node * STRIDE + START]! + differs;
    const token = this.#lastToken(node, at);
    if (token < 0) return NONE;
    const start = this.#tokens[token * 3]!;
    const end = this.#tokens[token * 3 + 1]!;
    // A number may end just where the difference is: 1 and 10 differ behind the 1.
    return at < end || (at === end && this.#arena[start] !== 0x22) ? token : NONE;
  }

  /** The last token of a node that ends before the difference; NONE. */
  lastTokenBefore(node: number, differs: number): number {
    const at = this.#numbers[node * STRIDE + START]! + differs;
    const token = this.#lastToken(node, at);
    if (token < 0 || this.#tokens[token * 3 + 1]! <= at) return token;
    return token > this.#numbers[node * STRIDE + FROM_TOKEN]! ? token - 1 : NONE;
  }

  /** The last token of a node that begins at a place of the arena or before; NONE. */
  #lastToken(node: number, at: number): number {
    let low = this.#numbers[node * STRIDE + FROM_TOKEN]!;
    let high = this.#numbers[node * STRIDE + TO_TOKEN]!;
    const from = low;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#tokens[middle * 3]! <= at) low = middle + 1;
      else high = middle;
    }
    return low > from ? low - 1 : NONE;
  }

  /** The number of a node's first token. */
  firstToken(node: number): number {
    return this.#numbers[node * STRIDE + FROM_TOKEN]!;
  }

  /** Where a token begins and ends from its node's first byte on, its role and its first byte. */
  token(node: number, token: number): { start: number; end: number; role: number; first: number } {
    const base = this.#numbers[node * STRIDE + START]!;
    const start = this.#tokens[token * 3]!;
    const end = this.#tokens[token * 3 + 1]!;
    return {
      start: start - base,
      end: end - base,
      role: this.#tokens[token * 3 + 2]!,
      first: this.#arena[start]!,
    };
  }

  /** Cuts a node: it ends at `to`, and a new node, which is returned, goes on at `from`. What is between is left out. */
  cut(node: number, to: number, from: number, fromToken: number): number {
    const numbers = this.#numbers;
    const at = node * STRIDE;
    const base = numbers[at + START]!;
    const first = fromToken === NONE ? numbers[at + TO_TOKEN]! : fromToken;
    const rest = this.#add(
      base + from,
      numbers[at + END]!,
      first,
      numbers[at + TO_TOKEN]!,
      numbers[at + KIND]!,
      numbers[at + ROLE]!,
      numbers[at + REST]!,
      numbers[at + SIDE]!,
    );
    const own = this.#numbers;
    own[at + END] = base + to;
    let last = own[at + FROM_TOKEN]!;
    while (last < first && this.#tokens[last * 3 + 1]! <= base + to) last++;
    own[at + TO_TOKEN] = last;
    return rest;
  }

  toHole(node: number, role: number, rest: number): void {
    this.#follow(node, NEXT.hole, role, rest, NONE);
  }

  toFork(node: number, ...children: number[]): void {
    this.#follow(node, NEXT.fork, 0, NONE, this.#forks.push(children) - 1);
  }

  addFork(node: number, child: number): void {
    this.#forks[this.#numbers[node * STRIDE + SIDE]!]!.push(child);
  }

  /** Makes a node a branch whose text is what was cut out between it and `rest`. */
  toBranch(node: number, rest: number): void {
    const start = this.#numbers[node * STRIDE + END]!;
    const end = this.#numbers[rest * STRIDE + START]!;
    const group = this.#branchSizes.push(1) - 1;
    this.#branches.set(this.#arena, this.#view, start, end, rest, group);
    this.#follow(node, NEXT.branch, 0, NONE, group);
  }

  addBranch(node: number, bytes: Buffer, view: DataView, start: number, end: number, child: number): void {
    const group = this.#numbers[node * STRIDE + SIDE]!;
    this.#branches.set(bytes, view, start, end, child, group);
    this.#branchSizes[group]!++;
  }

  #follow(node: number, kind: number, role: number, rest: number, side: number): void {
    const at = node * STRIDE;
    this.#numbers[at + KIND] = kind;
    this.#numbers[at + ROLE] = role;
    this.#numbers[at + REST] = rest;
    this.#numbers[at + SIDE] = side;
  }

  #add(...numbers: readonly [number, number, number, number, number, number, number, number]): number {
    const at = this.#count * STRIDE;
    if (at === this.#numbers.length) {
      const larger = new Int32Array(at * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers.set(numbers, at);
    return this.#count++;
  }

  #append(bytes: Buffer, start: number, end: number): number {
    const at = this.#length;
    const length = at + end - start;
    if (length > this.#arena.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, this.#arena.length * 2));
      this.#arena.copy(larger, 0, 0, at);
      this.#arena = larger;
      this.#view = new DataView(larger.buffer);
    }
    bytes.copy(this.#arena, at, start, end);
    this.#length = length;
    return at;
  }
}
