import type { KubeObject } from '../../src/kubernetes/index.ts';
import { Story } from './recorded.ts';
import { node } from './snapshot.ts';

export const TOM = { user: 'tom@example.com' };
export const JENKINS = { user: 'jenkins@prod' };
const HPA_ACTOR = {
  user: 'system:serviceaccount:kube-system:horizontal-pod-autoscaler',
  agent:
    'kube-controller-manager/v1.36.3 (linux/amd64) kubernetes/abc/system:serviceaccount:kube-system:horizontal-pod-autoscaler',
  subresource: 'scale',
};
const SCALE = { ...TOM, subresource: 'scale' };

function deployment(name: string, replicas: number, image: string): KubeObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'main',
              image,
              envFrom: [{ configMapRef: { name: `${name}-config` } }],
              resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
            },
          ],
        },
      },
    },
    status: { replicas, readyReplicas: replicas, updatedReplicas: replicas },
  };
}

function replicaSet(name: string, owner: string, replicas: number, image: string): KubeObject {
  const { spec } = deployment(owner, replicas, image);
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      annotations: { 'deployment.kubernetes.io/revision': '1' },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: owner,
          uid: `Deployment-${owner}`,
          controller: true,
        },
      ],
    },
    spec: spec as KubeObject,
    status: { replicas, readyReplicas: replicas },
  };
}

function runningPod(name: string, owner: string, app: string, nodeName: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: { app },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: owner,
          uid: `ReplicaSet-${owner}`,
          controller: true,
        },
      ],
    },
    spec: {
      nodeName,
      containers: [
        {
          name: 'main',
          image: 'shop/api:v1',
          envFrom: [{ configMapRef: { name: `${app}-config` } }],
          resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
        },
      ],
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [
        {
          name: 'main',
          ready: true,
          restartCount: 0,
          image: 'shop/api:v1',
          imageID: '',
          state: { running: {} },
        },
      ],
    },
  };
}

function slice(ready: readonly boolean[]): Readonly<Record<string, unknown>> {
  return {
    endpoints: ready.map((each, index) => ({ addresses: [`10.0.0.${index}`], conditions: { ready: each } })),
  };
}

const crashed = (restartCount: number, finishedAt: string) => ({
  status: {
    conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }],
    containerStatuses: [
      {
        name: 'main',
        ready: false,
        restartCount,
        image: 'shop/api:v1',
        imageID: '',
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt } },
      },
    ],
  },
});

/**
 * One morning of a Deployment `api`: tom tries 5 replicas, which run out of memory, and goes back to 3; jenkins releases
 * v2, sarah undoes it; an autoscaler moves `web` to and fro.
 */
export function apiStory(): Story {
  const story = new Story();
  for (const name of ['worker-0', 'worker-1'])
    story.create(0, { ...node(name), metadata: { ...node(name).metadata } }, JENKINS);
  story.create(
    1,
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'api-config' }, data: { CACHE_SIZE: '64Mi' } },
    JENKINS,
  );
  story.create(2, deployment('api', 3, 'shop/api:v1'), JENKINS);
  story.create(2, replicaSet('api-6d4cf', 'api', 3, 'shop/api:v1'), JENKINS);
  for (const pod of ['2b7xk', 'c9hrl', 'fdz5t'])
    story.create(3, runningPod(`api-6d4cf-${pod}`, 'api-6d4cf', 'api', 'worker-0'), JENKINS);
  story.create(
    3,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'api' },
      spec: { selector: { app: 'api' }, ports: [{ port: 80 }] },
    },
    JENKINS,
  );
  story.create(
    4,
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'api-x2kqz', labels: { 'kubernetes.io/service-name': 'api' } },
      addressType: 'IPv4',
      ...slice([true, true, true]),
    },
    JENKINS,
  );

  story.patch(
    600,
    'Deployment/api',
    {
      metadata: {
        annotations: {
          'smart.kubectl/reason': 'more load since the campaign',
          'smart.kubectl/ticket': 'https://tickets.example/OPS-7',
        },
      },
    },
    TOM,
  );
  story.patch(601, 'Deployment/api', { spec: { replicas: 5 } }, SCALE);
  story.patch(602, 'ReplicaSet/api-6d4cf', { spec: { replicas: 5 } }, null);
  for (const pod of ['h4wqp', 'zn8vd'])
    story.create(602, runningPod(`api-6d4cf-${pod}`, 'api-6d4cf', 'api', 'worker-1'), JENKINS);
  story.patch(660, 'Pod/api-6d4cf-h4wqp', crashed(1, '2026-03-02T10:11:00Z'), null);
  story.patch(662, 'Pod/api-6d4cf-zn8vd', crashed(1, '2026-03-02T10:11:02Z'), null);
  story.event(663, {
    about: 'Pod/api-6d4cf-h4wqp',
    reason: 'BackOff',
    note: 'Back-off restarting failed container main',
  });
  story.log(659, 'api-6d4cf-h4wqp', 'FATAL: cannot allocate 67108864 bytes');
  story.log(661, 'api-6d4cf-zn8vd', 'FATAL: cannot allocate 33554432 bytes');
  story.patch(700, 'EndpointSlice/api-x2kqz', slice([false, false, false]), null);
  story.patch(760, 'EndpointSlice/api-x2kqz', slice([true, true, true]), null);
  story.patch(901, 'Deployment/api', { spec: { replicas: 3 } }, SCALE);
  story.note(960, {
    apiVersion: 'kubectl-smart/v1',
    kind: 'Note',
    author: 'tom',
    object: 'Deployment/default/api',
    text: '5 were too many for 128Mi each',
    ticket: 'https://tickets.example/OPS-8',
  });
  for (const pod of ['h4wqp', 'zn8vd']) story.delete(903, `Pod/api-6d4cf-${pod}`, null);

  const release = (image: string) => ({
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: 'main',
              image,
              envFrom: [{ configMapRef: { name: 'api-config' } }],
              resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
            },
          ],
        },
      },
    },
  });
  story.note(1100, {
    commit: '4f2a91c0d5e6',
    author: 'lena@example.com',
    message: 'Batch the requests of the start page',
  });
  story.patch(
    1200,
    'Deployment/api',
    {
      ...release('shop/api:v2-4f2a91c'),
      metadata: { annotations: { 'kubernetes.io/change-cause': 'release v2' } },
    },
    JENKINS,
  );
  story.patch(1500, 'Deployment/api', release('shop/api:v1'), {
    request: [
      { op: 'replace', path: '/spec/template', value: {} },
      { op: 'replace', path: '/metadata/annotations', value: {} },
    ],
  });
  story.patch(1600, 'ConfigMap/api-config', { data: { CACHE_SIZE: '32Mi' } }, TOM);

  story.create(1700, deployment('web', 2, 'shop/web:v1'), JENKINS);
  story.create(
    1701,
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: 2,
        maxReplicas: 8,
      },
    },
    JENKINS,
  );
  story.patch(1800, 'Deployment/web', { spec: { replicas: 4 } }, HPA_ACTOR);
  story.patch(2000, 'Deployment/web', { spec: { replicas: 2 } }, HPA_ACTOR);
  story.create(
    2100,
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys' }, data: { token: 'c2VjcmV0' } },
    JENKINS,
  );
  story.patch(2200, 'Secret/keys', { data: { token: 'b3RoZXI=' } }, { ...TOM, level: 'Metadata' });
  return story;
}
