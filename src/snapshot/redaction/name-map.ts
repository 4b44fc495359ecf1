/** What joins the parts of a name; it stays, so that names that were made of others still are. */
const PARTS = /[A-Za-z0-9]+/g;
const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}(?=$|\/)|^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?=$|\/)/i;
/** Digits of a replacement behind its stem, at least: few, since names have a greatest length, but not so few that a word looks like it. */
const MIN_WIDTH = 4;

/**
 * Replaces names part by part, the same part always by the same: `web-5d4f-x2x` by `y003c-af000a-y003f`, so that
 * a pod's name still begins with its owner's and a claim's still ends with its pod's. Parts that were in order stay in
 * order, among themselves and with the words that are kept, since the order of names decides ties; a number at the end,
 * such as a StatefulSet's, stays as it is.
 */
export class NameMap {
  readonly #parts = new Set<string>();
  readonly #addresses = new Set<string>();
  /** Parts of words that mean the same in every cluster, in order. */
  readonly #kept: readonly string[];
  #replacements: ReadonlyMap<string, string> | undefined;

  /** @param words names that stay as they are, wherever they stand. */
  constructor(words: Iterable<string> = []) {
    const parts = [...words].flatMap((word) => [...word.matchAll(PARTS)].map(([part]) => part));
    this.#kept = [...new Set(parts)].sort();
  }

  /** Makes the parts of a name known; this must be done with all names before the first is replaced. */
  add(name: string): void {
    const address = ADDRESS.exec(name)?.[0];
    if (address !== undefined) this.#addresses.add(address);
    else for (const [part] of name.matchAll(PARTS)) this.#parts.add(part);
  }

  /** Makes a name known that `replaceWhole` takes. */
  addWhole(name: string): void {
    this.#parts.add(name);
  }

  /** The replacement of a name that is not looked into: it stays short where a name may not have many letters. */
  replaceWhole(name: string): string {
    return this.#numbered().get(name) ?? 'n';
  }

  replace(name: string): string {
    const replacements = this.#numbered();
    const address = ADDRESS.exec(name)?.[0];
    if (address !== undefined) return (replacements.get(address) ?? '0.0.0.0') + name.slice(address.length);
    return name.replaceAll(PARTS, (part, offset: number) => {
      const isNumberAtEnd = offset + part.length === name.length && /^\d+$/.test(part);
      return isNumberAtEnd ? part : (replacements.get(part) ?? 'n');
    });
  }

  /** What stands for what, to turn names back with `restoreNames`. */
  originals(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      [...this.#numbered()].map(([original, replacement]) => [replacement, original]),
    );
  }

  #numbered(): ReadonlyMap<string, string> {
    if (this.#replacements) return this.#replacements;
    const replacements = new Map<string, string>();
    const width = Math.max(MIN_WIDTH, this.#parts.size.toString(36).length);
    let next = 0;
    let stem = stemBetween('', this.#kept[0]);
    [...this.#parts].sort().forEach((part, index) => {
      while (next < this.#kept.length && this.#kept[next]! <= part) {
        stem = stemBetween(this.#kept[next]!, this.#kept[++next]);
      }
      const isKept = this.#kept[next - 1] === part;
      replacements.set(part, isKept ? part : stem + index.toString(36).padStart(width, '0'));
    });
    [...this.#addresses].sort().forEach((address, index) => {
      replacements.set(address, `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`);
    });
    this.#replacements = replacements;
    return replacements;
  }
}

/** A short text such that whatever begins with it stands behind `lower`, and all that goes on from there, and before `upper`. */
function stemBetween(lower: string, upper: string | undefined): string {
  let stem = '';
  for (let index = 0, bound = upper; ; index++) {
    const low = Math.max(BEFORE_LETTERS, lower.charCodeAt(index) || 0);
    const high = bound === undefined ? BEHIND_LETTERS : bound.charCodeAt(index);
    if (high - low > 1) return stem + String.fromCharCode((low + high) >> 1);
    stem += low === BEFORE_LETTERS ? (bound?.[index] ?? 'a') : lower[index]!;
    if (low > BEFORE_LETTERS && low !== high) bound = undefined;
  }
}

const BEFORE_LETTERS = 0x60;
const BEHIND_LETTERS = 0x7b;

/** A text about a renamed snapshot with the names as they were. */
export function restoreNames(text: string, originals: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\b10\.\d{1,3}\.\d{1,3}\.\d{1,3}\b|[A-Za-z0-9]+/g, (found) =>
    Object.hasOwn(originals, found) ? originals[found]! : found,
  );
}
