import { Readable } from 'node:stream';
import { encodeTarHeader } from '../../../src/snapshot/archive/tar-header.ts';

/** The files as a tar. */
export function makeTarOf(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const parts: Buffer[] = [];
  for (const [path, content] of Object.entries(files)) {
    const data = Buffer.from(content as string);
    parts.push(encodeTarHeader(path, data.length), data, Buffer.alloc((512 - (data.length % 512)) % 512));
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/** A stream of these bytes in chunks of this size. */
export function stdinOf(content: string | Uint8Array, chunkBytes = 1 << 16): Readable {
  const data = Buffer.from(content as string);
  const chunks: Buffer[] = [];
  for (let at = 0; at < data.length; at += chunkBytes) chunks.push(data.subarray(at, at + chunkBytes));
  return Readable.from(chunks, { objectMode: false });
}
