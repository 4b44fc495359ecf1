import { BytesMap } from './bytes-map.ts';
import { PackedTexts } from './packed-texts.ts';
import type { StringColumn } from './string-column.ts';

/**
 * Distinct JSON values, numbered: rows keep the number, the value stands once, as UTF-8, and is parsed when first read.
 *
 * Two texts of the same value (other key order, other spacing) may get two numbers: equal numbers mean equal values,
 * different numbers promise nothing.
 */
export class Dictionary<Value> {
  readonly #values: (Value | undefined)[] = [];
  /** Numbers by text; undefined until something is looked up in a dictionary whose texts stand in `#stored`. */
  #known: BytesMap | undefined = new BytesMap();
  #stored = new PackedTexts();

  /** The dictionary whose texts stand in a column, such as a part of an opened file. */
  static over<Value>(texts: StringColumn): Dictionary<Value> {
    const dictionary = new Dictionary<Value>();
    dictionary.#store(PackedTexts.over(texts));
    return dictionary;
  }

  get size(): number {
    return this.#known?.size ?? this.#stored.length;
  }

  /** The number of the value that `text` is the JSON of. */
  internText(text: string): number {
    const length = encode(text);
    return this.internBytes(scratch, scratchView, 0, length);
  }

  /** The same for a text that stands in bytes as UTF-8; `view` is over the same bytes. */
  internBytes(bytes: Buffer, view: DataView, start: number, end: number): number {
    const known = this.#texts();
    const found = known.get(bytes, view, start, end);
    if (found >= 0) return found;
    known.set(bytes, view, start, end, known.size);
    return this.#values.push(undefined) - 1;
  }

  /** The number of the value that `text` is the JSON of, -1 when it is not there. */
  find(text: string): number {
    const length = encode(text);
    return this.#texts().get(scratch, scratchView, 0, length);
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

  /** The value, parsed for whoever asks: it is not kept. */
  parse(id: number): Value {
    return this.#values[id] ?? (JSON.parse(this.text(id)) as Value);
  }

  text(id: number): string {
    return this.#known ? this.#known.textOf(id) : this.#stored.get(id);
  }

  /** All texts behind one another, and where each ends; valid until the next addition. */
  parts(): { readonly bytes: Uint8Array; readonly ends: Int32Array } {
    if (this.#known) return this.#known.parts();
    return { bytes: Buffer.concat([...this.#stored.chunks()]), ends: this.#stored.ends };
  }

  /** Packs all texts: nobody is expected to add more, though they may. */
  trim(): void {
    const known = this.#texts();
    const texts = new PackedTexts();
    const { bytes, ends } = known.parts();
    ends.forEach((end, id) => {
      texts.pushBytes(bytes, id === 0 ? 0 : ends[id - 1]!, end);
    });
    texts.trim();
    this.#store(texts);
  }

  #store(texts: PackedTexts): void {
    this.#stored = texts;
    this.#known = undefined;
    this.#values.length = texts.length;
    this.#values.fill(undefined);
  }

  /** Before a text can be looked up, every stored one must be known. */
  #texts(): BytesMap {
    if (this.#known) return this.#known;
    const known = new BytesMap();
    for (let id = 0; id < this.#stored.length; id++) {
      const length = encode(this.#stored.get(id));
      known.set(scratch, scratchView, 0, length, id);
    }
    this.#stored = new PackedTexts();
    this.#known = known;
    return known;
  }
}

const encoder = new TextEncoder();
let scratch = Buffer.allocUnsafeSlow(1 << 12);
let scratchView = new DataView(scratch.buffer);

/** Writes a text to the beginning of the scratch bytes; returns how many they are. */
function encode(text: string): number {
  if (text.length * 3 > scratch.length) {
    scratch = Buffer.allocUnsafeSlow(text.length * 6);
    scratchView = new DataView(scratch.buffer);
  }
  return encoder.encodeInto(text, scratch).written;
}
