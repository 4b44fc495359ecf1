import type { KubeObject } from '../../../src/kubernetes/index.ts';

/** A ReplicaSet `unmet` whose pods are all yet to come: with it a cluster is not at rest. */
export function unmetReplicaSet(replicas: number, minReadySeconds = 0): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'unmet', namespace: 'default', uid: 'uid-unmet' },
    spec: {
      replicas,
      minReadySeconds,
      selector: { matchLabels: { app: 'unmet' } },
      template: {
        metadata: { labels: { app: 'unmet' } },
        spec: { containers: [{ name: 'main', image: 'x' }] },
      },
    },
    status: { replicas: 0 },
  };
}
