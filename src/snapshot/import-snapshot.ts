import { writeAtomically } from './ksnap/atomic-file.ts';
import { PodSpool } from './ksnap/pod-spool.ts';
import { type WriteOptions, writeKsnap } from './ksnap/write-snapshot.ts';
import { type ReadOptions, readSources } from './read-snapshot.ts';
import { redactObject } from './redaction/redact-object.ts';
import type { Snapshot } from './snapshot.ts';

/** How sources become a portable file. */
export interface ImportOptions extends ReadOptions, Omit<WriteOptions, 'pods'> {
  /** `default` drops what is secret, `none` keeps all that the sources hold. */
  readonly redaction?: 'none' | 'default';
}

/**
 * Reads sources and writes them as one portable file, each pod going through whole and none being held.
 *
 * @returns the snapshot that the file holds.
 * @throws InputError; then no file is written, and one that was there stays.
 */
export async function importSnapshot(
  sources: readonly string[],
  path: string,
  options: ImportOptions = {},
): Promise<Snapshot> {
  const isRedacted = options.redaction !== 'none';
  return writeAtomically(path, async (file, makeScratch) => {
    const spool = new PodSpool(await makeScratch());
    const { snapshot: read, podOrdinals } = await readSources(sources, options, {
      ...(isRedacted ? { transform: redactObject } : {}),
      podSink: (pod) => spool.add(pod),
    });
    const level = read.metadata.redaction === 'none' && isRedacted ? 'default' : read.metadata.redaction;
    const snapshot = { ...read, metadata: { ...read.metadata, redaction: level } };
    await writeKsnap(file, snapshot, await spool.finish(podOrdinals, makeScratch), options);
    return snapshot;
  });
}
