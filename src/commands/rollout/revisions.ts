import {
  type ControllerRevision,
  type GroupKind,
  type KubeObject,
  type ReplicaSet,
  revisionTemplate,
} from '../../kubernetes/index.ts';
import type { WorldView } from '../../world/index.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** One revision of a workload's template. */
export interface Revision {
  readonly number: number;
  readonly changeCause: string;
  /** The object that keeps it: a ReplicaSet or a ControllerRevision. */
  readonly object: KubeObject;
}

/**
 * The revisions of a Deployment, StatefulSet or DaemonSet, oldest first; those that share a number stand for one.
 *
 * @source k8s.io/kubectl/pkg/polymorphichelpers/history.go → DeploymentHistoryViewer, controlledHistory (v0.36.3)
 */
export function revisionsOf(world: WorldView, groupKind: GroupKind, owner: KubeObject): Revision[] {
  const kind = groupKind === 'Deployment.apps' ? 'ReplicaSet.apps' : 'ControllerRevision.apps';
  const byNumber = new Map<number, Revision>();
  for (const object of world.objects.inNamespace(kind, owner.metadata.namespace ?? '')) {
    const isOwned = object.metadata.ownerReferences?.some(
      ({ uid, controller }) => controller && uid === owner.metadata.uid,
    );
    const number = numberOf(object);
    if (!isOwned || number === undefined) continue;
    const changeCause = object.metadata.annotations?.[CHANGE_CAUSE] ?? '<none>';
    byNumber.set(number, { number, changeCause, object });
  }
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}

function numberOf(object: KubeObject): number | undefined {
  const { revision } = object as ControllerRevision;
  if (revision !== undefined) return revision;
  const text = (object as ReplicaSet).metadata.annotations?.[REVISION];
  return text === undefined ? undefined : Number(text);
}

/** The object with the template of a ControllerRevision, which keeps it as a patch. */
export function restoredByPatch(object: KubeObject, { object: revision }: Revision): KubeObject {
  const template = revisionTemplate(revision as KubeObject & { readonly data?: unknown });
  if (!template) return object;
  return { ...object, spec: { ...(object.spec as object), template } };
}
