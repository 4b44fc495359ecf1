import { hashOf } from '../columns/index.ts';
import {
  compareTexts,
  type GroupKind,
  type KubeObject,
  type KubernetesVersion,
  kubernetesVersion,
  type Pod,
  withDefaults,
  withJobSelector,
} from '../kubernetes/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import { Journal } from './journal.ts';
import { podObject } from './pod-object.ts';
import { SchedulingMirror } from './scheduling-mirror.ts';
import { Selections } from './selections.ts';
import { NodeTable } from './tables/node-table.ts';
import { type ObjectReference, ObjectTable } from './tables/object-table.ts';
import { PodTable } from './tables/pod-table.ts';
import { TemplateTable } from './tables/template-table.ts';

/**
 * The state of one cluster. Everything may read it; only `apply` writes it, and only the simulation calls that.
 *
 * A what-if is a mark, a run and a rollback: it costs what it touched.
 */
export class World {
  readonly snapshot: Snapshot;
  readonly version: KubernetesVersion;
  readonly templates = new TemplateTable();
  readonly nodes = new NodeTable();
  readonly pods: PodTable;
  readonly objects = new ObjectTable();
  /** Which budgets, services and controllers select which pods. */
  readonly selections = new Selections(this.templates, this.objects);
  /** The same cluster as the scheduler model sees it, kept up to date by `apply`. */
  readonly scheduling: SchedulingMirror;
  readonly journal = new Journal();
  #startMs: number;

  constructor(snapshot: Snapshot, options: { readonly kubernetes?: string; readonly startMs?: number } = {}) {
    this.snapshot = snapshot;
    this.version = kubernetesVersion(options.kubernetes ?? snapshot.metadata.kubernetes);
    this.#startMs = options.startMs ?? snapshot.metadata.takenAtMs ?? 0;
    for (const [kind, objects] of snapshot.objects) {
      if (kind === 'Node') {
        for (const node of objects) this.nodes.setObject(this.nodes.rowFor(node.metadata.name ?? ''), node);
      } else {
        for (const object of objects) this.objects.put(kind, stored(kind, object));
      }
    }
    this.pods = new PodTable(snapshot.pods, this.templates, this.nodes);
    this.scheduling = new SchedulingMirror(this);
  }

  /**
   * Time 0 of a simulation, milliseconds since the epoch: the moment of the snapshot, or what `advance` has made of it.
   */
  get startMs(): number {
    return this.#startMs;
  }

  /** Simulations from now on begin so much later: what an earlier one left behind is that old then. */
  advance(byMs: number): void {
    this.#startMs += byMs;
    this.journal.push(() => {
      this.#startMs -= byMs;
    });
  }

  /** From here on changes can be undone; returns what `rollback` needs. */
  mark(): number {
    return this.journal.mark();
  }

  rollback(mark: number): void {
    this.journal.rollback(mark);
  }

  /** Any object, pods and nodes included. */
  get({ kind, namespace, name }: ObjectReference): KubeObject | undefined {
    if (kind === 'Pod') {
      const row = this.pods.find(namespace ?? 'default', name);
      return row < 0 ? undefined : this.podObject(row);
    }
    if (kind === 'Node') return this.nodes.object(this.nodes.row(name));
    return this.objects.get(kind, namespace, name);
  }

  /** All objects of a kind as a list request gives them: by namespace, then by name. */
  list(kind: GroupKind, namespace?: string): KubeObject[] {
    const found: KubeObject[] = [];
    if (kind === 'Pod') {
      const rows = namespace === undefined ? this.pods.rows() : this.pods.inNamespace(namespace);
      for (const row of rows) found.push(this.podObject(row));
    } else if (kind === 'Node') {
      for (const row of this.nodes.rows()) found.push(this.nodes.object(row)!);
    } else {
      const objects =
        namespace === undefined ? this.objects.all(kind) : this.objects.inNamespace(kind, namespace);
      found.push(...objects);
    }
    return found.sort(byNamespaceAndName);
  }

  podObject(row: number): Pod {
    return podObject(this.pods, this.nodes, row);
  }

  /** The rows in the order in which the API server lists them: by namespace, then by name. */
  sortedPodRows(rows: Iterable<number>): number[] {
    const keyed = Array.from(rows, (row) => ({ row, key: this.pods.key(row) }));
    keyed.sort((a, b) => compareTexts(a.key, b.key));
    return keyed.map(({ row }) => row);
  }
}

function byNamespaceAndName(a: KubeObject, b: KubeObject): number {
  const left = `${a.metadata.namespace ?? ''}/${a.metadata.name}`;
  const right = `${b.metadata.namespace ?? ''}/${b.metadata.name}`;
  return compareTexts(left, right);
}

/** A world as everything but `apply` sees it. */
export type WorldView = Pick<
  World,
  | 'snapshot'
  | 'version'
  | 'startMs'
  | 'get'
  | 'list'
  | 'podObject'
  | 'sortedPodRows'
  | 'scheduling'
  | 'selections'
> & {
  readonly pods: Omit<
    PodTable,
    | 'append'
    | 'dropLast'
    | 'remove'
    | 'restore'
    | 'setTemplate'
    | 'restoreTemplate'
    | 'assign'
    | 'unassign'
    | 'setNominatedNode'
    | 'setPhase'
    | 'setFlag'
    | 'setRestartCount'
    | 'setStartedMs'
    | 'setReadyChangedMs'
    | 'setDeletion'
    | 'setStatus'
  >;
  readonly nodes: Omit<NodeTable, 'rowFor' | 'setObject'>;
  readonly objects: Omit<ObjectTable, 'put' | 'remove'>;
  readonly templates: Omit<TemplateTable, 'intern'>;
};

/**
 * An object as the API server would store it. One of a cluster is so already; manifests have no uid, and without one
 * nothing that they make would be their own: they get one of their name, and the defaults.
 */
function stored(kind: GroupKind, object: KubeObject): KubeObject {
  const { metadata } = object;
  if (metadata.uid) return object;
  const uid = madeUpUid(`${kind}/${metadata.namespace ?? ''}/${metadata.name ?? ''}`);
  const identified = withDefaults({ ...object, metadata: { ...metadata, uid } });
  return kind === 'Job.batch' ? withJobSelector(identified) : identified;
}

/** 128 bits in the form of a uid, which may stand in a label as a Job's does. */
function madeUpUid(of: string): string {
  const hex = ['a', 'b', 'c', 'd']
    .map((salt) => (hashOf(`${salt} ${of}`) >>> 0).toString(16).padStart(8, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
