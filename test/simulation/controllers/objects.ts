import type { KubeObject, OwnerReference } from '../../../src/kubernetes/index.ts';
import { pod } from '../../support/snapshot.ts';

/** A pod template of the label app=NAME. */
export function template(name: string, image = 'registry.example/app:v1') {
  return {
    metadata: { labels: { app: name } },
    spec: {
      containers: [{ name: 'main', image, resources: { requests: { cpu: '10m' } } }],
      terminationGracePeriodSeconds: 30,
    },
  };
}

/** A workload of any kind under apps/v1 with a template of its own. */
export function workload(kind: string, name: string, spec: object = {}, apiVersion = 'apps/v1'): KubeObject {
  return {
    apiVersion,
    kind,
    metadata: { name, namespace: 'default', uid: `uid-${name}`, generation: 1 },
    spec: { selector: { matchLabels: { app: name } }, template: template(name), ...spec },
  };
}

export function deployment(name: string, spec: object = {}): KubeObject {
  return workload('Deployment', name, {
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 10,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    ...spec,
  });
}

export function ownerOf(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion ?? '',
    kind: owner.kind ?? '',
    name: owner.metadata.name ?? '',
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** A running pod of an owner. */
export function ownedPod(
  name: string,
  owner: KubeObject,
  nodeName?: string,
  labels?: Record<string, string>,
) {
  const made = pod(name, nodeName, labels ?? { app: owner.metadata.name ?? '' });
  return { ...made, metadata: { ...made.metadata, ownerReferences: [ownerOf(owner)] } };
}
