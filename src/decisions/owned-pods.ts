import type { ObjectRef, Recording } from '../history/index.ts';
import type { GroupKind, KubeObject } from '../kubernetes/index.ts';

/** Kinds that make pods themselves. */
const POD_OWNERS = new Set<GroupKind>([
  'ReplicaSet.apps',
  'StatefulSet.apps',
  'DaemonSet.apps',
  'Job.batch',
  'ReplicationController',
]);
/** Kinds that make the objects that make pods. */
const MIDDLE: Readonly<Record<GroupKind, GroupKind>> = {
  'Deployment.apps': 'ReplicaSet.apps',
  'CronJob.batch': 'Job.batch',
  'Rollout.argoproj.io': 'ReplicaSet.apps',
};
/** Names that the API server makes keep this much of the name they are made from. */
const KEPT_LENGTH = 58;

/** What an object ever owned while it was recorded. */
export interface Owned {
  readonly pods: readonly ObjectRef[];
  /** ReplicaSets and Jobs between it and its pods. */
  readonly between: readonly ObjectRef[];
}

/** Every pod that an object ever owned, through ReplicaSets and Jobs; the object itself for a pod. */
export function ownedBy(recording: Recording, ref: ObjectRef): Owned {
  if (ref.kind === 'Pod') return { pods: [ref], between: [] };
  const middle = MIDDLE[ref.kind];
  if (middle !== undefined) {
    const between = ownedObjects(recording, ref, middle);
    return { pods: between.flatMap((each) => ownedObjects(recording, each, 'Pod')), between };
  }
  return { pods: POD_OWNERS.has(ref.kind) ? ownedObjects(recording, ref, 'Pod') : [], between: [] };
}

/** Objects of a kind that have the given one as controller. Their names begin with its own, which spares reading others. */
function ownedObjects(recording: Recording, owner: ObjectRef, kind: GroupKind): ObjectRef[] {
  const prefix = `${owner.name}-`.slice(0, KEPT_LENGTH);
  return recording.objects
    .refs({ kind, namespace: owner.namespace })
    .filter(({ name }) => name.startsWith(prefix))
    .filter((ref) => isOwnedBy(firstBody(recording, ref), owner));
}

function firstBody(recording: Recording, ref: ObjectRef): KubeObject | undefined {
  const first = recording.objects.changesOf(ref).find(({ isStateKnown }) => isStateKnown);
  return first && recording.objects.bodyOf(first);
}

function isOwnedBy(object: KubeObject | undefined, { kind, name }: ObjectRef): boolean {
  const plain = kind.split('.', 1)[0];
  return (
    object?.metadata.ownerReferences?.some(
      (reference) => reference.controller === true && reference.kind === plain && reference.name === name,
    ) === true
  );
}
