import {
  compareTexts,
  type GroupKind,
  groupKindOf,
  type KubeObject,
  objectKey,
  type Pod,
} from '../../kubernetes/index.ts';
import { contentDigest } from '../digest.ts';
import { inferMissing } from '../inference/infer.ts';
import { Ledger } from '../ledger/ledger.ts';
import { PatternReader } from '../pod-patterns/pattern-reader.ts';
import type { Snapshot, SnapshotMetadata, SnapshotNote } from '../snapshot.ts';
import { NOT_TAKEN } from '../text/read-json.ts';
import { ClusterFacts } from './cluster-facts.ts';
import { ObjectTable } from './object-table.ts';
import { PodTable } from './pod-table.ts';

/** What a builder does with objects beside keeping them. */
export interface BuilderOptions {
  /** What is kept in place of an object, such as one without its secrets. */
  readonly transform?: (object: KubeObject) => KubeObject;
  /** Is shown every whole pod, in the order of reading. */
  readonly podSink?: (pod: Pod) => void;
}

/** A snapshot, and which of the pods that were read its rows are, when they are not simply all. */
export interface BuiltSnapshot {
  readonly snapshot: Snapshot;
  readonly podOrdinals: Int32Array | undefined;
}

/** Takes in objects and what is known around them, from one source after another, and becomes the snapshot. */
export class SnapshotBuilder {
  readonly facts = new ClusterFacts();
  readonly #options: BuilderOptions;
  readonly #ledgers: Ledger[] = [];
  readonly #formats: string[] = [];
  readonly #sources: string[] = [];
  readonly #notes: SnapshotNote[] = [];
  readonly #pods = new PodTable();
  readonly #patterns = new PatternReader(this.#pods);
  readonly #tables = new Map<GroupKind, ObjectTable>();
  #supersededCount = 0;
  readonly #conflicts: string[] = [];
  redaction: SnapshotMetadata['redaction'] = 'none';

  constructor(options: BuilderOptions = {}) {
    this.#options = options;
  }

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

  add(source: KubeObject): void {
    this.objectCount++;
    const object = this.#options.transform?.(source) ?? source;
    const kind = groupKindOf(object.apiVersion!, object.kind!);
    if (kind === 'Pod') {
      const pod = object as unknown as Pod;
      this.#pods.add(pod);
      this.#options.podSink?.(pod);
    } else this.#addOther(kind, object);
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

  /** The namespaces in which pods were read. */
  podNamespaces(): ReadonlySet<string> {
    const { namespaces } = this.#pods.columns;
    return new Set(Array.from({ length: namespaces.size }, (_, id) => namespaces.get(id)));
  }

  /** See PatternReader.takeAlike. */
  takeAlikePod(bytes: Buffer, at: number, end: number): number {
    const behind = this.#patterns.takeAlike(bytes, at, end);
    if (behind >= 0) this.objectCount++;
    return behind;
  }

  /** See PatternReader.takeNew. */
  takeNewPod(
    bytes: Buffer,
    at: number,
    end: number,
    isPod: boolean,
    decode: (value: unknown) => KubeObject,
  ): number {
    // Whoever wants whole objects gets them the plain way; then no pattern is ever learned.
    if (this.#options.transform || this.#options.podSink) return NOT_TAKEN;
    const behind = this.#patterns.takeNew(bytes, at, end, isPod, decode);
    if (behind >= 0) this.objectCount++;
    return behind;
  }

  build(): BuiltSnapshot {
    const isMerged = this.#sources.length > 1;
    const { pods, ordinals, duplicateCount, conflicts } = this.#pods.finish(isMerged);
    const objects = new Map<GroupKind, readonly KubeObject[]>();
    let events: readonly KubeObject[] = [];
    for (const kind of [...this.#tables.keys()].sort()) {
      const table = this.#tables.get(kind)!;
      const list = byVersion(isMerged ? table.sorted() : table.objects);
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
    sayOneNamespace(ledger, this.podNamespaces(), objects);
    const { cluster, kubernetes, takenAtMs } = this.facts.finish(pods);
    const snapshot: Snapshot = {
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
      notes: [...this.#notes, ...inference.notes].sort((a, b) => (noteKey(a) < noteKey(b) ? -1 : 1)),
      pods,
      objects: inference.objects,
      events,
    };
    pods.trim();
    return { snapshot, podOrdinals: ordinals };
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

/**
 * Says of an export whose objects all lie in one namespace that there may be others: whoever exports one namespace has the
 * nodes, but not what else runs on them. An export with Namespaces, or whose format says what was asked for, tells itself.
 */
function sayOneNamespace(
  ledger: Ledger,
  podNamespaces: ReadonlySet<string>,
  objects: ReadonlyMap<GroupKind, readonly KubeObject[]>,
): void {
  const [only, ...others] = podNamespaces;
  if (only === undefined || others.length > 0 || objects.has('Namespace')) return;
  const namespaced = [...objects].filter(([, list]) => list.some(({ metadata }) => metadata.namespace));
  if (namespaced.some(([, list]) => list.some(({ metadata }) => metadata.namespace !== only))) return;
  for (const kind of ['Pod', ...namespaced.map(([kind]) => kind)]) {
    if (!ledger.isAsked(kind))
      ledger.partly(kind, `all lie in ${only}; whether other namespaces were asked for is not said`);
  }
}

/** Objects of several versions of their kind stand version by version, as they do in a portable file. */
function byVersion(objects: readonly KubeObject[]): readonly KubeObject[] {
  const first = objects[0]?.apiVersion;
  if (objects.every(({ apiVersion }) => apiVersion === first)) return objects;
  return objects.toSorted((a, b) => compareTexts(a.apiVersion!, b.apiVersion!));
}

/** Notes stand in an order that does not depend on when they were made. */
function noteKey({ code, message }: SnapshotNote): string {
  return `${code} ${message}`;
}
