import type { KubeObject } from '../kubernetes/index.ts';
import type { BuilderOptions, BuiltSnapshot } from './intake/snapshot-builder.ts';
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
  return importWith((builder) => readSources(sources, options, builder), path, options, {
    ...(isRedacted ? { transform: redactObject } : {}),
    finish: (snapshot) => {
      const { redaction } = snapshot.metadata;
      const level = redaction === 'none' && isRedacted ? 'default' : redaction;
      return { ...snapshot, metadata: { ...snapshot.metadata, redaction: level } };
    },
  });
}

/**
 * Writes as a portable file what `read` reads through a builder with the given options.
 *
 * @throws InputError as importSnapshot does.
 */
export function importWith(
  read: (options: BuilderOptions) => Promise<BuiltSnapshot>,
  path: string,
  options: Omit<WriteOptions, 'pods'>,
  steps: ImportSteps,
): Promise<Snapshot> {
  return writeAtomically(path, async (file, makeScratch) => {
    const spool = new PodSpool(await makeScratch());
    const built = await read({
      ...(steps.transform ? { transform: steps.transform } : {}),
      podSink: (pod) => spool.add(pod),
    });
    const snapshot = steps.finish(built.snapshot);
    await writeKsnap(file, snapshot, await spool.finish(built.podOrdinals, makeScratch), options);
    return snapshot;
  });
}
