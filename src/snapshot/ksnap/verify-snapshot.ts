import { InputError } from '../../errors/index.ts';
import { DEFAULT_LIMITS } from '../archive/limits.ts';
import { openSource } from '../archive/open-source.ts';
import { memberName } from '../intake/object-place.ts';
import { hashedChunks } from './hashed-chunks.ts';
import { readManifest } from './read-ksnap.ts';

/**
 * Reads a portable file from its first byte to its last and compares every member with its digest, also those that an
 * opened snapshot never comes to.
 *
 * @returns how many members there are and how many bytes they have together.
 * @throws InputError when a member is damaged or missing, or the source is no portable file.
 */
export async function verifySnapshot(
  source: string,
): Promise<{ readonly memberCount: number; readonly byteCount: number }> {
  const opened = await openSource(source, DEFAULT_LIMITS, undefined);
  try {
    const manifest = opened.type === 'archive' ? await readManifest(opened.archive) : undefined;
    if (opened.type !== 'archive' || !manifest) {
      throw new InputError('only portable files have digests to be compared with', {
        where: source,
        hint: 'make one with kubectl smart snapshot import',
      });
    }
    const members = new Map(
      [...manifest.members, ...(manifest.derived ?? [])].map((each) => [each.path, each]),
    );
    const memberCount = members.size;
    let byteCount = 0;
    for await (const { path, chunks } of opened.archive.entries((each) => members.has(each))) {
      const { sha256 } = members.get(path)!;
      members.delete(path);
      for await (const chunk of hashedChunks(chunks, sha256, memberName(source, path)))
        byteCount += chunk.length;
    }
    for (const path of members.keys()) {
      throw new InputError(`${path} is missing from the file`, {
        where: source,
        hint: 'copy the file again',
      });
    }
    return { memberCount, byteCount };
  } finally {
    await opened.dispose();
  }
}
