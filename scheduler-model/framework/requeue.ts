import type { Cluster } from '../cluster/cluster.ts';
import type { Node } from '../kubernetes/node.ts';
import type { Pod } from '../kubernetes/pod.ts';

/**
 * What happened to an object.
 *
 * @source staging/src/k8s.io/kube-scheduler/framework/types.go → ActionType (v1.36.3)
 */
export type Action =
  | 'Add'
  | 'Delete'
  | 'Update'
  | 'UpdateNodeAllocatable'
  | 'UpdateNodeLabel'
  | 'UpdateNodeTaint'
  | 'UpdateNodeDeclaredFeature'
  | 'UpdatePodLabel'
  | 'UpdatePodScaleDown'
  | 'UpdatePodToleration'
  | 'UpdatePodSchedulingGatesEliminated'
  | 'UpdatePodGeneratedResourceClaim';

/**
 * `AssignedPod`: a pod on a node (or nominated to one); `UnscheduledPod`: a pending pod, the pod itself included.
 * `Pod` in upstream's registrations stands for all of them.
 */
export type EventResource =
  | 'Pod'
  | 'Node'
  | 'PersistentVolume'
  | 'PersistentVolumeClaim'
  | 'StorageClass'
  | 'CSINode'
  | 'CSIDriver'
  | 'CSIStorageCapacity'
  | 'VolumeAttachment'
  | 'ResourceClaim'
  | 'ResourceSlice'
  | 'DeviceClass';

/** The objects of one event: both for an update, one for an addition or a deletion. */
export interface EventObjects<T = unknown> {
  readonly before?: T;
  readonly after?: T;
}

/** The waiting pod a hint is asked about. */
export interface WaitingPod {
  readonly classId: number;
  readonly name: string;
  readonly uid: string;
  /** The whole pod in v1 form, as far as the scheduler reads it; may be put together when it is read. */
  readonly pod: Pod;
}

/** One kind of event that may make a rejected pod schedulable. */
export interface Requeue<T = never> {
  readonly resource: EventResource;
  readonly actions: readonly Action[];
  /** Whether this very event is worth another try; absent means always. */
  readonly hint?: (cluster: Cluster, waiting: WaitingPod, event: EventObjects<T>) => boolean;
}

export type NodeEvent = EventObjects<Node>;
export type PodEvent = EventObjects<Pod>;
