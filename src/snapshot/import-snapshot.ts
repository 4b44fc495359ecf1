import type { KubeObject } from '../kubernetes/index.ts';
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

/** What happens to a snapshot on its way into a file. */
export interface ImportSteps {
  readonly transform?: (object: KubeObject) => KubeObject;
  /** What is written in place of what was read. */
  readonly finish: (snapshot: Snapshot) => Snapshot;
}

/**
 * Reads sources and writes them as one portable file, each pod going through whole and none being held.
 *
 * @returns the snapshot that the file holds.
 * @throws InputError; then no file is written, and one that was there stays.
 */
export function importSnapshot(
  sources: readonly string[],
  path: string,
  options: ImportOptions = {},
): Promise<Snapshot> {
  const isRedacted = options.redaction !== 'none';
  return importWith(sources, path, options, {
    ...(isRedacted ? { transform: redactObject } : {}),
    finish: (snapshot) => {
      const { redaction } = snapshot.metadata;
      const level = redaction === 'none' && isRedacted ? 'default' : redaction;
      return { ...snapshot, metadata: { ...snapshot.metadata, redaction: level } };
    },
  });
}

/** See importSnapshot. */
export async function importWith(
  sources: readonly string[],
  path: string,
  options: Omit<ImportOptions, 'redaction'>,
  steps: ImportSteps,
): Promise<Snapshot> {
  return writeAtomically(path, async (file, makeScratch) => {
    const spool = new PodSpool(await makeScratch());
    const { snapshot: read, podOrdinals } = await readSources(sources, options, {
      ...(steps.transform ? { transform: steps.transform } : {}),
      podSink: (pod) => spool.add(pod),
    });
    const snapshot = steps.finish(read);
    await writeKsnap(file, snapshot, await spool.finish(podOrdinals, makeScratch), options);
    return snapshot;
  });
}
