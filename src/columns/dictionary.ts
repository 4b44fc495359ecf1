import { StringColumn } from './string-column.ts';

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
  /** Texts of the first numbers, decoded when first read; undefined when all stand in `#texts`. */
  #stored: StringColumn | undefined;

  /** The dictionary whose texts stand in a column, such as a part of an opened file. */
  static over<Value>(texts: StringColumn): Dictionary<Value> {
    const dictionary = new Dictionary<Value>();
    dictionary.#stored = texts;
    dictionary.#texts.length = texts.length;
    dictionary.#values.length = texts.length;
    return dictionary;
  }

  get size(): number {
    return this.#texts.length;
  }

  /** The number of the value that `text` is the JSON of. */
  internText(text: string): number {
    this.#loadAll();
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
    const value = JSON.parse(this.text(id)) as Value;
    this.#values[id] = value;
    return value;
  }

  text(id: number): string {
    const known = this.#texts[id];
    if (known !== undefined) return known;
    const text = this.#stored!.get(id);
    this.#texts[id] = text;
    return text;
  }

  /** Moves all texts into one column: nobody is expected to add more, though they may. */
  trim(): void {
    const texts = new StringColumn();
    for (let id = 0; id < this.size; id++) texts.push(this.text(id));
    texts.trim();
    this.#ids.clear();
    this.#texts.fill(undefined);
    this.#values.fill(undefined);
    this.#stored = texts;
  }

  /** Before a text can be looked up, every stored one must be known. */
  #loadAll(): void {
    if (!this.#stored) return;
    for (let id = 0; id < this.#stored.length; id++) this.#ids.set(this.text(id), id);
    this.#stored = undefined;
  }
}
