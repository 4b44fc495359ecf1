import type { KubeObject } from '../../kubernetes/index.ts';
import { shapeMismatch } from '../../kubernetes/index.ts';
import { withoutNulls } from '../intake/decode-object.ts';
import { INCOMPLETE, skipValue } from '../text/skip-value.ts';
import { BytesMap, viewOf } from './bytes-map.ts';
import type { PartReader } from './part-reader.ts';
import { NO_MATCH, PatternTree } from './pattern-tree.ts';
import { ROLES, type Roles, rolesOfPart } from './roles.ts';
import { tokensOf } from './tokens.ts';

/** What a part means: a number, and more about it. */
export interface Meaning {
  readonly value: number;
  readonly detail: number;
}

/** Where in a Pod a part stands and what it is. */
export interface PartKind<Found extends Meaning> {
  /** The Pod that consists of nothing but this part, so that its shape can be checked. */
  readonly within: (part: unknown) => Readonly<Record<string, unknown>>;
  /** What the part means. */
  readonly meaningOf: (part: unknown) => Found;
  /** What the scalars of a part with this meaning are. */
  readonly rolesOf: (part: unknown, found: Found) => Roles['scalar'];
  /** How much may be learned. */
  readonly bytesMax: number;
}

/** Reads parts that are like one which was read before without parsing them, the others plainly, to be learned. */
export class PatternPart<Found extends Meaning = Meaning> implements PartReader {
  readonly #kind: PartKind<Found>;
  protected readonly tree: PatternTree<Found>;
  value = 0;
  detail = 0;

  constructor(kind: PartKind<Found>) {
    this.#kind = kind;
    this.tree = new PatternTree<Found>(kind.bytesMax);
  }

  read(bytes: Buffer, at: number, end: number): number {
    const behind = this.tree.match(bytes, at, end);
    if (behind >= 0) return this.matched(this.tree.leaf!, bytes) ? behind : NO_MATCH;
    return behind === INCOMPLETE ? INCOMPLETE : this.#plainly(bytes, at, end);
  }

  /** Takes over what a match says, holes included; false when only the plain way can judge it. */
  protected matched({ value, detail }: Found, _bytes: Buffer): boolean {
    this.value = value;
    this.detail = detail;
    return true;
  }

  /** Takes over what a part that was parsed says. */
  protected parsed({ value, detail }: Found): void {
    this.value = value;
    this.detail = detail;
  }

  #plainly(bytes: Buffer, at: number, end: number): number {
    const behind = skipValue(bytes, at, end, false);
    if (behind < 0) return behind;
    const part = parsePart(bytes, at, behind, this.#kind.within);
    if (part === undefined) return NO_MATCH;
    const found = this.#kind.meaningOf(part);
    if (this.tree.isOpen) {
      const sample = bytes.subarray(at, behind);
      const tokens = tokensOf(sample, rolesOfPart(this.#kind.rolesOf(part, found)));
      if (tokens) this.tree.learn(sample, tokens, found);
    }
    this.parsed(found);
    return behind;
  }
}

/** The value of a part, nulls left out; undefined when it has not the shape that Kubernetes gives it. */
export function parsePart(
  bytes: Buffer,
  start: number,
  end: number,
  within: (part: unknown) => Readonly<Record<string, unknown>>,
): unknown {
  const part = withoutNulls(JSON.parse(bytes.toString('utf8', start, end)));
  const pod = { apiVersion: 'v1', kind: 'Pod', ...within(part) } as unknown as KubeObject;
  return shapeMismatch(pod) ? undefined : part;
}

/** How many bytes of raw texts are kept before they are forgotten and gathered anew. */
const RAW_BYTES_MAX = 8 * 2 ** 20;
const RAW_LEARNED_BYTES_MAX = 2 * 2 ** 20;

/**
 * Reads small parts of which many are one pod's own: those whose bytes were seen before are known by them, and become
 * patterns when they are seen for the second time.
 */
export class RawPart implements PartReader {
  readonly #within: (part: unknown) => Readonly<Record<string, unknown>>;
  readonly #numberOf: (part: unknown) => number;
  readonly #known = new BytesMap();
  readonly #tree = new PatternTree<number>(RAW_LEARNED_BYTES_MAX);
  value = 0;
  readonly detail = 0;

  constructor(
    within: (part: unknown) => Readonly<Record<string, unknown>>,
    numberOf: (part: unknown) => number,
  ) {
    this.#within = within;
    this.#numberOf = numberOf;
  }

  read(bytes: Buffer, at: number, end: number): number {
    const matched = this.#tree.match(bytes, at, end);
    if (matched >= 0) {
      this.value = this.#tree.leaf!;
      return matched;
    }
    const behind = skipValue(bytes, at, end, false);
    if (behind < 0) return behind;
    const known = this.#known.get(bytes, viewOf(bytes), at, behind);
    if (known >= 0) {
      this.value = known;
      this.#learn(bytes.subarray(at, behind), known);
      return behind;
    }
    const part = parsePart(bytes, at, behind, this.#within);
    if (part === undefined) return NO_MATCH;
    this.value = this.#numberOf(part);
    if (this.value >= 0) this.#remember(bytes, at, behind);
    return behind;
  }

  #learn(sample: Buffer, value: number): void {
    if (!this.#tree.isOpen) return;
    const tokens = tokensOf(sample, rolesOfPart(fixedRole));
    if (tokens) this.#tree.learn(sample, tokens, value);
  }

  #remember(bytes: Buffer, start: number, end: number): void {
    if (this.#known.byteCount + end - start > RAW_BYTES_MAX) this.#known.clear();
    this.#known.set(bytes, viewOf(bytes), start, end, this.value);
  }
}

/** The role of everything in a part that is a piece as it stands. */
export function fixedRole(): number {
  return ROLES.fixed;
}
