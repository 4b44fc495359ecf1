/** Encodes what JSON can hold as MessagePack, with the long forms of texts, arrays and maps. */
export function encodeMessagePack(value: unknown): Buffer {
  if (value === null || value === undefined) return Buffer.from([0xc0]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xc3 : 0xc2]);
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= 0 && value < 128) return Buffer.from([value]);
    const data = Buffer.alloc(9, 0xcb);
    data.writeDoubleBE(value, 1);
    return data;
  }
  if (typeof value === 'string') {
    const data = Buffer.from(value);
    return data.length < 32
      ? Buffer.concat([Buffer.from([0xa0 + data.length]), data])
      : Buffer.concat([head(0xdb, data.length), data]);
  }
  if (Array.isArray(value)) return Buffer.concat([head(0xdd, value.length), ...value.map(encodeMessagePack)]);
  const entries = Object.entries(value);
  const parts = entries.flatMap(([key, member]) => [encodeMessagePack(key), encodeMessagePack(member)]);
  const start = entries.length < 16 ? Buffer.from([0x80 + entries.length]) : head(0xdf, entries.length);
  return Buffer.concat([start, ...parts]);
}

function head(type: number, size: number): Buffer {
  const data = Buffer.alloc(5, type);
  data.writeUInt32BE(size, 1);
  return data;
}
