/** A MessagePack text is malformed, or not what is read here. */
export class MessagePackError extends Error {
  override readonly name = 'MessagePackError';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const DEPTH_MAX = 200;

/**
 * Decodes one MessagePack value. Keys of maps become text: a key that is no string or number stands as its JSON.
 *
 * @throws MessagePackError
 */
export function decodeMessagePack(bytes: Buffer): unknown {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (reader.at !== bytes.length) throw new MessagePackError('something follows the value', reader.at);
  return value;
}

class Reader {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  value(depth: number): unknown {
    if (depth > DEPTH_MAX) throw new MessagePackError(`nested deeper than ${DEPTH_MAX} levels`, this.at);
    const type = this.#unsigned(1);
    if (type < 0x80) return type;
    if (type < 0x90) return this.#map(type & 0x0f, depth);
    if (type < 0xa0) return this.#array(type & 0x0f, depth);
    if (type < 0xc0) return this.#text(type & 0x1f);
    if (type >= 0xe0) return type - 0x100;
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#take(this.#unsigned(1 << (type - 0xc4))).toString('base64');
      case 0xca:
        return this.#take(4).readFloatBE();
      case 0xcb:
        return this.#take(8).readDoubleBE();
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#unsigned(1 << (type - 0xcc));
      case 0xcf:
        return exactOrText(this.#take(8).readBigUInt64BE());
      case 0xd0:
        return this.#take(1).readInt8();
      case 0xd1:
        return this.#take(2).readInt16BE();
      case 0xd2:
        return this.#take(4).readInt32BE();
      case 0xd3:
        return exactOrText(this.#take(8).readBigInt64BE());
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#unsigned(1 << (type - 0xd9)));
      case 0xdc:
        return this.#array(this.#unsigned(2), depth);
      case 0xdd:
        return this.#array(this.#unsigned(4), depth);
      case 0xde:
        return this.#map(this.#unsigned(2), depth);
      case 0xdf:
        return this.#map(this.#unsigned(4), depth);
      default:
        throw new MessagePackError('an extension type, which no trace has', this.at - 1);
    }
  }

  #map(size: number, depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    for (let index = 0; index < size; index++) {
      const key = this.value(depth + 1);
      const name = typeof key === 'string' ? key : JSON.stringify(key);
      const value = this.value(depth + 1);
      Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
    }
    return map;
  }

  #array(size: number, depth: number): unknown[] {
    const array: unknown[] = [];
    for (let index = 0; index < size; index++) array.push(this.value(depth + 1));
    return array;
  }

  #text(byteCount: number): string {
    return this.#take(byteCount).toString('utf8');
  }

  #unsigned(byteCount: number): number {
    return this.#take(byteCount).readUIntBE(0, byteCount);
  }

  #take(byteCount: number): Buffer {
    if (this.at + byteCount > this.#bytes.length)
      throw new MessagePackError('it is cut off', this.#bytes.length);
    this.at += byteCount;
    return this.#bytes.subarray(this.at - byteCount, this.at);
  }
}

/** Hashes are larger than a number can hold exactly. */
function exactOrText(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
