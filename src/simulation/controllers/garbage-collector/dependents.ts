import type { KubeObject } from '../../../kubernetes/index.ts';
import type { ObjectReference, WorldView } from '../../../world/index.ts';

/** Everything that names the object with this uid among its owners: objects by kind and key, then pods by row. */
export function dependentsOf({ objects, pods }: WorldView, uid: string): ObjectReference[] {
  if (uid === '') return [];
  const rows = pods.ownedBy(uid);
  const owned = rows.map((row) => ({ kind: 'Pod', namespace: pods.namespace(row), name: pods.name(row) }));
  return [...objects.ownedBy(uid), ...owned];
}

/** Whether the owner with this uid has to wait until the object is gone. */
export function blocksOwner({ metadata }: KubeObject, uid: string): boolean {
  return (metadata.ownerReferences ?? []).some(
    (owner) => owner.uid === uid && owner.blockOwnerDeletion === true,
  );
}
