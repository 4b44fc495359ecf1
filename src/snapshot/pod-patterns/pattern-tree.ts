import { viewOf } from '../../columns/index.ts';
import { INCOMPLETE, skipString, skipValue } from '../text/skip-value.ts';
import { PartMeaning, type PartReader } from './part-reader.ts';
import { NEXT, NO_MATCH, NONE, PatternNodes, type Sample } from './pattern-nodes.ts';
import { isHole, isNumberHole, ROLES } from './roles.ts';
import { DIGITS_MAX, type Tokens } from './tokens.ts';

/** Holes, parts and marks that a value may have; values with more are read the plain way. */
const ELEMENTS_MAX = 512;
/** Children of one place, beyond which its values differ too much to be worth learning. */
const CHILDREN_MAX = 50_000;
const FORKS_MAX = 64;

/**
 * Knows the values that were learned and recognises others that differ from one of them only in texts which may differ.
 *
 * A match proves that the bytes are well-formed: outside of holes and parts they equal bytes that were parsed, each hole
 * is a complete string or number, and each part was read by its own reader. So a match says as much as a parse does.
 */
export class PatternTree<Leaf> {
  readonly #parts: readonly PartReader[];
  readonly #bytesMax: number;
  readonly #nodes = new PatternNodes();
  readonly #leaves: Leaf[] = [];
  /** Of the part that was read last. */
  readonly #meaning = new PartMeaning();
  /** Holes that somebody reads, parts and marks of the last match: where each begins and ends, quotes included, its role and what it says. */
  readonly starts = new Int32Array(ELEMENTS_MAX);
  readonly ends = new Int32Array(ELEMENTS_MAX);
  readonly roles = new Int32Array(ELEMENTS_MAX);
  readonly values = new Int32Array(ELEMENTS_MAX);
  readonly details = new Int32Array(ELEMENTS_MAX);
  count = 0;
  /** What was learned with the pattern of the last match. */
  leaf: Leaf | undefined;

  /**
   * @param parts the readers of parts, by their number.
   * @param bytesMax how much may be learned: values that are all different are read plainly.
   */
  constructor(bytesMax: number, parts: readonly PartReader[] = []) {
    this.#bytesMax = bytesMax;
    this.#parts = parts;
  }

  /** The index behind the value that begins at `at`; INCOMPLETE when the bytes end inside it; NO_MATCH. */
  match(bytes: Buffer, at: number, end: number): number {
    const nodes = this.#nodes;
    const view = viewOf(bytes);
    let node = this.#leaves.length > 0 ? 0 : NONE;
    this.count = 0;
    while (node >= 0) {
      at = nodes.pass(node, bytes, view, at, end);
      if (at < 0) return at;
      switch (nodes.next(node)) {
        case NEXT.end:
          this.leaf = this.#leaves[nodes.rest(node)];
          return at;
        case NEXT.fork:
          node = nodes.forkOf(node, bytes, view, at, end);
          break;
        case NEXT.branch: {
          if (at >= end) return INCOMPLETE;
          const start = at;
          at = bytes[at] === 0x22 ? skipText(bytes, view, at, end) : skipScalarAt(bytes, at, end);
          if (at < 0) return at;
          node = nodes.child(node, bytes, view, start, at);
          break;
        }
        default:
          at = this.#element(node, bytes, view, at, end);
          if (at < 0) return at;
          node = nodes.rest(node);
      }
    }
    return NO_MATCH;
  }

