import type { KubeObject } from '../kubernetes/index.ts';
import { decodeColumns, encodeColumns } from './ksnap/column-file.ts';
import { LazyObjects } from './ksnap/lazy-objects.ts';
import type { Snapshot } from './snapshot.ts';

/** A snapshot that any number of threads read at the same time: two blocks of shared memory, nothing is copied. */
export interface SharedSnapshot {
  readonly columns: SharedArrayBuffer;
  /** JSON of everything but the pods. */
  readonly rest: SharedArrayBuffer;
}

/** What stands in `rest`: the texts of the objects are kept apart so that a kind is parsed when it is asked for. */
type Rest = Pick<Snapshot, 'metadata' | 'completeness' | 'notes'> & {
  readonly objects: readonly (readonly [kind: string, text: string])[];
};

export function shareSnapshot(snapshot: Snapshot): SharedSnapshot {
  const { metadata, completeness, notes } = snapshot;
  const objects = [...snapshot.objects].map(([kind, each]) => [kind, JSON.stringify(each)] as const);
  const rest: Rest = { metadata, completeness, notes, objects };
  return {
    columns: shared(encodeColumns(snapshot.pods)),
    rest: shared(Buffer.from(JSON.stringify(rest))),
  };
}

/** The snapshot that was shared, without its events. */
export function openSharedSnapshot({ columns, rest }: SharedSnapshot): Snapshot {
  // A shared buffer cannot be decoded in place.
  const parsed = JSON.parse(new TextDecoder().decode(new Uint8Array(rest).slice())) as Rest;
  const texts = new Map(parsed.objects);
  const members = new Map(parsed.objects.map(([kind]) => [kind, [kind]]));
  return {
    metadata: parsed.metadata,
    completeness: parsed.completeness,
    notes: parsed.notes,
    pods: decodeColumns(new Uint8Array(columns), 'shared memory'),
    objects: new LazyObjects(members, (kind) => JSON.parse(texts.get(kind) ?? '[]') as KubeObject[]),
    events: [],
  };
}

function shared(bytes: Uint8Array): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}
