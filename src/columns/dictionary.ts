/**
 * Distinct JSON values, numbered: rows keep the number, the value stands once and is parsed when first read.
 *
 * Two texts of the same value (other key order, other spacing) may get two numbers: equal numbers mean equal values,
 * different numbers promise nothing.
 */
export class Dictionary<Value> {
  readonly #texts: (string | undefined)[] = [];
  readonly #values: (Value | undefined)[] = [];
  readonly #ids = new Map<string, number>();

  get size(): number {
    return this.#texts.length;
  }

  /** The number of the value that `text` is the JSON of. */
  internText(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.push(text) - 1;
    this.#values.push(undefined);
    this.#ids.set(text, id);
    return id;
  }

  /** The number of `value`; the value must not be changed afterwards. */
  intern(value: Value): number {
    const id = this.internText(JSON.stringify(value));
    this.#values[id] ??= value;
    return id;
  }

  get(id: number): Value {
    const known = this.#values[id];
    if (known !== undefined) return known;
    const value = JSON.parse(this.#texts[id]!) as Value;
    this.#values[id] = value;
    return value;
  }

  text(id: number): string {
    return this.#texts[id]!;
  }
}
