import type { LabelSelector, ObjectMeta, ResourceList } from './meta.ts';
import type { NodeSelector } from './node.ts';

export interface PersistentVolume {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly capacity?: ResourceList;
    readonly accessModes?: readonly string[];
    readonly storageClassName?: string;
    readonly volumeMode?: string;
    readonly volumeAttributesClassName?: string;
    readonly claimRef?: {
      readonly namespace?: string;
      readonly name?: string;
      readonly uid?: string;
    };
    readonly nodeAffinity?: { readonly required?: NodeSelector };
    readonly csi?: { readonly driver: string; readonly volumeHandle: string };
    readonly gcePersistentDisk?: { readonly pdName: string };
    readonly awsElasticBlockStore?: { readonly volumeID: string };
    readonly azureDisk?: { readonly diskName: string; readonly diskURI: string };
    readonly azureFile?: {
      readonly secretName: string;
      readonly shareName: string;
      readonly secretNamespace?: string;
    };
    readonly cinder?: { readonly volumeID: string };
    readonly vsphereVolume?: { readonly volumePath: string };
    readonly portworxVolume?: { readonly volumeID: string };
  };
  readonly status?: { readonly phase?: string };
}

export interface PersistentVolumeClaim {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly accessModes?: readonly string[];
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly volumeMode?: string;
    readonly volumeAttributesClassName?: string;
    readonly selector?: LabelSelector;
    readonly resources?: { readonly requests?: ResourceList };
  };
  readonly status?: { readonly phase?: string };
}

export interface StorageClass {
  readonly metadata?: ObjectMeta;
  readonly provisioner?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly volumeBindingMode?: string;
  readonly allowedTopologies?: readonly {
    readonly matchLabelExpressions?: readonly { readonly key: string; readonly values?: readonly string[] }[];
  }[];
}

export interface CSINode {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly drivers?: readonly {
      readonly name: string;
      readonly nodeID?: string;
      readonly topologyKeys?: readonly string[];
      readonly allocatable?: { readonly count?: number };
    }[];
  };
}

export interface CSIDriver {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly storageCapacity?: boolean;
    readonly attachRequired?: boolean;
    readonly preventPodSchedulingIfMissing?: boolean;
  };
}

export interface CSIStorageCapacity {
  readonly metadata?: ObjectMeta;
  readonly storageClassName?: string;
  readonly nodeTopology?: LabelSelector;
  readonly capacity?: string | number;
  readonly maximumVolumeSize?: string | number;
}

export interface VolumeAttachment {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly attacher?: string;
    readonly nodeName?: string;
    readonly source?: {
      readonly persistentVolumeName?: string;
      readonly inlineVolumeSpec?: PersistentVolume['spec'];
    };
  };
  readonly status?: { readonly attached?: boolean };
}
