import type { DeviceClass, ResourceClaim, ResourceSlice } from './dynamic-resources.ts';
import type { LabelSelector, ObjectMeta } from './meta.ts';
import type { PodDisruptionBudget } from './pod-disruption-budget.ts';
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
  VolumeAttachment,
} from './storage.ts';

export interface Namespace {
  readonly metadata?: ObjectMeta;
}

/** Service and ReplicationController: the selector is a plain map. */
export interface MapSelecting {
  readonly metadata?: ObjectMeta;
  readonly spec?: { readonly selector?: Readonly<Record<string, string>> };
}

/** ReplicaSet and StatefulSet. */
export interface LabelSelecting {
  readonly metadata?: ObjectMeta;
  readonly spec?: { readonly selector?: LabelSelector };
}

/** Every kind, other than Pod and Node, that some plugin reads, with its structure. */
export interface KindTypes {
  readonly Namespace: Namespace;
  readonly Service: MapSelecting;
  readonly ReplicationController: MapSelecting;
  readonly ReplicaSet: LabelSelecting;
  readonly StatefulSet: LabelSelecting;
  readonly PodDisruptionBudget: PodDisruptionBudget;
  readonly PersistentVolume: PersistentVolume;
  readonly PersistentVolumeClaim: PersistentVolumeClaim;
  readonly StorageClass: StorageClass;
  readonly CSINode: CSINode;
  readonly CSIDriver: CSIDriver;
  readonly CSIStorageCapacity: CSIStorageCapacity;
  readonly VolumeAttachment: VolumeAttachment;
  readonly ResourceClaim: ResourceClaim;
  readonly ResourceSlice: ResourceSlice;
  readonly DeviceClass: DeviceClass;
}
