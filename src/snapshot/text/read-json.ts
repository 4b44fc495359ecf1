import type { TextPosition } from '../../kubernetes/index.ts';
import { ByteWindow } from './byte-window.ts';
import { INCOMPLETE, JsonSyntaxError, skipSpace, skipValue } from './skip-value.ts';

/** What `DocumentSink.takeBytes` answers when it leaves a value to the plain way. */
export const NOT_TAKEN = -2;

/** Where something stands in a text: the byte's offset in JSON, line and column in YAML. */
export type TextPlace = number | TextPosition;

/** Where in its document a value stands. */
export interface Surroundings {
  /** The array that it is an element of; undefined for a whole document. */
  readonly member: string | undefined;
  readonly index: number;
  /** What the document said before it. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly place: TextPlace;
}

/** Receives what stands in a text, document by document. */
export interface DocumentSink {
  /** Whether the elements of this array of a document are handed over one by one; `''` is a bare array's own name. */
  streams(member: string): boolean;
  /** Whether the members of this object of a document count as the document's own. */
  descends?(member: string): boolean;
  /**
   * A very first look at what may be like something before: the index behind it when it was taken, anything negative
   * when it was not.
   */
  takeAlike?(bytes: Buffer, at: number, end: number): number;
  /**
   * A first look at a whole document or an element as bytes: the index behind it when it was taken,
   * INCOMPLETE when the bytes end inside it, NOT_TAKEN when it must be handed over as a value.
   */
  takeBytes?(bytes: Buffer, at: number, end: number, around: Surroundings): number;
  /** An element of a streamed array; `members` is what the document said before it. */
  element(
    value: unknown,
    member: string,
    index: number,
    members: Readonly<Record<string, unknown>>,
    place: TextPlace,
  ): void;
  /** The end of a document: its members, with the number of elements in place of a streamed array. */
  document(members: Record<string, unknown>, place: TextPlace): void;
  /** A document that is neither object nor array. */
  scalar(place: TextPlace): void;
  /** The text ends within a document: true leaves that one out, otherwise it is an error. */
  cutOff?(): boolean;
}

/** Moves the window over text that may stand between documents; false when the next bytes are none of it. */
export type SkipForeignText = (window: ByteWindow) => Promise<boolean>;

/** A JSON text is malformed at a byte of the stream. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** The text ends within a document. */
class TextEndError extends JsonSyntaxError {
  constructor(at: number) {
    super('the text ends in the middle: it was cut off', at);
  }
}

/**
 * Reads one JSON document or many behind one another from a stream, without ever holding more than one element.
 *
 * @throws JsonTextError, and InputError from the sink.
 */
export async function readJson(
  chunks: AsyncIterable<Uint8Array>,
  sink: DocumentSink,
  options: { readonly valueBytesMax: number; readonly skipForeignText?: SkipForeignText },
): Promise<void> {
  const window = new ByteWindow(chunks, options.valueBytesMax);
  const reader = new JsonReader(window, sink);
  try {
    while (await reader.toNextByte()) {
      if (options.skipForeignText && (await options.skipForeignText(window))) continue;
      await reader.document();
    }
  } catch (error) {
    if (error instanceof TextEndError && sink.cutOff?.()) return;
    if (error instanceof JsonSyntaxError) throw new JsonTextError(error.message, window.offsetOf(error.at));
    throw error;
  } finally {
    await window.close();
  }
}

class JsonReader {
  readonly #window: ByteWindow;
  readonly #sink: DocumentSink;

  constructor(window: ByteWindow, sink: DocumentSink) {
    this.#window = window;
    this.#sink = sink;
  }

  /** Moves over white space; false at the end of the text. */
  async toNextByte(): Promise<boolean> {
    const window = this.#window;
    for (;;) {
      window.position = skipSpace(window.bytes, window.position, window.limit);
      if (window.position < window.limit) return true;
      if (window.isLast) return false;
      await window.fill();
    }
  }

