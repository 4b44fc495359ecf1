import { changeWords, decidedChanges, type ObjectRef, refKey } from '../history/index.ts';
import { type GroupKind, type KubeObject, objectKey } from '../kubernetes/index.ts';
import { diffObjects, type ObjectDifference, type Snapshot } from '../snapshot/index.ts';
import type { DiffEntry } from './documents.ts';
import { stateChange } from './reported-state.ts';

/** A difference with the object that it is of. */
export interface Difference {
  readonly ref: ObjectRef;
  readonly entry: Omit<DiffEntry, 'changes'>;
}

/** Objects that only say again what others say: what differs of them is told with their owners. */
const ECHOES = new Set<GroupKind>([
  'ReplicaSet.apps',
  'ControllerRevision.apps',
  'Endpoints',
  'EndpointSlice.discovery.k8s.io',
  'CSIStorageCapacity.storage.k8s.io',
]);

/** Every object that differs in what somebody decided or in how it fares, with that in words. */
export function objectDifferences(
  before: Snapshot,
  after: Snapshot,
): { readonly differences: readonly Difference[]; readonly incomparable: readonly GroupKind[] } {
  const { objects, incomparable } = diffObjects(before, after);
  const was = new Index(before);
  const is = new Index(after);
  const differences = objects.flatMap((difference) => {
    const found = differenceOf(difference, was, is);
    return found ? [found] : [];
  });
  const told = new Set(differences.map(({ ref }) => refKey(ref)));
  const fallen = incomparable.includes('Node') ? [] : nodesThatFell(before, is);
  return {
    differences: [...differences, ...fallen.filter(({ ref }) => !told.has(refKey(ref)))],
    incomparable,
  };
}

/** Nodes of which only the conditions changed, which are noise for any other kind. */
function nodesThatFell({ objects }: Snapshot, is: Index): Difference[] {
  return (objects.get('Node') ?? []).flatMap((old) => {
    const name = old.metadata.name ?? '';
    const now = is.get('Node', name);
    const state = now && stateChange('Node', old, now);
    if (!state) return [];
    const ref = { kind: 'Node', namespace: '', name };
    const summary = `${state.before} → ${state.after}`;
    return [{ ref, entry: { object: refKey(ref), change: 'changed', summary, fields: [] } }];
  });
}

/** The objects of a snapshot by kind and key, each kind when it is first asked for. */
class Index {
  readonly #snapshot: Snapshot;
  readonly #kinds = new Map<GroupKind, ReadonlyMap<string, KubeObject>>();

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  get(kind: GroupKind, key: string): KubeObject | undefined {
    let objects = this.#kinds.get(kind);
    if (!objects) {
      objects = new Map(
        (this.#snapshot.objects.get(kind) ?? []).map((object) => [
          objectKey(object.metadata.namespace, object.metadata.name ?? ''),
          object,
        ]),
      );
      this.#kinds.set(kind, objects);
    }
    return objects.get(key);
  }
}

function differenceOf(
  { kind, key, change }: ObjectDifference,
  was: Index,
  is: Index,
): Difference | undefined {
  const [old, now] = [was.get(kind, key), is.get(kind, key)];
  const isEcho = ECHOES.has(kind) && (now ?? old)?.metadata.ownerReferences?.length;
  const slash = key.indexOf('/');
  const ref = { kind, namespace: slash < 0 ? '' : key.slice(0, slash), name: key.slice(slash + 1) };
  const service = isSlice(kind) ? (now ?? old)?.metadata.labels?.['kubernetes.io/service-name'] : undefined;
  const object = service === undefined ? refKey(ref) : `Service/${ref.namespace}/${service}`;
  if (isEcho && kind !== 'EndpointSlice.discovery.k8s.io') return undefined;
  if (change === 'added' || change === 'removed')
    return isEcho ? undefined : { ref, entry: { object, change, summary: change, fields: [] } };
  if (!old || !now) return undefined;
  const fields = decidedChanges(old, now).filter(({ path }) => !isEcho || path.startsWith('spec.'));
  const state = stateChange(kind, old, now);
  const summary = [
    ...(change === 'recreated' ? ['made anew'] : []),
    ...(fields.length > 0 && !isSlice(kind) ? [changeWords(kind, fields)] : []),
    ...(state ? [`${state.before} → ${state.after}`] : []),
  ].join('; ');
  if (summary === '') return undefined;
  return {
    ref,
    entry: {
      object,
      change: change === 'recreated' ? 'recreated' : 'changed',
      summary,
      fields: isSlice(kind)
        ? []
        : fields.map(({ path, before, after }) => ({ path, before: before ?? null, after: after ?? null })),
    },
  };
}

function isSlice(kind: GroupKind): boolean {
  return kind === 'EndpointSlice.discovery.k8s.io';
}
