import { InputError } from '../../errors/index.ts';
import { type GroupKind, type KubeObject, type Pod, SharedShapes } from '../../kubernetes/index.ts';
import type { Archive, Chunks, Entry } from '../archive/archive.ts';
import type { ReadLimits } from '../archive/limits.ts';
import { decodeObject } from '../intake/decode-object.ts';
import { memberName } from '../intake/object-place.ts';
import { PodColumns } from '../pod-columns.ts';
import type { Snapshot } from '../snapshot.ts';
import type { TextPlace } from '../text/read-json.ts';
import { COLUMN_LAYOUT, decodeColumns } from './column-file.ts';
import { changed, checked, hashedChunks } from './hashed-chunks.ts';
import { LazyObjects } from './lazy-objects.ts';
import {
  decodeManifest,
  EVENTS_PATH,
  isManifest,
  MANIFEST_PATH,
  type Manifest,
  PODS_PATH,
} from './manifest.ts';
import { PieceParser } from './piece-parser.ts';
import { readLines } from './read-lines.ts';

/** Bytes of the largest manifest. */
const MANIFEST_BYTES_MAX = 64 * 2 ** 20;
const MANIFEST_ROOM_BYTES = 2 ** 16;
/** Bytes of the largest columns: those of some ten million pods. */
const COLUMNS_BYTES_MAX = 2 * 2 ** 30;
/** Room that a member gets before its size is seen: what a manifest says of it may be false. */
const ROOM_BYTES = 64 * 2 ** 20;
/** Objects of a member of at least so many bytes share what they have in common. */
const PIECES_FROM_BYTES = 2 ** 20;

/**
 * The manifest of an archive that is a portable file, undefined for any other archive. Only the archive's beginning is
 * read.
 *
 * @throws InputError when the manifest is damaged or of a newer major version.
 */
export async function readManifest(archive: Archive): Promise<Manifest | undefined> {
  // In a file, the manifest comes first; unpacked, it lies somewhere in the folder.
  for await (const entry of archive.entries((path) => !archive.isIndexed || path === MANIFEST_PATH)) {
    return manifestEntry(entry, archive);
  }
  return undefined;
}

async function manifestEntry({ path, chunks }: Entry, { name }: Archive): Promise<Manifest | undefined> {
  return path === MANIFEST_PATH
    ? manifestOf(await wholeOf(chunks, MANIFEST_BYTES_MAX, name, MANIFEST_ROOM_BYTES), name)
    : undefined;
}

function manifestOf(data: Buffer, file: string): Manifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
  return isManifest(value) ? decodeManifest(value, file) : undefined;
}

/**
 * Opens a portable file: the columns of the pods as they stand in it, other objects when they are first asked for. Each
 * member is checked against its digest before anything of it is used. Undefined for any other archive.
 *
 * @throws InputError when the file is damaged.
 */
export async function readKsnap(archive: Archive, limits: ReadLimits): Promise<Snapshot | undefined> {
  // In a file the manifest comes first, so that one pass is enough; unpacked, it lies somewhere in the folder.
  const known = archive.isIndexed ? await readManifest(archive) : undefined;
  if (archive.isIndexed && !known) return undefined;
  return readMembers(archive, known, limits, true);
}

async function readMembers(
  archive: Archive,
  known: Manifest | undefined,
  limits: ReadLimits,
  mayUseColumns: boolean,
): Promise<Snapshot | undefined> {
  let plan = known && planOf(known, mayUseColumns);
  const data = new Map<string, Buffer>();
  let pods: PodColumns | undefined;
  for await (const entry of archive.entries((path) => !plan || plan.wanted.has(path))) {
    if (!plan) {
      const manifest = await manifestEntry(entry, archive);
      if (!manifest) return undefined;
      plan = planOf(manifest, mayUseColumns);
      continue;
    }
    const member = plan.wanted.get(entry.path)!;
    plan.wanted.delete(entry.path);
    const name = memberName(archive.name, entry.path);
    if (entry.path === PODS_PATH) pods = await readPods(entry.chunks, member.sha256, name, limits);
    else if (entry.path === plan.columns) {
      const chunks = hashedChunks(entry.chunks, member.sha256, name);
      pods = decodeColumns(await sharedOf(chunks, member.bytes, name), name);
    } else data.set(entry.path, await wholeOf(entry.chunks, member.bytes, name));
    if (plan.wanted.size === 0) break;
  }
  if (!plan) return undefined;
  if (plan.columns && plan.wanted.delete(plan.columns))
    return readMembers(archive, plan.manifest, limits, false);
  for (const path of plan.wanted.keys()) {
    throw new InputError(`${path} is missing from the file`, {
      where: archive.name,
      hint: 'copy the file again',
    });
  }
  return snapshotOf(archive.name, plan.manifest, pods ?? new PodColumns(), data);
}

/** Which members are read: the columns in place of the pods where they are of use. */
function planOf(manifest: Manifest, mayUseColumns: boolean) {
  const derived = mayUseColumns
    ? manifest.derived?.find(
        ({ layout, source }) =>
          layout === COLUMN_LAYOUT &&
          manifest.members.some(({ path, sha256 }) => path === source.path && sha256 === source.sha256),
      )
    : undefined;
  const wanted = new Map<string, { readonly bytes: number; readonly sha256: string }>();
  for (const member of manifest.members) {
    if (!derived || member.path !== derived.source.path) wanted.set(member.path, member);
  }
  if (derived) wanted.set(derived.path, derived);
  return { manifest, wanted, columns: derived?.path };
}

