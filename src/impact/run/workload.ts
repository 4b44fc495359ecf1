import { groupKindOf, type KubeObject } from '../../kubernetes/index.ts';
import type { PodLife } from './pod-life.ts';
import type { RunView } from './run-view.ts';

/** Who makes a pod again when it is lost. */
export interface Workload {
  /** `Deployment`, `StatefulSet`, `DaemonSet`, `Job`, `ReplicaSet`, or a kind of somebody else's. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The object, when the snapshot has it. */
  readonly object: KubeObject | undefined;
}

/** The controller at the top of a pod's owners, or undefined for a bare pod. */
export function workloadOf({ objects }: Pick<RunView, 'objects'>, life: PodLife): Workload | undefined {
  let owner = life.make.ownerReferences.find(({ controller }) => controller);
  let workload: Workload | undefined;
  // Owners of owners are few (Pod, ReplicaSet, Deployment, perhaps an operator's kind); a loop among them is no reason to hang.
  for (let depth = 0; owner && depth < 8; depth++) {
    const object = objects.latest(groupKindOf(owner.apiVersion, owner.kind), life.namespace, owner.name);
    workload = { kind: owner.kind, namespace: life.namespace, name: owner.name, object };
    owner = object?.metadata.ownerReferences?.find(({ controller }) => controller);
  }
  return workload;
}

/** `deployment/web`, as kubectl takes it. */
export function workloadArgument({ kind, name }: Workload): string {
  return `${kind.toLowerCase()}/${name}`;
}

/** `namespace/name` of a workload with its kind: `Deployment/default/web`. */
export function workloadName({ kind, namespace, name }: Workload): string {
  return `${kind}/${namespace}/${name}`;
}

/** spec.replicas, or 1 as Kubernetes takes it; undefined where the object is not known. */
export function replicasOf({ object }: Workload): number | undefined {
  if (!object) return undefined;
  const replicas = (object.spec as { readonly replicas?: unknown } | undefined)?.replicas;
  return typeof replicas === 'number' ? replicas : 1;
}
