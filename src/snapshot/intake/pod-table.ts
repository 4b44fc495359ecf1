import { Float64Column } from '../../columns/index.ts';
import { objectKey, type Pod } from '../../kubernetes/index.ts';
import { canonicalJson } from '../canonical-json.ts';
import { copyRows } from '../copy-rows.ts';
import { PodColumns } from '../pod-columns.ts';
import { resourceVersionOf } from './newest.ts';

/** What became of the pods that were read. */
export interface FinishedPods {
  readonly pods: PodColumns;
  /** For each row, which pod in the order of reading it was; undefined when they are the same. */
  readonly ordinals: Int32Array | undefined;
  /** How many pods stood in the input more than once. */
  readonly duplicateCount: number;
  /** Pods that differ between sources while nothing tells which state is newer. */
  readonly conflicts: readonly string[];
}

/** The pods of all sources as they are read; duplicates are found at the end, when there are any. */
export class PodTable {
  readonly columns = new PodColumns();
  /** resourceVersion of each row, NaN without one. */
  readonly versions = new Float64Column();

  add(pod: Pod): void {
    this.columns.push(pod);
    this.versions.push(resourceVersionOf(pod.metadata));
  }

  /** @param isSorted whether to order by namespace and name, so that the order of the sources does not matter. */
  finish(isSorted: boolean): FinishedPods {
    const { columns } = this;
    const conflicts: string[] = [];
    const { rows, duplicates } = this.#distinctRows();
    for (const [row, index] of duplicates) {
      const { order, isGuess } = this.#compareAge(row, rows[index]!);
      if (isGuess) conflicts.push(`Pod ${this.#key(row)}`);
      if (order > 0) rows[index] = row;
    }
    const duplicateCount = duplicates.length;
    if (duplicateCount === 0 && !isSorted)
      return { pods: columns, ordinals: undefined, duplicateCount, conflicts };
    const kept = isSorted
      ? rows
          .map((row) => [this.#key(row), row] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([, row]) => row)
      : rows;
    return { pods: copyRows(columns, kept), ordinals: Int32Array.from(kept), duplicateCount, conflicts };
  }

  /** The first row of each pod, and further rows of the same pod with the place of the first among them. */
  #distinctRows(): {
    readonly rows: number[];
    readonly duplicates: (readonly [row: number, index: number])[];
  } {
    const { columns } = this;
    const hashes = columns.name.hashes();
    const mask = 2 ** Math.ceil(Math.log2(columns.count * 2 + 2)) - 1;
    /** For each slot one more than the place in `rows`, 0 while it is free. */
    const slots = new Int32Array(mask + 1);
    const rows: number[] = [];
    const duplicates: (readonly [number, number])[] = [];
    for (let row = 0; row < columns.count; row++) {
      const namespaceId = columns.namespaceId.get(row);
      let slot = (hashes[row]! ^ Math.imul(namespaceId, 0x9e3779b1)) & mask;
      for (;;) {
        const index = slots[slot]! - 1;
        if (index < 0) {
          slots[slot] = rows.push(row);
          break;
        }
        const other = rows[index]!;
        const isSame =
          hashes[other] === hashes[row] &&
          columns.namespaceId.get(other) === namespaceId &&
          columns.name.get(other) === columns.name.get(row);
        if (isSame) {
          duplicates.push([row, index]);
          break;
        }
        slot = (slot + 1) & mask;
      }
    }
    return { rows, duplicates };
  }

  #key(row: number): string {
    const { columns } = this;
    return objectKey(columns.namespaces.get(columns.namespaceId.get(row)), columns.name.get(row));
  }

  #compareAge(a: number, b: number): { readonly order: number; readonly isGuess: boolean } {
    const versions = this.versions.get(a) - this.versions.get(b);
    if (!Number.isNaN(versions) && versions !== 0) return { order: versions, isGuess: false };
    const created = this.columns.createdMs.get(a) - this.columns.createdMs.get(b);
    if (!Number.isNaN(created) && created !== 0) return { order: created, isGuess: false };
    const left = canonicalJson(rowContent(this.columns, a));
    const right = canonicalJson(rowContent(this.columns, b));
    return { order: left === right ? 0 : left < right ? -1 : 1, isGuess: left !== right };
  }
}

/** Everything that a row says, as one value. */
export function rowContent(pods: PodColumns, row: number): Readonly<Record<string, unknown>> {
  const nodeName = (id: number) => (id < 0 ? null : pods.nodeNames.get(id));
  return {
    namespace: pods.namespaces.get(pods.namespaceId.get(row)),
    name: pods.name.get(row),
    uid: pods.uid.get(row),
    make: pods.makes.get(pods.makeId.get(row)),
    nodeName: nodeName(pods.nodeNameId.get(row)),
    nominatedNodeName: nodeName(pods.nominatedNodeNameId.get(row)),
    phase: pods.phase.get(row),
    flags: pods.flags.get(row),
    restartCount: pods.restartCount.get(row),
    createdMs: pods.createdMs.get(row),
    startedMs: pods.startedMs.get(row),
    readyChangedMs: pods.readyChangedMs.get(row),
    deletionMs: pods.deletionMs.get(row),
    deletionGraceSeconds: pods.deletionGraceSeconds.get(row),
    status: pods.statuses.get(row) ?? null,
  };
}
