import type { LabelSelector, ObjectMeta, ResourceList } from './meta.ts';
import type { NodeSelector } from './node.ts';

/** The fields of a v1 PersistentVolumeClaim that the scheduler reads. */
export interface PersistentVolumeClaim {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly accessModes?: readonly string[];
    readonly selector?: LabelSelector;
    readonly resources?: { readonly requests?: ResourceList };
    readonly volumeName?: string;
    readonly storageClassName?: string;
    readonly volumeMode?: string;
    readonly volumeAttributesClassName?: string;
  };
  readonly status?: { readonly phase?: string };
}

/** The fields of a v1 PersistentVolume that the scheduler reads. */
export interface PersistentVolume {
  readonly metadata?: ObjectMeta;
  readonly spec?: PersistentVolumeSpec;
  readonly status?: { readonly phase?: string };
}

export interface PersistentVolumeSpec extends InTreeVolumeSources {
  readonly capacity?: ResourceList;
  readonly accessModes?: readonly string[];
  readonly claimRef?: { readonly namespace?: string; readonly name?: string; readonly uid?: string };
  readonly storageClassName?: string;
  readonly volumeMode?: string;
  readonly volumeAttributesClassName?: string;
  readonly nodeAffinity?: { readonly required?: NodeSelector };
  readonly csi?: { readonly driver: string; readonly volumeHandle: string };
}

/** Volume sources that a CSI driver took over: a pod's inline volume and a PersistentVolume name them alike. */
export interface InTreeVolumeSources {
  readonly awsElasticBlockStore?: { readonly volumeID: string };
  readonly gcePersistentDisk?: { readonly pdName: string };
  readonly azureDisk?: { readonly diskURI: string; readonly kind?: string };
  readonly azureFile?: { readonly shareName?: string };
  readonly cinder?: { readonly volumeID: string };
  readonly portworxVolume?: { readonly volumeID: string };
  readonly vsphereVolume?: { readonly volumePath?: string };
}

/** The fields of a storage.k8s.io/v1 StorageClass that the scheduler reads. */
export interface StorageClass {
  readonly metadata?: ObjectMeta;
  readonly provisioner?: string;
  readonly volumeBindingMode?: string;
  readonly allowedTopologies?: readonly TopologySelectorTerm[];
}

export interface TopologySelectorTerm {
  readonly matchLabelExpressions?: readonly { readonly key: string; readonly values?: readonly string[] }[];
}

/** The fields of a storage.k8s.io/v1 CSINode that the scheduler reads. */
export interface CSINode {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly drivers?: readonly {
      readonly name: string;
      readonly allocatable?: { readonly count?: number };
    }[];
  };
}

/** The fields of a storage.k8s.io/v1 CSIDriver that the scheduler reads. */
export interface CSIDriver {
  readonly metadata?: ObjectMeta;
  readonly spec?: { readonly storageCapacity?: boolean };
}

/** The fields of a storage.k8s.io/v1 CSIStorageCapacity that the scheduler reads. */
export interface CSIStorageCapacity {
  readonly metadata?: ObjectMeta;
  readonly storageClassName?: string;
  readonly nodeTopology?: LabelSelector;
  readonly capacity?: string | number;
  readonly maximumVolumeSize?: string | number;
}

/** The fields of a storage.k8s.io/v1 VolumeAttachment that the scheduler reads. */
export interface VolumeAttachment {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly attacher?: string;
    readonly nodeName?: string;
    readonly source?: { readonly persistentVolumeName?: string };
  };
}
