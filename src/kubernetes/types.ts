/**
 * Kubernetes' objects as they stand in JSON. The shapes are those of @kubernetes/client-node (types only, no code),
 * with times as strings instead of Date.
 */
import type * as client from '@kubernetes/client-node';

type Wire<T> = T extends Date
  ? string
  : T extends (infer Item)[]
    ? readonly Wire<Item>[]
    : T extends object
      ? { readonly [Field in keyof T]: Wire<T[Field]> }
      : T;

export type Metadata = Wire<client.V1ObjectMeta>;
export type OwnerReference = Wire<client.V1OwnerReference>;
export type LabelSelector = Wire<client.V1LabelSelector>;

/** Any object of any kind, custom ones included. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: Metadata;
  readonly [field: string]: unknown;
}

/** The part of a typed object that every kind has, so that typed objects are KubeObjects too. */
type Typed<T> = Omit<Wire<T>, 'metadata'> & { readonly metadata: Metadata };

export type Pod = Typed<client.V1Pod>;
export type PodSpec = Wire<client.V1PodSpec>;
export type PodStatus = Wire<client.V1PodStatus>;
export type PodTemplateSpec = Wire<client.V1PodTemplateSpec>;
export type Container = Wire<client.V1Container>;
export type Node = Typed<client.V1Node>;
export type Namespace = Typed<client.V1Namespace>;
export type Service = Typed<client.V1Service>;
export type EndpointSlice = Typed<client.V1EndpointSlice>;
export type Ingress = Typed<client.V1Ingress>;
export type NetworkPolicy = Typed<client.V1NetworkPolicy>;
export type ConfigMap = Typed<client.V1ConfigMap>;
export type Secret = Typed<client.V1Secret>;
export type ServiceAccount = Typed<client.V1ServiceAccount>;
export type PersistentVolume = Typed<client.V1PersistentVolume>;
export type PersistentVolumeClaim = Typed<client.V1PersistentVolumeClaim>;
export type StorageClass = Typed<client.V1StorageClass>;
export type CSIDriver = Typed<client.V1CSIDriver>;
export type ReplicationController = Typed<client.V1ReplicationController>;
export type ResourceQuota = Typed<client.V1ResourceQuota>;
export type LimitRange = Typed<client.V1LimitRange>;
export type Deployment = Typed<client.V1Deployment>;
export type ReplicaSet = Typed<client.V1ReplicaSet>;
export type StatefulSet = Typed<client.V1StatefulSet>;
export type DaemonSet = Typed<client.V1DaemonSet>;
export type ControllerRevision = Typed<client.V1ControllerRevision>;
export type Job = Typed<client.V1Job>;
export type CronJob = Typed<client.V1CronJob>;
export type HorizontalPodAutoscaler = Typed<client.V2HorizontalPodAutoscaler>;
export type PodDisruptionBudget = Typed<client.V1PodDisruptionBudget>;
export type PriorityClass = Typed<client.V1PriorityClass>;
export type ValidatingWebhookConfiguration = Typed<client.V1ValidatingWebhookConfiguration>;
export type APIService = Typed<client.V1APIService>;
export type CustomResourceDefinition = Typed<client.V1CustomResourceDefinition>;
export type Lease = Typed<client.V1Lease>;
export type KubeEvent = Typed<client.CoreV1Event>;
