import { INCOMPLETE, skipString, skipValue } from '../text/skip-value.ts';
import { ROLES } from './roles.ts';
import type { Tokens } from './tokens.ts';

/** What `PatternTree.match` answers when no pattern fits. */
export const NO_MATCH = -2;

/** Holes that a pod may have; pods with more are read the plain way. */
const HOLES_MAX = 256;
/** Children of one place, beyond which its pods differ too much to be worth learning. */
const CHILDREN_MAX = 50_000;
const FORKS_MAX = 16;
/** Below this length a loop is faster than a call. */
const SHORT_BYTES = 24;

/**
 * One stretch of pods that are alike: bytes that are the same in all of them, then a place where they differ.
 *
 * A hole is a text that may differ freely, a branch a scalar whose text decides how it goes on, a fork a place where the
 * structure differs, an end the end of the Pod.
 */
interface Stretch<Leaf> {
  bytes: Buffer;
  /** The scalars in `bytes`: starts and ends from its first byte on, and their roles. */
  starts: number[];
  ends: number[];
  roles: number[];
  next:
    | { readonly type: 'hole'; readonly role: number; readonly rest: Stretch<Leaf> }
    | { readonly type: 'branch'; readonly children: Map<string, Stretch<Leaf>> }
    | { readonly type: 'fork'; readonly children: Stretch<Leaf>[] }
    | { readonly type: 'end'; readonly leaf: Leaf };
}

/**
 * Knows the Pods that were learned and recognises others that differ from one of them only in texts which may differ.
 *
 * A match proves that the bytes are well-formed: outside of holes they equal bytes that were parsed, and each hole is a
 * complete string. So a match says as much as a parse does.
 */
export class PatternTree<Leaf> {
  #root: Stretch<Leaf> | undefined;
  /** The holes of the last match: where each begins and ends, quotes included, and its role. */
  readonly holeStarts = new Int32Array(HOLES_MAX);
  readonly holeEnds = new Int32Array(HOLES_MAX);
  readonly holeRoles = new Int32Array(HOLES_MAX);
  holeCount = 0;
  /** What was learned with the pattern of the last match. */
  leaf: Leaf | undefined;

  /** The index behind the Pod that begins at `at`; INCOMPLETE when the bytes end inside it; NO_MATCH. */
  match(bytes: Buffer, at: number, end: number): number {
    let stretch = this.#root;
    this.holeCount = 0;
    for (;;) {
      if (!stretch) return NO_MATCH;
      const length = stretch.bytes.length;
      if (at + length > end) return INCOMPLETE;
      if (!isEqual(bytes, at, stretch.bytes)) return NO_MATCH;
      at += length;
      const { next }: Stretch<Leaf> = stretch;
      if (next.type === 'end') {
        this.leaf = next.leaf;
        return at;
      }
      if (next.type === 'fork') {
        stretch = forkOf(next.children, bytes, at, end);
        continue;
      }
      if (at >= end) return INCOMPLETE;
      const start = at;
      if (next.type === 'hole') {
        if (bytes[at] !== 0x22 || this.holeCount === HOLES_MAX) return NO_MATCH;
        at = skipString(bytes, at, end);
        if (at < 0) return INCOMPLETE;
        this.holeStarts[this.holeCount] = start;
        this.holeEnds[this.holeCount] = at;
        this.holeRoles[this.holeCount++] = next.role;
        stretch = next.rest;
      } else {
        at = bytes[at] === 0x22 ? skipString(bytes, at, end) : skipScalarAt(bytes, at, end);
        if (at < 0) return at;
        stretch = next.children.get(bytes.toString('latin1', start, at));
      }
    }
  }

