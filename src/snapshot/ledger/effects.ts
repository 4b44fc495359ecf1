import type { GroupKind } from '../../kubernetes/index.ts';

/** What a reader must doubt when a kind is not known, by kind; kinds without an entry touch no verdict. */
export const EFFECTS: Readonly<Record<GroupKind, string>> = {
  Namespace: 'selectors over labels of namespaces may match other pods than shown',
  Node: 'where pods could run cannot be told',
  Pod: 'free capacity is overstated: pods that are not known take none',
  'Deployment.apps': 'rollouts, and a ReplicaSet scaled back by its Deployment, are not seen',
  'ReplicaSet.apps': 'the wanted number of replicas is taken from the pods that exist',
  'StatefulSet.apps':
    'the wanted number of replicas and the claims of new pods are taken from the pods that exist',
  'DaemonSet.apps': 'a DaemonSet is known only by its pods: on a new node, its pod is not placed',
  'Job.batch': 'whether a Job starts a lost pod again is not known',
  'CronJob.batch': 'Jobs that a schedule would start are not seen',
  ReplicationController: 'the wanted number of replicas is taken from the pods that exist',
  'PodDisruptionBudget.policy': 'an eviction shown as allowed may be refused by a budget',
  'HorizontalPodAutoscaler.autoscaling': 'scaling by load is not seen',
  Service: 'which services lose endpoints cannot be told',
  'EndpointSlice.discovery.k8s.io': 'the endpoints of services are worked out from their selectors',
  PersistentVolumeClaim: 'whether the volume of a pod can follow it to another node is not known',
  PersistentVolume: 'whether the volume of a pod can follow it to another node is not known',
  'StorageClass.storage.k8s.io': 'whether a new claim can be provisioned, and where, is not known',
  'CSINode.storage.k8s.io': 'how many volumes a node can attach is not known',
  'CSIStorageCapacity.storage.k8s.io': 'whether the storage for a new claim suffices is not known',
  'VolumeAttachment.storage.k8s.io': 'volumes that are still attached elsewhere are not seen',
  'PriorityClass.scheduling.k8s.io': 'new pods get the priority of the pods that exist, or 0',
  'RuntimeClass.node.k8s.io': 'the overhead of new sandboxed pods is not counted',
  ResourceQuota: 'a replacement that a quota would refuse is shown as created',
  LimitRange: 'defaults and limits that a namespace sets for new pods are not applied',
  'ResourceClaim.resource.k8s.io': 'whether devices are free is not known',
  'ResourceSlice.resource.k8s.io': 'which devices the nodes have is not known',
  'DeviceClass.resource.k8s.io': 'which devices a claim may take is not known',
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io':
    'a webhook may refuse what is shown as admitted',
  'MutatingWebhookConfiguration.admissionregistration.k8s.io': 'a webhook may change what is created',
};
