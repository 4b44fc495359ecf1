import { type GroupKind, type KubeObject, objectKey, type Pod } from '../kubernetes/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { podOfRow } from './pod-of-row.ts';
import { HIDDEN } from './redaction/redact-object.ts';
import type { Snapshot } from './snapshot.ts';

/** One field that differs. */
export interface FieldDifference {
  /** `spec.replicas` */
  readonly path: string;
  /** Undefined where the field is not there. */
  readonly before: unknown;
  readonly after: unknown;
}

/** One object that differs. */
export interface ObjectDifference {
  readonly kind: GroupKind;
  /** `namespace/name`, or the name. */
  readonly key: string;
  readonly change: 'added' | 'removed' | 'recreated' | 'changed';
  /** What changed, in the order of the fields; empty for objects that came or went. */
  readonly fields: readonly FieldDifference[];
}

/** How two snapshots differ, as far as it means something. */
export interface SnapshotDifference {
  readonly objects: readonly ObjectDifference[];
  /** Pods that run on another node than before; part of `objects` too. */
  readonly moved: readonly { readonly pod: string; readonly from: string; readonly to: string }[];
  /** Kinds that one of the two does not know: what is missing there may be there. */
  readonly incomparable: readonly GroupKind[];
}

/** Fields that change all the time and mean nothing by themselves. */
const NOISE =
  /^(metadata\.(resourceVersion|generation|managedFields|uid|selfLink|annotations\.kubectl-smart\/.*)|status\.(conditions|observedGeneration|images|containerStatuses|initContainerStatuses|startTime|podIPs?|hostIPs?|qosClass)(\.|\[|$).*)/;
/** Kinds that record what goes on instead of saying what there is. */
const RECORDS = new Set<GroupKind>(['Event', 'Lease.coordination.k8s.io', 'Endpoints']);

/**
 * What is different in `after`: objects that came, went, were made anew or changed, by kind and key; times, versions and
 * other noise aside.
 */
export function diffSnapshots(before: Snapshot, after: Snapshot): SnapshotDifference {
  const { objects, incomparable } = diffObjects(before, after);
  const pods = diffKind('Pod', wholePods(before), wholePods(after));
  const moved = pods.flatMap(({ key, fields }) => {
    const node = fields.find(({ path }) => path === 'spec.nodeName');
    return typeof node?.before === 'string' && typeof node.after === 'string'
      ? [{ pod: key, from: node.before, to: node.after }]
      : [];
  });
  return { objects: [...objects, ...pods], moved, incomparable };
}

/** What is different in `after`, pods left out. */
export function diffObjects(
  before: Snapshot,
  after: Snapshot,
): Pick<SnapshotDifference, 'objects' | 'incomparable'> {
  const unknown = (snapshot: Snapshot) =>
    snapshot.completeness.filter(({ state }) => state === 'unknown').map(({ kind }) => kind);
  const incomparable = new Set([...unknown(before), ...unknown(after)]);
  const kinds = new Set([...before.objects.keys(), ...after.objects.keys()]);
  const objects: ObjectDifference[] = [];
  for (const kind of [...kinds].filter((each) => !RECORDS.has(each) && !incomparable.has(each)).sort()) {
    objects.push(...diffKind(kind, before.objects.get(kind) ?? [], after.objects.get(kind) ?? []));
  }
  return { objects, incomparable: [...incomparable].filter((kind) => kinds.has(kind)).sort() };
}

function wholePods({ pods }: Snapshot): KubeObject[] {
  return Array.from(
    { length: pods.count },
    (_, row) => podOfRow(pods, row) satisfies Pod as unknown as KubeObject,
  );
}

function diffKind(
  kind: GroupKind,
  before: readonly KubeObject[],
  after: readonly KubeObject[],
): ObjectDifference[] {
  const known = new Map(before.map((object) => [keyOf(object), object]));
  const differences: ObjectDifference[] = [];
  for (const object of after) {
    const key = keyOf(object);
    const old = known.get(key);
    known.delete(key);
    if (!old) differences.push({ kind, key, change: 'added', fields: [] });
    else {
      const fields = diffFields(old, object);
      const isOther =
        old.metadata.uid !== undefined &&
        object.metadata.uid !== undefined &&
        old.metadata.uid !== object.metadata.uid;
      if (isOther) differences.push({ kind, key, change: 'recreated', fields });
      else if (fields.length > 0) differences.push({ kind, key, change: 'changed', fields });
    }
  }
  for (const key of known.keys()) differences.push({ kind, key, change: 'removed', fields: [] });
  return differences.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function keyOf({ metadata }: KubeObject): string {
  return objectKey(metadata.namespace, metadata.name!);
}

/** The fields that differ, noise aside. Lists whose items have names are compared by name: their order means nothing. */
export function diffFields(before: unknown, after: unknown): FieldDifference[] {
  const differences: FieldDifference[] = [];
  const compare = (left: unknown, right: unknown, path: string): void => {
    if (left === right || NOISE.test(path) || isHidden(left, right)) return;
    const leftMembers = membersOf(left);
    const rightMembers = membersOf(right);
    if (!leftMembers || !rightMembers || leftMembers.isList !== rightMembers.isList) {
      if (canonicalJson(left) !== canonicalJson(right))
        differences.push({ path, before: left, after: right });
      return;
    }
    for (const name of [...new Set([...leftMembers.values.keys(), ...rightMembers.values.keys()])].sort()) {
      const step = leftMembers.isList ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
      compare(leftMembers.values.get(name), rightMembers.values.get(name), step);
    }
  };
  compare(before, after, '');
  return differences;
}

/** Whether one of the two snapshots hides the value: then nobody knows whether it changed. */
function isHidden(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return false;
  const hides = (value: unknown) =>
    value === HIDDEN || (Array.isArray(value) && value.length > 0 && value.every((each) => each === HIDDEN));
  return hides(left) || hides(right);
}

/** The members of an object, or the items of a list by name; undefined for anything else. */
function membersOf(
  value: unknown,
): { readonly isList: boolean; readonly values: ReadonlyMap<string, unknown> } | undefined {
  if (Array.isArray(value)) {
    const names = value.map((item: unknown) => nameOf(item));
    if (value.length === 0 || names.includes(undefined) || new Set(names).size < names.length)
      return undefined;
    return { isList: true, values: new Map(value.map((item: unknown, index) => [names[index]!, item])) };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return { isList: false, values: new Map(Object.entries(value)) };
}

function nameOf(item: unknown): string | undefined {
  const name = (item as { name?: unknown } | null)?.name;
  return typeof name === 'string' ? name : undefined;
}
