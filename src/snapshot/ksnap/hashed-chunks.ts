import { createHash } from 'node:crypto';
import { InputError } from '../../errors/index.ts';
import type { Chunks } from '../archive/archive.ts';

/**
 * The same bytes, compared with their digest at the end.
 *
 * @throws InputError when it is another one.
 */
export async function* hashedChunks(
  chunks: Chunks,
  sha256: string,
  where: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  if (`sha256:${hash.digest('hex')}` !== sha256) throw changed(where);
}

/** The data as it is, when it has this digest. */
export function checked(data: Buffer, sha256: string, where: string): Buffer {
  if (`sha256:${createHash('sha256').update(data).digest('hex')}` !== sha256) throw changed(where);
  return data;
}

export function changed(where: string): InputError {
  return new InputError(
    'the content does not have the digest that the manifest names: it was changed or damaged',
    {
      where,
      hint: 'copy the file again; whoever edits a member must import the result anew',
    },
  );
}