  /** Notes a hole, part or mark; returns the index behind it. */
  #element(node: number, bytes: Buffer, view: DataView, at: number, end: number): number {
    const { count } = this;
    const next = this.#nodes.next(node);
    const role = this.#nodes.role(node);
    if (count === ELEMENTS_MAX) return NO_MATCH;
    let behind = at;
    if (next !== NEXT.mark && at >= end) return INCOMPLETE;
    if (next === NEXT.hole) {
      if (isNumberHole(role)) behind = skipDigits(bytes, at, end);
      else behind = bytes[at] === 0x22 ? skipText(bytes, view, at, end) : NO_MATCH;
    } else if (next === NEXT.part) {
      if (bytes[at] !== 0x7b && bytes[at] !== 0x5b) return NO_MATCH;
      const meaning = this.#meaning;
      behind = this.#parts[role - ROLES.part]!.read(bytes, at, end, meaning);
      this.values[count] = meaning.value;
      this.details[count] = meaning.detail;
    }
    // Nobody asks for what is ignored.
    if (behind < 0 || role === ROLES.ignored || role === ROLES.ignoredNumber) return behind;
    this.starts[count] = at;
    this.ends[count] = behind;
    this.roles[count] = role;
    this.count = count + 1;
    return behind;
  }

  /** Whether more may be learned. */
  get isOpen(): boolean {
    return this.#nodes.byteCount < this.#bytesMax;
  }

  /** Learns the value that `bytes` hold. */
  learn(bytes: Buffer, tokens: Tokens, leaf: Leaf): void {
    const sample = { bytes, tokens, leaf: this.#leaves.push(leaf) - 1 };
    if (sample.leaf === 0) this.#nodes.addRest(sample, 0, 0);
    else this.#insert(sample);
  }

  /** Adds a sample to what is known, splitting nodes where it differs. */
  #insert(sample: Sample): void {
    const nodes = this.#nodes;
    const { bytes, tokens } = sample;
    const view = viewOf(bytes);
    let node = 0;
    let at = 0;
    /** The first token at or behind `at`. */
    let token = 0;
    while (node >= 0) {
      const differs = nodes.firstDifference(node, bytes, at);
      if (differs >= 0) {
        this.#split(node, sample, at, differs);
        continue;
      }
      at += nodes.lengthOf(node);
      while (token < tokens.starts.length && tokens.starts[token]! < at) token++;
      const isToken = tokens.starts[token] === at;
      const role = isToken ? tokens.roles[token]! : ROLES.fixed;
      switch (nodes.next(node)) {
        case NEXT.end:
          return;
        case NEXT.fork: {
          const known = nodes.forkOf(node, bytes, view, at, bytes.length);
          if (known < 0 && nodes.childCount(node) < FORKS_MAX)
            nodes.addFork(node, nodes.addRest(sample, at, token));
          node = known;
          break;
        }
        case NEXT.branch: {
          if (!isToken || role >= ROLES.mark) return;
          const start = at;
          at = tokens.ends[token++]!;
          const known = nodes.child(node, bytes, view, start, at);
          if (known < 0 && nodes.childCount(node) < CHILDREN_MAX) {
            nodes.addBranch(node, bytes, view, start, at, nodes.addRest(sample, at, token));
          }
          node = known;
          break;
        }
        default:
          // The same place may mean something else in another value, which then is none of these.
          if (role !== nodes.role(node)) {
            if (nodes.next(node) !== NEXT.hole) this.#forkBefore(node, sample, at, token);
            return;
          }
          at = tokens.ends[token++]!;
          node = nodes.rest(node);
      }
    }
  }

  /** Where others have a collection, a sample has something else. */
  #forkBefore(node: number, sample: Sample, at: number, token: number): void {
    const nodes = this.#nodes;
    const length = nodes.lengthOf(node);
    const collection = nodes.cut(node, length, length, NONE);
    nodes.toFork(node, collection, nodes.addRest(sample, at, token));
  }

  /** Splits a node before the scalar, or behind the last scalar before the structure, in which it differs from the sample. */
  #split(node: number, { bytes, tokens }: Sample, at: number, differs: number): void {
    const nodes = this.#nodes;
    const token = nodes.tokenAt(node, differs);
    if (token < 0) {
      const last = nodes.lastTokenBefore(node, differs);
      const cut = last < 0 ? 0 : nodes.token(node, last).end;
      nodes.toFork(node, nodes.cut(node, cut, cut, last < 0 ? nodes.firstToken(node) : last + 1));
      return;
    }
    const { start, end, role, first } = nodes.token(node, token);
    const other = tokens.starts.indexOf(at + start);
    if (other < 0 || tokens.roles[other]! >= ROLES.mark) {
      // A collection in place of a scalar: another structure.
      nodes.toFork(node, nodes.cut(node, start, start, token));
      return;
    }
    const rest = nodes.cut(node, start, end, token + 1);
    // The same place may have another meaning in another value; then its text must tell them apart.
    if (role === tokens.roles[other] && makesHole(role, first, bytes[at + start]!))
      nodes.toHole(node, role, rest);
    else nodes.toBranch(node, rest);
  }
}

/** Whether two scalars in one place, told by their first bytes, may be a hole. */
function makesHole(role: number, known: number, sample: number): boolean {
  if (!isHole(role)) return false;
  return isNumberHole(role) ? isDigit(known) && isDigit(sample) : known === 0x22 && sample === 0x22;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** As skipString, four bytes at a time as long as none of them needs a look. */
export function skipText(bytes: Buffer, view: DataView, at: number, end: number): number {
  let index = at + 1;
  for (; index + 4 <= end; index += 4) {
    const word = view.getInt32(index, true);
    const quote = word ^ 0x22222222;
    const backslash = word ^ 0x5c5c5c5c;
    // The high bit of a byte stays when it is below what is subtracted: zero, or a control character.
    const stops =
      ((quote - 0x01010101) & ~quote) |
      ((backslash - 0x01010101) & ~backslash) |
      ((word - 0x20202020) & ~word);
    const stop = stops & 0x80808080;
    if (stop === 0) continue;
    // The lowest of the bits tells which byte made it stop.
    index += (31 - Math.clz32(stop & -stop)) >> 3;
    if (bytes[index] === 0x22) return index + 1;
    break;
  }
  return skipString(bytes, index - 1, end);
}

function skipScalarAt(bytes: Buffer, at: number, end: number): number {
  const byte = bytes[at];
  return byte === 0x7b || byte === 0x5b ? NO_MATCH : skipValue(bytes, at, end, false);
}

/** The index behind a few digits; NO_MATCH when there are none, or more than a hole may hold. */
function skipDigits(bytes: Buffer, at: number, end: number): number {
  let index = at;
  while (index < end && bytes[index]! >= 0x30 && bytes[index]! <= 0x39) index++;
  if (index === end) return INCOMPLETE;
  const length = index - at;
  const isNumber = length > 0 && length <= DIGITS_MAX && (length === 1 || bytes[at] !== 0x30);
  return isNumber ? index : NO_MATCH;
}