  async document(): Promise<void> {
    const window = this.#window;
    const offset = window.offsetOf(window.position);
    const first = window.bytes[window.position];
    if (first === 0x7b) {
      const behind = this.#sink.takeAlike?.(window.bytes, window.position, window.limit) ?? NOT_TAKEN;
      if (behind >= 0) {
        window.position = behind;
        return;
      }
      if (await this.#takeBytes({ member: undefined, index: 0, members: {}, place: offset })) return;
      await this.#object(offset);
    } else if (first === 0x5b) {
      const members: Record<string, unknown> = {};
      members[''] = await this.#elements('', members);
      this.#sink.document(members, offset);
    } else {
      await this.#value();
      this.#sink.scalar(offset);
    }
  }

  async #object(offset: number): Promise<void> {
    const members: Record<string, unknown> = {};
    await this.#membersInto(members);
    this.#sink.document(members, offset);
  }

  async #membersInto(members: Record<string, unknown>): Promise<void> {
    this.#window.position++;
    for (let isFirst = true; ; isFirst = false) {
      if (await this.#closes(0x7d, isFirst)) break;
      await this.#expect(0x22, 'a key must be a string');
      const key = (await this.#value()) as string;
      await this.#expect(0x3a, 'a colon is missing');
      this.#window.position++;
      await this.#toByte();
      const first = this.#window.bytes[this.#window.position];
      if (first === 0x7b && this.#sink.descends?.(key)) {
        await this.#membersInto(members);
        continue;
      }
      const isStreamed = first === 0x5b && this.#sink.streams(key);
      const value = isStreamed ? await this.#elements(key, members) : await this.#value();
      Object.defineProperty(members, key, { value, enumerable: true, configurable: true, writable: true });
    }
  }

  /** Hands over the elements of the array that begins here; returns how many there are. */
  async #elements(member: string, members: Readonly<Record<string, unknown>>): Promise<number> {
    const window = this.#window;
    window.position++;
    for (let index = 0; ; index++) {
      if (index > 0) index += this.#takeAlikes();
      if (await this.#closes(0x5d, index === 0)) return index;
      await this.#toByte();
      const offset = window.offsetOf(window.position);
      if (await this.#takeBytes({ member, index, members, place: offset })) continue;
      this.#sink.element(await this.#value(), member, index, members, offset);
    }
  }

  /** Takes the elements behind a comma as long as they are taken at first sight; returns how many. */
  #takeAlikes(): number {
    const { bytes, position, limit } = this.#window;
    let behind = position;
    for (let count = 0; ; count++) {
      const comma = skipSpace(bytes, behind, limit);
      if (comma >= limit || bytes[comma] !== 0x2c) return count;
      const end = this.#sink.takeAlike?.(bytes, skipSpace(bytes, comma + 1, limit), limit) ?? NOT_TAKEN;
      if (end < 0) return count;
      this.#window.position = end;
      behind = end;
    }
  }

  /** Gives the sink the bytes of the value that begins here, with more of them as long as it asks. */
  async #takeBytes(around: Surroundings): Promise<boolean> {
    const window = this.#window;
    for (;;) {
      const end = this.#sink.takeBytes?.(window.bytes, window.position, window.limit, around) ?? NOT_TAKEN;
      if (end >= 0) window.position = end;
      if (end !== INCOMPLETE) return end >= 0;
      if (window.isLast) return false;
      await window.fill();
    }
  }

  /** Moves to the next element or member, or behind the closing bracket; true for the latter. */
  async #closes(bracket: number, isFirst: boolean): Promise<boolean> {
    const window = this.#window;
    await this.#toByte();
    const byte = window.bytes[window.position];
    if (byte === bracket) {
      window.position++;
      return true;
    }
    if (isFirst) return false;
    if (byte !== 0x2c) throw new JsonSyntaxError('a comma or a closing bracket is missing', window.position);
    window.position++;
    await this.#toByte();
    return false;
  }

  async #expect(byte: number, message: string): Promise<void> {
    await this.#toByte();
    const window = this.#window;
    if (window.bytes[window.position] !== byte) throw new JsonSyntaxError(message, window.position);
  }

  async #toByte(): Promise<void> {
    const window = this.#window;
    window.position = skipSpace(window.bytes, window.position, window.limit);
    if (window.position < window.limit) return;
    if (!(await this.toNextByte())) {
      throw new TextEndError(window.position);
    }
  }

  async #value(): Promise<unknown> {
    const window = this.#window;
    for (;;) {
      const end = skipValue(window.bytes, window.position, window.limit, window.isLast);
      if (end >= 0) {
        const text = window.bytes.toString('utf8', window.position, end);
        window.position = end;
        return JSON.parse(text);
      }
      if (window.isLast) {
        throw new TextEndError(window.limit);
      }
      await window.fill();
    }
  }
}
