import type { KubeObject } from '../../kubernetes/index.ts';
import { shapeMismatch } from '../../kubernetes/index.ts';
import { withoutNulls } from '../intake/decode-object.ts';
import { INCOMPLETE, skipValue } from '../text/skip-value.ts';
import type { PartMeaning, PartReader } from './part-reader.ts';
import { NO_MATCH } from './pattern-nodes.ts';
import { PatternTree } from './pattern-tree.ts';
import { type Roles, rolesOfPart } from './roles.ts';
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
  constructor(kind: PartKind<Found>) {
    this.#kind = kind;
    this.tree = new PatternTree<Found>(kind.bytesMax);
  }

  read(bytes: Buffer, at: number, end: number, meaning: PartMeaning): number {
    const behind = this.tree.match(bytes, at, end);
    if (behind >= 0) return this.matched(this.tree.leaf!, bytes, meaning) ? behind : NO_MATCH;
    return behind === INCOMPLETE ? INCOMPLETE : this.#plainly(bytes, at, end, meaning);
  }

  /** Takes over what a match says, holes included; false when only the plain way can judge it. */
  protected matched({ value, detail }: Found, _bytes: Buffer, meaning: PartMeaning): boolean {
    meaning.value = value;
    meaning.detail = detail;
    return true;
  }

  /** Takes over what a part that was parsed says. */
  protected parsed({ value, detail }: Found, meaning: PartMeaning): void {
    meaning.value = value;
    meaning.detail = detail;
  }

  #plainly(bytes: Buffer, at: number, end: number, meaning: PartMeaning): number {
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
    this.parsed(found, meaning);
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
