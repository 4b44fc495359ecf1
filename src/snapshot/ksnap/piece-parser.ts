import type { Buffer } from 'node:buffer';

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];

/** So many pieces of one place are kept, those first that were met last. */
const KEPT_PIECES = 16;
/** After so many pieces that were new, a place where most are is not looked at any longer. */
const TRIAL_PIECES = 64;

interface Piece {
  readonly bytes: Buffer;
  readonly value: unknown;
}

/** The values that were met at one place of objects, with their bytes. */
class Pieces {
  readonly #kept: Piece[] = [];
  #repeats = 0;
  #newCount = 0;

  /** The kept piece that stands in the data at `at`, all of it. */
  find(data: Buffer, at: number, end: number): Piece | undefined {
    const kept = this.#kept;
    for (let index = 0; index < kept.length; index++) {
      const piece = kept[index]!;
      if (!standsAt(data, at, end, piece.bytes, CLOSE_OBJECT)) continue;
      this.#repeats++;
      if (index > 0) {
        kept.copyWithin(1, 0, index);
        kept[0] = piece;
      }
      return piece;
    }
    return undefined;
  }

  /** Keeps a piece that was new, unless most at this place are; says whether it did. */
  keep(bytes: Buffer, value: unknown): boolean {
    this.#newCount++;
    if (this.#newCount > TRIAL_PIECES && this.#repeats < this.#newCount) {
      this.#kept.length = 0;
      return false;
    }
    this.#kept.unshift({ bytes, value });
    if (this.#kept.length > KEPT_PIECES) this.#kept.pop();
    return true;
  }
}

/** The same for items of lists, of which there may be some hundred kinds. */
const [KEPT_ITEMS, TRIAL_ITEMS] = [8192, 1024];
/** Items are told apart by words sampled from this stretch of their bytes, behind what items of one kind begin with. */
const [SAMPLE_FROM, SAMPLE_TO, SAMPLE_STEP] = [8, 120, 8];

interface Item extends Piece {
  /** The item that stood behind it last. */
  next: Item | undefined;
}

/** The items that were met in the lists at one place: many lists have some of the same, such as images of nodes. */
class Items {
  readonly #bySample = new Map<number, Item[]>();
  #last: Item | undefined;
  #repeats = 0;
  #newCount = 0;

  /** Whether lists at this place are worth being taken apart. */
  get areWorthwhile(): boolean {
    return this.#newCount < TRIAL_ITEMS || this.#repeats >= this.#newCount;
  }

  /** The kept item that stands in the data at `at`. */
  find(data: Buffer, at: number, end: number): Item | undefined {
    const expected = this.#last?.next;
    if (expected && standsAt(data, at, end, expected.bytes, CLOSE_LIST)) return this.#met(expected);
    for (const item of this.#bySample.get(sampleAt(data, at, end)) ?? [])
      if (standsAt(data, at, end, item.bytes, CLOSE_LIST)) return this.#met(item);
    return undefined;
  }

  /** Keeps an item that was new; says whether it did. */
  keep(data: Buffer, start: number, end: number, value: unknown): boolean {
    this.#newCount++;
    if (this.#newCount > KEPT_ITEMS) return false;
    const item: Item = { bytes: data.subarray(start, end), value, next: undefined };
    const sample = sampleAt(data, start, data.length);
    const alike = this.#bySample.get(sample);
    if (alike) alike.push(item);
    else this.#bySample.set(sample, [item]);
    this.#follow(item);
    return true;
  }

  #met(item: Item): Item {
    this.#repeats++;
    this.#follow(item);
    return item;
  }

  #follow(item: Item): void {
    if (this.#last) this.#last.next = item;
    this.#last = item;
  }
}

/**
 * Parses many objects that resemble each other: what stands at the same place of several in the same bytes (the images
 * of nodes, their allocatable resources) is parsed once, and the objects share it. Nobody may change it.
 */
export class PieceParser {
  readonly #data: Buffer;
  readonly #places = new Map<string, Pieces>();
  readonly #items = new Map<string, Items>();
  readonly #shared = new Set<object>();
  #at = 0;
  #end = 0;

  /** @param data JSON texts as UTF-8. */
  constructor(data: Buffer) {
    this.#data = data;
  }

  /** The values that several objects may share. */
  get shared(): ReadonlySet<object> {
    return this.#shared;
  }

