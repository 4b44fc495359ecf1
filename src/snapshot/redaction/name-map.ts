/** What joins the parts of a name; it stays, so that names that were made of others still are. */
const PARTS = /[A-Za-z0-9]+/g;
const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}(?=$|\/)|^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?=$|\/)/i;
/** Letters of a replacement behind its `n`. */
const WIDTH = 6;

/**
 * Replaces names part by part, the same part always by the same: `web-5d4f-x2x` by `n00003c-n00000a-n00003f`, so that
 * a pod's name still begins with its owner's and a claim's still ends with its pod's. Parts that were in order stay in
 * order, since the order of names decides ties; a number at the end, such as a StatefulSet's, stays as it is.
 */
export class NameMap {
  readonly #parts = new Set<string>();
  readonly #addresses = new Set<string>();
  #replacements: ReadonlyMap<string, string> | undefined;

  /** Makes the parts of a name known; this must be done with all names before the first is replaced. */
  add(name: string): void {
    const address = ADDRESS.exec(name)?.[0];
    if (address !== undefined) this.#addresses.add(address);
    else for (const [part] of name.matchAll(PARTS)) this.#parts.add(part);
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
    [...this.#parts].sort().forEach((part, index) => {
      replacements.set(part, `n${index.toString(36).padStart(WIDTH, '0')}`);
    });
    [...this.#addresses].sort().forEach((address, index) => {
      replacements.set(address, `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`);
    });
    this.#replacements = replacements;
    return replacements;
  }
}

/** A text about a renamed snapshot with the names as they were. */
export function restoreNames(text: string, originals: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\bn[0-9a-z]{6}\b|\b10\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g,
    (found) => originals[found] ?? found,
  );
}
