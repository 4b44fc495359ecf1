import { type GroupKind, groupKindOf, type KubeObject, objectKey, type Pod } from '../../kubernetes/index.ts';
import { contentDigest } from '../digest.ts';
import { inferMissing } from '../inference/infer.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { Snapshot, SnapshotMetadata, SnapshotNote } from '../snapshot.ts';
import { NOT_TAKEN } from '../text/read-json.ts';
import { ClusterFacts } from './cluster-facts.ts';
import { ObjectTable } from './object-table.ts';
import { PodTable } from './pod-table.ts';

/** Takes in objects and what is known around them, from one source after another, and becomes the snapshot. */
export class SnapshotBuilder {
  readonly facts = new ClusterFacts();
  readonly #ledgers: Ledger[] = [];
  readonly #formats: string[] = [];
  readonly #sources: string[] = [];
  readonly #notes: SnapshotNote[] = [];
  readonly #pods = new PodTable();
  readonly #tables = new Map<GroupKind, ObjectTable>();
  #supersededCount = 0;
  readonly #conflicts: string[] = [];
  redaction: SnapshotMetadata['redaction'] = 'none';

  /** What follows comes from this source. */
  beginSource(name: string): void {
    this.#sources.push(name);
    this.#ledgers.push(new Ledger());
  }

  /** The format that the current source turned out to be of. */
  format(name: string): void {
    if (!this.#formats.includes(name)) this.#formats.push(name);
  }

  /** What the current source tells about whole kinds. */
  get ledger(): Ledger {
    return this.#ledgers.at(-1)!;
  }

  note(note: SnapshotNote): void {
    this.#notes.push(note);
  }

  /** How many objects were read so far, duplicates included. */
  objectCount = 0;

  add(object: KubeObject): void {
    this.objectCount++;
    const kind = groupKindOf(object.apiVersion!, object.kind!);
    if (kind === 'Pod') this.#pods.add(object as unknown as Pod);
    else this.#addOther(kind, object);
  }

  #addOther(kind: GroupKind, object: KubeObject): void {
    let table = this.#tables.get(kind);
    if (!table) {
      table = new ObjectTable();
      this.#tables.set(kind, table);
    }
    const outcome = table.add(object);
    if (outcome === 'older') this.#supersededCount++;
    if (outcome === 'conflict') {
      this.#conflicts.push(`${kind} ${objectKey(object.metadata.namespace, object.metadata.name!)}`);
    }
    this.facts.see(kind, object);
  }

  /** A first look at an object as bytes; see DocumentSink.takeBytes. */
  takePodBytes(_bytes: Buffer, _at: number, _end: number): number {
    return NOT_TAKEN;
  }

  build(): Snapshot {
    const isMerged = this.#sources.length > 1;
    const { pods, duplicateCount, conflicts } = this.#pods.finish(isMerged);
    const objects = new Map<GroupKind, readonly KubeObject[]>();
    let events: readonly KubeObject[] = [];
    for (const kind of [...this.#tables.keys()].sort()) {
      const table = this.#tables.get(kind)!;
      const list = isMerged ? table.sorted() : table.objects;
      if (kind === 'Event') events = list;
      else objects.set(kind, list);
    }
    this.#noteMerges(duplicateCount, [...this.#conflicts, ...conflicts]);
    const ledger = this.#ledgers.reduce((all, each) => {
      all.merge(each);
      return all;
    }, new Ledger());
    const inference = inferMissing(pods, objects, (kind) => ledger.isAsked(kind) || objects.has(kind));
    const counts = new Map<GroupKind, number>(
      [...inference.objects].map(([kind, list]) => [kind, list.length]),
    );
    if (pods.count > 0) counts.set('Pod', pods.count);
    if (events.length > 0) counts.set('Event', events.length);
    const { cluster, kubernetes, takenAtMs } = this.facts.finish(pods);
    return {
      metadata: {
        formats: this.#formats,
        sources: this.#sources,
        ...(cluster === undefined ? {} : { cluster }),
        ...(kubernetes === undefined ? {} : { kubernetes }),
        ...(takenAtMs === undefined ? {} : { takenAtMs }),
        digest: contentDigest(pods, inference.objects, events),
        redaction: this.redaction,
      },
      completeness: ledger.lines(counts, inference.inferred),
      notes: [...this.#notes, ...inference.notes],
      pods,
      objects: inference.objects,
      events,
    };
  }

  #noteMerges(duplicatePodCount: number, conflicts: readonly string[]): void {
    const superseded = this.#supersededCount + duplicatePodCount;
    if (superseded > 0 && this.#sources.length > 1) {
      this.note({
        code: 'NEWEST_TAKEN',
        message: `${superseded} objects stand in several sources: the newest state of each was taken`,
      });
    }
    if (conflicts.length > 0) {
      this.note({
        code: 'CONFLICTING_STATES',
        message: `${conflicts.length} objects differ between sources, and nothing tells which state is newer`,
        objects: [...new Set(conflicts)].sort(),
      });
    }
  }
}
