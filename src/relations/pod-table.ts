import type { PodColumns, PodMake } from '../snapshot/index.ts';
import type { ObjectKey } from './object-key.ts';

/** Pods that share namespace, labels, owners and spec. */
export interface PodGroup {
  readonly namespace: string;
  readonly make: PodMake;
  /** Rows in the snapshot, ascending. */
  readonly rows: readonly number[];
}

/**
 * The pods of a snapshot for whoever asks by name, by node, or by what they share. Pods are read by groups: what 150,000
 * pods refer to stands in a few thousand specs.
 */
export class PodTable {
  readonly #pods: PodColumns;
  #rowByKey: Map<string, number> | undefined;
  #groups: readonly PodGroup[] | undefined;
  #groupsByNamespace: ReadonlyMap<string, NamespaceGroups> | undefined;
  #rowsByNode: ReadonlyMap<string, readonly number[]> | undefined;

  constructor(pods: PodColumns) {
    this.#pods = pods;
  }

  get columns(): PodColumns {
    return this.#pods;
  }

  rowOf(namespace: string, name: string): number | undefined {
    if (!this.#rowByKey) {
      this.#rowByKey = new Map();
      for (let row = 0; row < this.#pods.count; row++) {
        this.#rowByKey.set(`${this.namespaceOf(row)}/${this.#pods.name.get(row)}`, row);
      }
    }
    return this.#rowByKey.get(`${namespace}/${name}`);
  }

  keyOf(row: number): ObjectKey {
    return `Pod/${this.namespaceOf(row)}/${this.#pods.name.get(row)}`;
  }

  namespaceOf(row: number): string {
    return this.#pods.namespaces.get(this.#pods.namespaceId.get(row));
  }

  /** The node that the pod is bound to. */
  nodeOf(row: number): string | undefined {
    const id = this.#pods.nodeNameId.get(row);
    return id < 0 ? undefined : this.#pods.nodeNames.get(id);
  }

  makeOf(row: number): PodMake {
    return this.#pods.makes.get(this.#pods.makeId.get(row));
  }

  rowsOnNode(node: string): readonly number[] {
    if (!this.#rowsByNode) {
      const rows = new Map<string, number[]>();
      for (let row = 0; row < this.#pods.count; row++) {
        const name = this.nodeOf(row);
        if (name !== undefined) pushTo(rows, name, row);
      }
      this.#rowsByNode = rows;
    }
    return this.#rowsByNode.get(node) ?? [];
  }

  /** All groups, in the order of their first pods. */
  get groups(): readonly PodGroup[] {
    if (!this.#groups) {
      const byIds = new Map<number, number[]>();
      const { makeId, namespaceId, namespaces } = this.#pods;
      for (let row = 0; row < this.#pods.count; row++) {
        pushTo(byIds, makeId.get(row) * namespaces.size + namespaceId.get(row), row);
      }
      this.#groups = [...byIds.values()].map((rows) => ({
        namespace: this.namespaceOf(rows[0]!),
        make: this.makeOf(rows[0]!),
        rows,
      }));
    }
    return this.#groups;
  }

  /** The groups of one namespace. */
  inNamespace(namespace: string): NamespaceGroups {
    this.#groupsByNamespace ??= new Map(
      [...Map.groupBy(this.groups, (group) => group.namespace)].map(([name, groups]) => [
        name,
        new NamespaceGroups(groups),
      ]),
    );
    return this.#groupsByNamespace.get(namespace) ?? NOTHING_THERE;
  }
}

/** The groups of pods of one namespace, by label. */
export class NamespaceGroups {
  readonly all: readonly PodGroup[];
  #byLabel: ReadonlyMap<string, readonly PodGroup[]> | undefined;

  constructor(all: readonly PodGroup[]) {
    this.all = all;
  }

  /** The groups whose pods have this label with this value. */
  labelled(label: string, value: string): readonly PodGroup[] {
    if (!this.#byLabel) {
      const byLabel = new Map<string, PodGroup[]>();
      for (const group of this.all) {
        for (const [key, each] of Object.entries(group.make.labels)) pushTo(byLabel, `${key}=${each}`, group);
      }
      this.#byLabel = byLabel;
    }
    return this.#byLabel.get(`${label}=${value}`) ?? [];
  }
}

const NOTHING_THERE = new NamespaceGroups([]);

/** Appends to the list that a map has under a key. */
export function pushTo<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
