import type { Dictionary } from '../columns/index.ts';
import { PodColumns } from './pod-columns.ts';

/** Pod columns that hold only some rows of others, in the given order. */
export function copyRows(source: PodColumns, rows: readonly number[]): PodColumns {
  const target = new PodColumns();
  const namespace = renumber(source.namespaces, target.namespaces);
  const nodeName = renumber(source.nodeNames, target.nodeNames);
  const make = once((id) => target.makes.intern(source.makes.get(id)));
  for (const row of rows) {
    target.name.push(source.name.get(row));
    target.uid.push(source.uid.get(row));
    target.namespaceId.push(namespace(source.namespaceId.get(row)));
    target.makeId.push(make(source.makeId.get(row)));
    target.nodeNameId.push(nodeName(source.nodeNameId.get(row)));
    target.nominatedNodeNameId.push(nodeName(source.nominatedNodeNameId.get(row)));
    target.phase.push(source.phase.get(row));
    target.flags.push(source.flags.get(row));
    target.restartCount.push(source.restartCount.get(row));
    target.createdMs.push(source.createdMs.get(row));
    target.startedMs.push(source.startedMs.get(row));
    target.readyChangedMs.push(source.readyChangedMs.get(row));
    target.deletionMs.push(source.deletionMs.get(row));
    target.deletionGraceSeconds.push(source.deletionGraceSeconds.get(row));
    const status = source.statuses.text(row);
    if (status !== undefined) target.statuses.setText(target.count - 1, status);
  }
  return target;
}

function renumber<Value>(from: Dictionary<Value>, to: Dictionary<Value>): (id: number) => number {
  return once((id) => to.internText(from.text(id)));
}

function once(numberOf: (id: number) => number): (id: number) => number {
  const ids = new Map<number, number>();
  return (id) => {
    if (id < 0) return id;
    let other = ids.get(id);
    if (other === undefined) {
      other = numberOf(id);
      ids.set(id, other);
    }
    return other;
  };
}
