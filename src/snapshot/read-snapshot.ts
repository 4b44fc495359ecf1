import type { Readable } from 'node:stream';
import { InputError } from '../errors/index.ts';
import type { Archive } from './archive/archive.ts';
import { DEFAULT_LIMITS, type ReadLimits } from './archive/limits.ts';
import { type OpenedSource, openSource, type TextSource } from './archive/open-source.ts';
import { ARCHIVE_FORMATS, TEXT_FORMATS } from './formats/registry.ts';
import { Intake, type ReadProgress } from './intake/intake.ts';
import { memberName } from './intake/object-place.ts';
import { type BuilderOptions, type BuiltSnapshot, SnapshotBuilder } from './intake/snapshot-builder.ts';
import { readKsnap, readManifest } from './ksnap/read-ksnap.ts';
import { takeInKsnap } from './ksnap/take-in.ts';
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
  if (sources.length === 1) {
    const opened = await openSource(sources[0]!, limits, options.stdin);
    try {
      const snapshot = opened.type === 'archive' ? await readKsnap(opened.archive, limits) : undefined;
      return snapshot ?? (await buildSnapshot([opened], options, {})).snapshot;
    } finally {
      await opened.dispose();
    }
  }
  return (await readSources(sources, options, {})).snapshot;
}

/** Reads all sources through the builder, whole pods included; see readSnapshot. */
export async function readSources(
  sources: readonly string[],
  options: ReadOptions,
  builderOptions: BuilderOptions,
): Promise<BuiltSnapshot> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const opened: OpenedSource[] = [];
  try {
    for (const source of sources) opened.push(await openSource(source, limits, options.stdin));
    return await buildSnapshot(opened, options, builderOptions);
  } finally {
    for (const each of opened) await each.dispose();
  }
}

async function buildSnapshot(
  sources: readonly OpenedSource[],
  options: ReadOptions,
  builderOptions: BuilderOptions,
): Promise<BuiltSnapshot> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const builder = new SnapshotBuilder(builderOptions);
  for (const source of sources) {
    const name = source.type === 'archive' ? source.archive.name : source.text.name;
    builder.beginSource(name);
    const before = builder.objectCount;
    const intake = new Intake(builder, name, limits, options.progress);
    if (source.type === 'archive') await readArchive(source.archive, intake);
    else await readText(source.text, intake);
    if (builder.objectCount === before && !builder.ledger.isAnythingAsked()) {
      throw new InputError('the input holds no Kubernetes objects', {
        where: name,
        hint: 'give an export of a cluster: kubectl get … -o json, a folder of manifests, a support bundle, a must-gather',
      });
    }
  }
  return builder.build();
}

async function readText(text: TextSource, intake: Intake): Promise<void> {
  const format = TEXT_FORMATS.find((each) => each.recognises(text.head))!;
  intake.builder.format((await format.read(text, intake)) ?? format.name);
}

async function readArchive(archive: Archive, intake: Intake): Promise<void> {
  const manifest = await readManifest(archive);
  if (manifest) {
    await takeInKsnap(archive, manifest, intake);
    return;
  }
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