function snapshotOf(
  name: string,
  manifest: Manifest,
  pods: PodColumns,
  data: ReadonlyMap<string, Buffer>,
): Snapshot {
  const load = (path: string): KubeObject[] => {
    const member = manifest.members.find((each) => each.path === path);
    const bytes = data.get(path);
    if (!member || !bytes) return [];
    const where = memberName(name, path);
    return parseLines(checked(bytes, member.sha256, where), where);
  };
  const kinds = new Map<GroupKind, string[]>();
  for (const { path, counts } of manifest.members) {
    if (path === EVENTS_PATH || path === PODS_PATH) continue;
    for (const kind of Object.keys(counts)) kinds.set(kind, [...(kinds.get(kind) ?? []), path]);
  }
  let events: readonly KubeObject[] | undefined;
  const takenAtMs = manifest.takenAt === undefined ? undefined : Date.parse(manifest.takenAt);
  return {
    metadata: {
      formats: ['ksnap'],
      sources: [name],
      ...(manifest.cluster === undefined ? {} : { cluster: manifest.cluster }),
      ...(manifest.kubernetes === undefined ? {} : { kubernetes: manifest.kubernetes }),
      ...(takenAtMs === undefined ? {} : { takenAtMs }),
      digest: manifest.digest,
      redaction: manifest.redaction,
    },
    completeness: manifest.completeness.map(({ detail, effect, ...line }) => ({
      ...line,
      ...(detail === undefined ? {} : { detail }),
      ...(effect === undefined ? {} : { effect }),
    })),
    notes: manifest.notes.map(({ objects, ...note }) => ({ ...note, ...(objects ? { objects } : {}) })),
    pods,
    objects: new LazyObjects(new Map([...kinds].sort(([a], [b]) => (a < b ? -1 : 1))), load),
    get events() {
      events ??= load(EVENTS_PATH);
      return events;
    },
  };
}

function parseLines(data: Buffer, where: string): KubeObject[] {
  const objects: KubeObject[] = [];
  const mayHoldNulls = data.includes('null');
  // Taking nulls out changes values in place, which shared ones must not be.
  const pieces = mayHoldNulls || data.length < PIECES_FROM_BYTES ? undefined : new PieceParser(data);
  const shapes = pieces && new SharedShapes(pieces.shared);
  let line = 1;
  for (let start = 0; start < data.length; line++) {
    const newline = data.indexOf(10, start);
    const end = newline < 0 ? data.length : newline;
    const place = { file: where, text: { line, column: 1 } };
    try {
      const value = pieces ? pieces.parse(start, end) : JSON.parse(data.toString('utf8', start, end));
      objects.push(decodeObject(value, undefined, place, mayHoldNulls, shapes));
    } catch (error) {
      if (error instanceof SyntaxError) {
        throw new InputError(`the JSON cannot be read: ${error.message}`, {
          where: `${where}, line ${line}`,
        });
      }
      throw error;
    }
    start = end + 1;
  }
  return objects;
}

/** Makes the columns anew from the pods themselves. */
async function readPods(
  chunks: Chunks,
  sha256: string,
  where: string,
  limits: ReadLimits,
): Promise<PodColumns> {
  const pods = new PodColumns();
  const sink = {
    streams: () => false,
    element: () => {},
    scalar: () => {},
    document: (members: Record<string, unknown>, text: TextPlace) => {
      pods.push(decodeObject(members, undefined, { file: where, text }) as unknown as Pod);
    },
  };
  await readLines(hashedChunks(chunks, sha256, where), sink, limits, where);
  return pods;
}

/** All bytes in one piece, copied while the next ones are unpacked. */
async function wholeOf(
  chunks: Chunks,
  bytesMax: number,
  where: string,
  roomBytes = Math.min(bytesMax, ROOM_BYTES),
): Promise<Buffer> {
  let data = Buffer.allocUnsafe(roomBytes);
  let length = 0;
  for await (const chunk of chunks) {
    const after = length + chunk.length;
    if (after > bytesMax) throw changed(where);
    if (after > data.length) {
      const larger = Buffer.allocUnsafe(Math.min(bytesMax, Math.max(after, data.length * 2)));
      data.copy(larger, 0, 0, length);
      data = larger;
    }
    data.set(chunk, length);
    length = after;
  }
  return data.subarray(0, length);
}

/** The bytes in shared memory, where columns lie, without a copy in between. */
async function sharedOf(
  chunks: Chunks,
  byteCount: number,
  where: string,
): Promise<Uint8Array<SharedArrayBuffer>> {
  if (byteCount > COLUMNS_BYTES_MAX) throw changed(where);
  const shared = new Uint8Array(new SharedArrayBuffer(byteCount));
  let at = 0;
  for await (const chunk of chunks) {
    if (at + chunk.length > byteCount) throw changed(where);
    shared.set(chunk, at);
    at += chunk.length;
  }
  return shared;
}
