/** A version as semver.org 2.0.0 writes it. */
export class Semver {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly #preRelease: readonly string[];
  readonly #text: string;

  private constructor(text: string, core: readonly string[], preRelease: readonly string[]) {
    const [major, minor, patch] = core.map(BigInt) as [bigint, bigint, bigint];
    this.major = major;
    this.minor = minor;
    this.patch = patch;
    this.#preRelease = preRelease;
    this.#text = text;
  }

  /** The version, undefined when the text is none. */
  static parse(text: string): Semver | undefined {
    const match = SYNTAX.exec(text);
    if (!match) return undefined;
    const [, major, minor, patch, preRelease] = match;
    return new Semver(text, [major!, minor!, patch!], preRelease?.split('.') ?? []);
  }

  /**
   * Reads looser spellings too: a leading `v`, one or two numbers, leading zeros.
   *
   * @source staging/src/k8s.io/apiserver/pkg/cel/library/semverlib.go → normalizeAndParse (v1.36.3)
   */
  static parseLoosely(text: string): Semver | undefined {
    const [major = '', minor, ...rest] = text.replace(/^v/, '').split('.');
    const parts = [
      major,
      ...(minor === undefined ? [] : [minor]),
      ...(rest.length > 0 ? [rest.join('.')] : []),
    ];
    const trimmed = parts.map((part) => part.replace(/^0+(?=\d)/, ''));
    if (trimmed.length < 3 && /[+-]/.test(trimmed.at(-1)!)) return undefined;
    while (trimmed.length < 3) trimmed.push('0');
    return Semver.parse(trimmed.join('.'));
  }

  /** Negative, zero or positive as this comes before, with or after the other. */
  compare(other: Semver): number {
    for (const part of ['major', 'minor', 'patch'] as const) {
      if (this[part] !== other[part]) return this[part] < other[part] ? -1 : 1;
    }
    return comparePreReleases(this.#preRelease, other.#preRelease);
  }

  toString(): string {
    return this.#text;
  }
}

const NUMBER = '(0|[1-9]\\d*)';
const IDENTIFIER = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)';
const SYNTAX = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);

/** A version without pre-release comes after every one with; numbers come before words. */
function comparePreReleases(ours: readonly string[], theirs: readonly string[]): number {
  if (ours.length === 0 || theirs.length === 0) return theirs.length - ours.length;
  const shared = Math.min(ours.length, theirs.length);
  for (let index = 0; index < shared; index++) {
    const order = compareIdentifiers(ours[index]!, theirs[index]!);
    if (order !== 0) return order;
  }
  return ours.length - theirs.length;
}

function compareIdentifiers(one: string, other: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  if (isNumber) return Number(BigInt(one) - BigInt(other));
  return one < other ? -1 : one > other ? 1 : 0;
}
