import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { groupKindOf, type KubeObject, type Pod, pluralOf } from '../../kubernetes/index.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { PodColumns } from '../pod-columns.ts';
import { podOfRow } from '../pod-of-row.ts';
import type { Snapshot } from '../snapshot.ts';
import { writeAtomically } from './atomic-file.ts';
import { COLUMN_LAYOUT, encodeColumns } from './column-file.ts';
import { CompressedFile, type SnapshotCompression } from './compressed-file.ts';
import {
  COLUMNS_PATH,
  EVENTS_PATH,
  FORMAT_MAJOR,
  FORMAT_MINOR,
  MANIFEST_PATH,
  type Manifest,
  type ManifestMember,
  PODS_PATH,
} from './manifest.ts';
import { PodSpool, type SpooledPods } from './pod-spool.ts';

/** How a portable file is written. */
export interface WriteOptions {
  /** gzip opens everywhere, zstd opens faster; by default gzip up to 64 MiB of content. */
  readonly compression?: SnapshotCompression;
  /** Who may see the file, in words. */
  readonly audience?: string;
  /** The whole Pod objects in the order of the snapshot's rows; without them pods are written as the columns hold them. */
  readonly pods?: Iterable<Pod> | AsyncIterable<Pod>;
}

const GZIP_BYTES_MAX = 64 * 2 ** 20;

const AUDIENCES: Readonly<Record<Manifest['redaction'], string>> = {
  none: 'those who may read everything in the cluster, values of secrets included where the export held them',
  default:
    'those who may see names, labels and images of the cluster; values of secrets and of the environment are gone',
  names: 'anyone: names, labels, images and hosts are replaced',
};

/**
 * Writes a snapshot as a portable file: the same bytes for the same content, there whole or not at all.
 *
 * @throws InputError when the file cannot be written.
 */
export async function writeSnapshot(
  snapshot: Snapshot,
  path: string,
  options: WriteOptions = {},
): Promise<void> {
  await writeAtomically(path, async (file, makeScratch) => {
    const spool = new PodSpool(await makeScratch());
    for await (const pod of options.pods ?? podsOf(snapshot.pods)) spool.add(pod);
    await writeKsnap(file, snapshot, await spool.finish(undefined, makeScratch), options);
  });
}

/** Writes the archive into a file that is open: the manifest first, the whole pods last. */
export async function writeKsnap(
  file: FileHandle,
  snapshot: Snapshot,
  pods: SpooledPods,
  options: Omit<WriteOptions, 'pods'>,
): Promise<void> {
  const members = objectMembers(snapshot);
  const columns = encodeColumns(snapshot.pods);
  const derived = {
    path: COLUMNS_PATH,
    bytes: columns.length,
    sha256: digestOf(columns),
    layout: COLUMN_LAYOUT,
    source: { path: PODS_PATH, sha256: pods.member.sha256 },
  };
  const manifest = manifestOf(
    snapshot,
    options,
    [...members.map(({ member }) => member), pods.member],
    [derived],
  );
  const contentBytes = members.reduce(
    (sum, { data }) => sum + data.length,
    columns.length + pods.member.bytes,
  );
  const compression = options.compression ?? (contentBytes > GZIP_BYTES_MAX ? 'zstd' : 'gzip');
  const output = new CompressedFile(file, compression);
  await output.member(MANIFEST_PATH, Buffer.from(`${JSON.stringify(manifest, undefined, 1)}\n`));
  await output.member(COLUMNS_PATH, columns);
  for (const { member, data } of members) await output.member(member.path, data);
  // The pods come last: whoever opens the columns never comes to them.
  await output.streamed(PODS_PATH, pods.member.bytes, pods.read());
  await output.end();
}

function* podsOf(pods: PodColumns): Generator<Pod> {
  for (let row = 0; row < pods.count; row++) yield podOfRow(pods, row);
}

function manifestOf(
  snapshot: Snapshot,
  options: Omit<WriteOptions, 'pods'>,
  members: readonly ManifestMember[],
  derived: NonNullable<Manifest['derived']>,
): Manifest {
  const { cluster, kubernetes, takenAtMs, digest, formats, redaction } = snapshot.metadata;
  return {
    apiVersion: 'kubectl-smart/v1',
    kind: 'Snapshot',
    formatVersion: `${FORMAT_MAJOR}.${FORMAT_MINOR}`,
    digest,
    ...(cluster === undefined ? {} : { cluster }),
    ...(kubernetes === undefined ? {} : { kubernetes }),
    ...(takenAtMs === undefined ? {} : { takenAt: new Date(takenAtMs).toISOString() }),
    formats: [...formats],
    redaction,
    audience: options.audience ?? AUDIENCES[redaction],
    completeness: snapshot.completeness.map((line) => ({ ...line })),
    notes: snapshot.notes.map(({ objects, ...note }) => ({
      ...note,
      ...(objects ? { objects: [...objects] } : {}),
    })),
    members: [...members],
    derived,
  };
}

/** The members of all objects but pods, by path. */
function objectMembers(snapshot: Snapshot): { readonly member: ManifestMember; readonly data: Buffer }[] {
  const lines = new Map<string, { texts: string[]; counts: Record<string, number> }>();
  const add = (path: string, object: KubeObject) => {
    const kind = groupKindOf(object.apiVersion!, object.kind!);
    const member = lines.get(path) ?? { texts: [], counts: {} };
    lines.set(path, member);
    member.texts.push(`${canonicalJson(object)}\n`);
    member.counts[kind] = (member.counts[kind] ?? 0) + 1;
  };
  for (const list of snapshot.objects.values()) for (const object of list) add(memberPath(object), object);
  for (const event of snapshot.events) add(EVENTS_PATH, event);
  return [...lines.keys()].sort().map((path) => {
    const { texts, counts } = lines.get(path)!;
    const data = Buffer.from(texts.join(''));
    return { member: { path, bytes: data.length, sha256: digestOf(data), counts }, data };
  });
}

/** `objects/<group or core>/<version>/<plural>.ndjson` */
function memberPath({ apiVersion, kind }: KubeObject): string {
  const [version, group] = apiVersion!.split('/').reverse();
  const plural = pluralOf(groupKindOf(apiVersion!, kind!));
  return `objects/${[group ?? 'core', version!, plural].map(encodeURIComponent).join('/')}.ndjson`;
}

function digestOf(data: Uint8Array): string {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`;
}
