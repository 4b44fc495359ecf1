import type { KubeObject } from '../../src/kubernetes/index.ts';

const LABELS = { app: 'web' };

/** A Deployment that has been rolled out. */
export function deployment(
  spec: Record<string, unknown> = {},
  metadata: Record<string, unknown> = {},
): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'web',
      namespace: 'default',
      uid: 'uid-web',
      generation: 1,
      resourceVersion: '7',
      annotations: { 'deployment.kubernetes.io/revision': '2' },
      ...metadata,
    },
    spec: {
      replicas: 2,
      selector: { matchLabels: LABELS },
      template: { metadata: { labels: LABELS }, spec: { containers: [{ name: 'main', image: 'web:v2' }] } },
      ...spec,
    },
    status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2 },
  };
}

/** A ReplicaSet of that Deployment. */
export function replicaSet(revision: number, image: string): KubeObject {
  const labels = { ...LABELS, 'pod-template-hash': `hash${revision}` };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `web-hash${revision}`,
      namespace: 'default',
      uid: `uid-rs-${revision}`,
      annotations: { 'deployment.kubernetes.io/revision': `${revision}` },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'uid-web', controller: true },
      ],
    },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image }] } },
    },
  };
}
