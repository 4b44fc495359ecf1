import type { GroupKind, KubeObject } from '../kubernetes/index.ts';
import { isInferred, type KindState, type PodColumns, type Snapshot } from '../snapshot/index.ts';

/** Inferred objects of these kinds let a simulation go on; how the real ones are, they do not tell. */
const STAND_INS: ReadonlySet<GroupKind> = new Set([
  'Node',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'StorageClass.storage.k8s.io',
]);

/** A state of a cluster as the graph reads it. */
export interface RelationSource {
  /** Kinds other than Pod of which there are objects. */
  readonly kinds: readonly GroupKind[];
  /** The objects of a kind other than Pod, in a fixed order. */
  readonly objectsOf: (groupKind: GroupKind) => readonly KubeObject[];
  readonly pods: PodColumns;
  /** What is known of a kind; `isPartial` when objects may be missing although there are some. */
  readonly knowledgeOf: (groupKind: GroupKind) => KindKnowledge;
}

/** What a state of a cluster knows of one kind. */
export interface KindKnowledge {
  readonly state: KindState;
  readonly isPartial: boolean;
  /** Why it is not known, or not wholly. */
  readonly detail?: string;
}

/** A snapshot as the graph reads it. */
export function snapshotSource(snapshot: Snapshot): RelationSource {
  const ledger = new Map(snapshot.completeness.map((line) => [line.kind, line]));
  const objectsOf = (groupKind: GroupKind) => {
    const objects = snapshot.objects.get(groupKind) ?? [];
    return STAND_INS.has(groupKind) ? objects.filter((object) => !isInferred(object)) : objects;
  };
  return {
    kinds: [...snapshot.objects.keys()].filter((kind) => kind !== 'Pod' && kind !== 'Event').sort(),
    objectsOf,
    pods: snapshot.pods,
    knowledgeOf: (groupKind) => {
      const line = ledger.get(groupKind);
      if (line === undefined) {
        const isThere =
          groupKind === 'Pod' ? snapshot.pods.count > 0 : (snapshot.objects.get(groupKind)?.length ?? 0) > 0;
        return { state: isThere ? 'present' : 'unknown', isPartial: false };
      }
      const { state, detail } = line;
      return {
        state,
        isPartial: state !== 'unknown' && detail !== undefined,
        ...(detail === undefined ? {} : { detail }),
      };
    },
  };
}