  /** Learns the Pod that `bytes` hold. */
  learn(bytes: Buffer, tokens: Tokens, leaf: Leaf): void {
    if (this.#root) insert(this.#root, { bytes, tokens, leaf }, 0);
    else this.#root = stretchOf({ bytes, tokens, leaf }, 0);
  }
}

interface Sample<Leaf> {
  readonly bytes: Buffer;
  readonly tokens: Tokens;
  readonly leaf: Leaf;
}

/** The rest of a sample from byte `at` on, as one stretch. */
function stretchOf<Leaf>({ bytes, tokens, leaf }: Sample<Leaf>, at: number): Stretch<Leaf> {
  const first = tokens.starts.findIndex((start) => start >= at);
  const from = first < 0 ? tokens.starts.length : first;
  return {
    bytes: Buffer.from(bytes.subarray(at)),
    starts: tokens.starts.slice(from).map((start) => start - at),
    ends: tokens.ends.slice(from).map((end) => end - at),
    roles: tokens.roles.slice(from),
    next: { type: 'end', leaf },
  };
}

/** Adds the rest of a sample to what is known, splitting stretches where it differs. */
function insert<Leaf>(root: Stretch<Leaf>, sample: Sample<Leaf>, from: number): void {
  let stretch = root;
  let at = from;
  for (;;) {
    const differs = firstDifference(stretch.bytes, sample.bytes, at);
    if (differs < 0) {
      at += stretch.bytes.length;
      const { next } = stretch;
      if (next.type === 'end') return;
      if (next.type === 'fork') {
        const known = next.children.find((child) => isFork(child, sample.bytes, at, sample.bytes.length));
        if (!known) {
          if (next.children.length < FORKS_MAX) next.children.push(stretchOf(sample, at));
          return;
        }
        stretch = known;
        continue;
      }
      const index = sample.tokens.starts.indexOf(at);
      if (index < 0) return;
      const end = sample.tokens.ends[index]!;
      if (next.type === 'hole') {
        // The same place may mean something else in another pod, which then is none of these.
        if (sample.bytes[at] !== 0x22 || sample.tokens.roles[index] !== next.role) return;
        stretch = next.rest;
        at = end;
        continue;
      }
      const text = sample.bytes.toString('latin1', at, end);
      const known = next.children.get(text);
      if (!known) {
        if (next.children.size < CHILDREN_MAX) next.children.set(text, stretchOf(sample, end));
        return;
      }
      stretch = known;
      at = end;
    } else if (!split(stretch, sample, at, differs)) return;
  }
}

/**
 * Splits a stretch before the scalar, or behind the last scalar before the structure, in which it differs from the
 * sample; returns whether the insertion goes on with the shortened stretch.
 */
function split<Leaf>(stretch: Stretch<Leaf>, sample: Sample<Leaf>, at: number, differs: number): boolean {
  const token = stretch.starts.findIndex(
    (start, index) =>
      start <= differs && (differs < stretch.ends[index]! || isOpenEnd(stretch, index, differs)),
  );
  if (token < 0) {
    const last = stretch.ends.findLastIndex((end) => end <= differs);
    const cut = last < 0 ? 0 : stretch.ends[last]!;
    const rest = tail(stretch, cut, last + 1);
    cutOff(stretch, cut, last + 1);
    stretch.next = { type: 'fork', children: [rest] };
    return true;
  }
  const start = stretch.starts[token]!;
  const end = stretch.ends[token]!;
  const sampleToken = sample.tokens.starts.indexOf(at + start);
  if (sampleToken < 0) {
    // A collection in place of a scalar: another structure.
    const rest = tail(stretch, start, token);
    cutOff(stretch, start, token);
    stretch.next = { type: 'fork', children: [rest] };
    return true;
  }
  const role = stretch.roles[token]!;
  const isText = stretch.bytes[start] === 0x22 && sample.bytes[at + start] === 0x22;
  const text = stretch.bytes.toString('latin1', start, end);
  const rest = tail(stretch, end, token + 1);
  cutOff(stretch, start, token);
  // The same place may have another meaning in another pod; then its text must tell them apart.
  const isFree = role !== ROLES.fixed && role === sample.tokens.roles[sampleToken];
  stretch.next =
    isFree && isText ? { type: 'hole', role, rest } : { type: 'branch', children: new Map([[text, rest]]) };
  return true;
}

/** Whether a number ends just where the difference is: 1 and 10 differ behind the 1. */
function isOpenEnd<Leaf>(stretch: Stretch<Leaf>, token: number, differs: number): boolean {
  return differs === stretch.ends[token]! && stretch.bytes[stretch.starts[token]!] !== 0x22;
}

function tail<Leaf>(stretch: Stretch<Leaf>, from: number, fromToken: number): Stretch<Leaf> {
  return {
    bytes: stretch.bytes.subarray(from),
    starts: stretch.starts.slice(fromToken).map((start) => start - from),
    ends: stretch.ends.slice(fromToken).map((end) => end - from),
    roles: stretch.roles.slice(fromToken),
    next: stretch.next,
  };
}

function cutOff<Leaf>(stretch: Stretch<Leaf>, to: number, toToken: number): void {
  stretch.bytes = stretch.bytes.subarray(0, to);
  stretch.starts = stretch.starts.slice(0, toToken);
  stretch.ends = stretch.ends.slice(0, toToken);
  stretch.roles = stretch.roles.slice(0, toToken);
}

/** The structure up to the first scalar, or how that begins, tells forks apart. */
function forkOf<Leaf>(children: readonly Stretch<Leaf>[], bytes: Buffer, at: number, end: number) {
  for (const child of children) if (isFork(child, bytes, at, end)) return child;
  return undefined;
}

function isFork<Leaf>(child: Stretch<Leaf>, bytes: Buffer, at: number, end: number): boolean {
  const length = Math.max(1, child.starts[0] ?? child.bytes.length);
  for (let index = 0; index < length; index++) {
    if (at + index < end && bytes[at + index] !== child.bytes[index]) return false;
  }
  return true;
}

function firstDifference(known: Buffer, bytes: Buffer, at: number): number {
  for (let index = 0; index < known.length; index++) if (known[index] !== bytes[at + index]) return index;
  return -1;
}

function isEqual(bytes: Buffer, at: number, known: Buffer): boolean {
  const { length } = known;
  if (length >= SHORT_BYTES) return bytes.compare(known, 0, length, at, at + length) === 0;
  for (let index = 0; index < length; index++) if (bytes[at + index] !== known[index]) return false;
  return true;
}

function skipScalarAt(bytes: Buffer, at: number, end: number): number {
  const byte = bytes[at];
  return byte === 0x7b || byte === 0x5b ? NO_MATCH : skipValue(bytes, at, end, false);
}
