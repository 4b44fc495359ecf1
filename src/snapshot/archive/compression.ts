import { Readable, type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { InputError } from '../../errors/index.ts';
import type { Chunks } from './archive.ts';
import type { ExpansionGuard } from './limits.ts';

export type Compression = 'gzip' | 'zstd';

const OUTPUT_BYTES = 1 << 18;
const CODECS: Record<Compression, () => Transform> = {
  gzip: () => createGunzip({ chunkSize: OUTPUT_BYTES }),
  zstd: () => createZstdDecompress({ chunkSize: OUTPUT_BYTES }),
};

/**
 * The decompressed bytes.
 *
 * @throws InputError when the data is damaged or cut off, or the guard says that it is too much.
 */
export async function* decompress(
  chunks: Chunks,
  compression: Compression,
  name: string,
  guard: ExpansionGuard,
): Chunks & AsyncGenerator<Uint8Array> {
  const counted = async function* () {
    for await (const chunk of chunks) {
      guard.addCompressed(chunk.length);
      yield chunk;
    }
  };
  const input = Readable.from(counted(), { objectMode: false });
  const output = CODECS[compression]();
  input.on('error', (error) => output.destroy(error));
  input.pipe(output);
  try {
    for await (const chunk of output) {
      guard.addExpanded(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw asInputError(error, compression, name);
  } finally {
    input.destroy();
    output.destroy();
  }
}

function asInputError(error: unknown, compression: Compression, name: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!code.startsWith('Z_') && !code.startsWith('ZSTD_') && !code.startsWith('ERR_')) return error;
  const isCutOff = /unexpected end|Src size is incorrect/i.test(String(error));
  return new InputError(`the ${compression} data is ${isCutOff ? 'cut off' : 'damaged'}`, {
    where: name,
    hint: 'copy the file again; its size may differ from the original',
    cause: error,
  });
}
