import type { Readable } from 'node:stream';
import { InputError } from '../errors/index.ts';
import type { Archive } from './archive/archive.ts';
import { DEFAULT_LIMITS, type ReadLimits } from './archive/limits.ts';
import { openSource } from './archive/open-source.ts';
import { ARCHIVE_FORMATS, TEXT_FORMATS } from './formats/registry.ts';
import { Intake, type ReadProgress } from './intake/intake.ts';
import { memberName } from './intake/object-place.ts';
import { SnapshotBuilder } from './intake/snapshot-builder.ts';
import type { Snapshot } from './snapshot.ts';

/** How sources are read. */
export interface ReadOptions {
  /** Standard input, for the source `-`. */
  readonly stdin?: Readable;
  readonly limits?: Partial<ReadLimits>;
  /** Called now and then while a lot is read. */
  readonly progress?: (progress: ReadProgress) => void;
}

/**
 * Reads whatever cluster exports the paths lead to, `-` being standard input, into one snapshot: of an object that
 * stands in several, the newest state counts.
 *
 * @throws InputError when a source cannot be read or holds no objects.
 */
export async function readSnapshot(sources: readonly string[], options: ReadOptions = {}): Promise<Snapshot> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const builder = new SnapshotBuilder();
  for (const source of sources) {
    builder.beginSource(source);
    const before = builder.objectCount;
    await readSource(source, new Intake(builder, source, limits, options.progress), options.stdin);
    if (builder.objectCount === before && !builder.ledger.isAnythingAsked()) {
      throw new InputError('the input holds no Kubernetes objects', {
        where: source,
        hint: 'give an export of a cluster: kubectl get … -o json, a folder of manifests, a support bundle, a must-gather',
      });
    }
  }
  return builder.build();
}

async function readSource(source: string, intake: Intake, stdin: Readable | undefined): Promise<void> {
  const opened = await openSource(source, intake.limits, stdin);
  try {
    if (opened.type === 'archive') return await readArchive(opened.archive, intake);
    const { text } = opened;
    const format = TEXT_FORMATS.find((each) => each.recognises(text.head))!;
    intake.builder.format(format.name);
    await format.read(text, intake);
  } finally {
    await opened.dispose();
  }
}

async function readArchive(archive: Archive, intake: Intake): Promise<void> {
  const paths = await archive.paths();
  for (const format of ARCHIVE_FORMATS) {
    const plan = format.recognise(paths);
    if (!plan) continue;
    intake.builder.format(format.name);
    for await (const entry of archive.entries((path) => plan.readerOf(path) !== undefined)) {
      await plan.readerOf(entry.path)!(entry, intake, memberName(archive.name, entry.path));
    }
    plan.finish?.(intake);
    return;
  }
  throw new InputError('no file in it is one of a cluster export', {
    where: archive.name,
    hint:
      paths.length === 0
        ? 'it is empty'
        : `it holds ${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ', …' : ''}`,
  });
}
