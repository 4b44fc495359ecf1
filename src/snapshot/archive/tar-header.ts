/** One header block of a tar archive. */
export interface TarHeader {
  readonly path: string;
  readonly size: number;
  /** The type flag: `0` a file, `5` a folder, `1` and `2` links, `x`, `g`, `L`, `K` headers of headers. */
  readonly type: string;
}

export const BLOCK_BYTES = 512;
const CHECKSUM_AT = 148;

/**
 * Decodes a header block, ustar or older, with GNU's sizes beyond 8 GiB.
 *
 * @returns undefined when the checksum does not hold: the block is no header.
 */
export function decodeTarHeader(block: Buffer): TarHeader | undefined {
  if (octal(block, CHECKSUM_AT, 8) !== checksumOf(block)) return undefined;
  const isUstar = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isUstar ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  const type = String.fromCharCode(block[156]!);
  const size = (block[124]! & 0x80) === 0 ? octal(block, 124, 12) : Number(block.readBigUInt64BE(128));
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    size,
    type: type === '\0' || type === '7' ? '0' : type,
  };
}

/** The header block of a regular file, with nothing in it that depends on where or when it is written. */
export function encodeTarHeader(path: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const name = Buffer.from(path);
  const cut = name.length <= 100 ? 0 : name.indexOf(0x2f, name.length - 101) + 1;
  name.copy(block, 0, cut);
  if (cut > 0) name.copy(block, 345, 0, cut - 1);
  block.write('0000644\x000000000\x000000000\0', 100, 'latin1');
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.write('00000000000\0', 136, 'latin1');
  block.write('0', 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.write(`${checksumOf(block).toString(8).padStart(6, '0')}\0 `, CHECKSUM_AT, 'latin1');
  return block;
}

/** The records of an extended header: `<length> <key>=<value>\n`. */
export function decodePaxRecords(data: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(0x20, at);
    const length = Number(data.toString('latin1', at, space));
    if (space < 0 || !Number.isInteger(length) || length <= 0) break;
    const record = data.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

/** The sum of all bytes, those of the checksum itself counted as spaces. */
function checksumOf(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let index = 0; index < BLOCK_BYTES; index++) {
    if (index < CHECKSUM_AT || index >= CHECKSUM_AT + 8) sum += block[index]!;
  }
  return sum;
}

function text(block: Buffer, at: number, length: number): string {
  const end = block.indexOf(0, at);
  return block.toString('utf8', at, end < 0 || end > at + length ? at + length : end);
}

function octal(block: Buffer, at: number, length: number): number {
  return Number.parseInt(
    block
      .toString('latin1', at, at + length)
      .replace(/\0.*$/, '')
      .trim() || '0',
    8,
  );
}