  /**
   * What JSON.parse gives for the text between two places.
   *
   * @throws SyntaxError as JSON.parse does.
   */
  parse(start: number, end: number): unknown {
    this.#at = start;
    this.#end = end;
    try {
      const value = this.#object('', 2);
      if (value && this.#at === end) return value;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    // Whatever is not as compact as ours is left to the plain way, errors and their words too.
    return this.#parsed(start, end);
  }

  /** An object whose members are taken apart `depth` levels deep; undefined when its text is not plain. */
  #object(path: string, depth: number): Record<string, unknown> | undefined {
    const object: Record<string, unknown> = {};
    if (!this.#take(OPEN_OBJECT)) return undefined;
    if (this.#take(CLOSE_OBJECT)) return object;
    do {
      const key = this.#key();
      if (key === undefined) return undefined;
      const value = this.#value(path === '' ? key : `${path}.${key}`, depth - 1);
      if (value === undefined) return undefined;
      object[key] = value;
    } while (this.#take(COMMA));
    return this.#take(CLOSE_OBJECT) ? object : undefined;
  }

  #value(path: string, depth: number): unknown {
    const data = this.#data;
    const start = this.#at;
    const pieces = this.#piecesAt(path);
    const known = pieces.find(data, start, this.#end);
    if (known) {
      this.#at += known.bytes.length;
      return known.value;
    }
    const value = this.#new(path, depth);
    if (value === undefined) return undefined;
    const isShared = pieces.keep(data.subarray(start, this.#at), value);
    if (isShared && typeof value === 'object' && value !== null) this.#shared.add(value);
    return value;
  }

  /** A value that was not met before. */
  #new(path: string, depth: number): unknown {
    // Names, uids and labels are an object's own.
    if (path === 'metadata') return this.#whole();
    const first = this.#data[this.#at];
    if (first === OPEN_OBJECT && depth > 0) return this.#object(path, depth);
    if (first !== OPEN_LIST) return this.#whole();
    let items = this.#items.get(path);
    if (!items) {
      items = new Items();
      this.#items.set(path, items);
    }
    return items.areWorthwhile ? this.#list(items) : this.#whole();
  }

  /** A list whose items may have been met before; undefined when its text is not plain. */
  #list(items: Items): unknown[] | undefined {
    const data = this.#data;
    const list: unknown[] = [];
    this.#take(OPEN_LIST);
    if (this.#take(CLOSE_LIST)) return list;
    do {
      const start = this.#at;
      const known = items.find(data, start, this.#end);
      if (known) {
        list.push(known.value);
        this.#at += known.bytes.length;
        continue;
      }
      const value = this.#whole();
      if (value === undefined) return undefined;
      list.push(value);
      const isShared = items.keep(data, start, this.#at, value);
      if (isShared && typeof value === 'object' && value !== null) this.#shared.add(value);
    } while (this.#take(COMMA));
    return this.#take(CLOSE_LIST) ? list : undefined;
  }

  #piecesAt(path: string): Pieces {
    let pieces = this.#places.get(path);
    if (!pieces) {
      pieces = new Pieces();
      this.#places.set(path, pieces);
    }
    return pieces;
  }

  /** Passes over one byte; false when another one stands there. */
  #take(byte: number): boolean {
    if (this.#at >= this.#end || this.#data[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }

  /** The key and the colon behind it; undefined when it is none that can be cut out as it stands. */
  #key(): string | undefined {
    if (!this.#take(QUOTE)) return undefined;
    const start = this.#at;
    let end = start;
    for (; end < this.#end; end++) {
      const byte = this.#data[end]!;
      if (byte === QUOTE) break;
      if (byte === BACKSLASH || byte < 0x20 || byte > 0x7e) return undefined;
    }
    this.#at = end + 1;
    const key = this.#data.toString('latin1', start, end);
    return this.#take(COLON) && key !== '__proto__' ? key : undefined;
  }

  /** The value that begins here, by JSON.parse; undefined when it has no end. */
  #whole(): unknown {
    const start = this.#at;
    this.#at = endOfValue(this.#data, start, this.#end);
    return this.#at < 0 ? undefined : this.#parsed(start, this.#at);
  }

  #parsed(start: number, end: number): unknown {
    return JSON.parse(this.#data.toString('utf8', start, end));
  }
}

/** Whether these are the bytes of the whole value at a place: they stand there, and nothing of it goes on behind. */
function standsAt(data: Buffer, at: number, end: number, bytes: Buffer, close: number): boolean {
  const after = at + bytes.length;
  if (after >= end || (data[after] !== COMMA && data[after] !== close)) return false;
  return data.compare(bytes, 0, bytes.length, at, after) === 0;
}

/**
 * A number that equal items of some length have in common. For short items it depends on what stands behind them too:
 * they may be met without being known.
 */
function sampleAt(data: Buffer, at: number, end: number): number {
  if (at + SAMPLE_TO + 4 > end) return 0;
  let sample = 0;
  for (let offset = SAMPLE_FROM; offset <= SAMPLE_TO; offset += SAMPLE_STEP)
    sample = Math.imul(sample ^ data.readInt32LE(at + offset), 0x9e3779b1);
  return sample;
}

/** Where the value that begins at `start` ends, by its brackets and quotes alone; -1 when it does not. */
function endOfValue(data: Buffer, start: number, end: number): number {
  let depth = 0;
  for (let at = start; at < end; at++) {
    const byte = data[at]!;
    if (byte === QUOTE) {
      for (at++; at < end && data[at] !== QUOTE; at++) if (data[at] === BACKSLASH) at++;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (depth === 0) return at;
      depth--;
    } else if (byte === COMMA && depth === 0) return at;
  }
  return -1;
}
