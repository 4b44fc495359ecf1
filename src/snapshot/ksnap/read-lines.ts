import type { Chunks } from '../archive/archive.ts';
import type { ReadLimits } from '../archive/limits.ts';
import { type DocumentSink, JsonTextError, readJson } from '../text/read-json.ts';
import { changed } from './hashed-chunks.ts';

/**
 * Reads the objects of a member.
 *
 * @throws InputError when it is no JSON: whoever wrote the digest wrote JSON, so the content was changed.
 */
export async function readLines(
  chunks: Chunks,
  sink: DocumentSink,
  { valueBytesMax }: Pick<ReadLimits, 'valueBytesMax'>,
  where: string,
): Promise<void> {
  try {
    await readJson(chunks, sink, { valueBytesMax });
  } catch (error) {
    throw error instanceof JsonTextError ? changed(where) : error;
  }
}
