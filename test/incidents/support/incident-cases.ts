import type { RecordedCluster, TestObject } from './recorded-cluster.ts';

/** A recorded incident whose cause is known. */
export interface IncidentCase {
  readonly name: string;
  readonly build: (cluster: RecordedCluster) => RecordedCluster;
  /** Seconds at which it is asked for. */
  readonly at: number;
  /** The chain's objects must contain these, in this order; the first is the cause. */
  readonly chain: readonly string[];
  /** The user of the cause; undefined where nobody did it. */
  readonly who: string | undefined;
  /** Changes that have nothing to do with it. */
  readonly decoys: readonly string[];
  readonly zero: readonly string[];
  /** Part of `recovery.by`. */
  readonly by?: string;
}

const configMap = (name: string, data: Record<string, string>, namespace = 'default'): TestObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
});
const envFrom = (name: string) => [{ configMapRef: { name } }];
const calls = (host: string) => [
  { name: `${host.toUpperCase()}_URL`, value: `http://${host}.default.svc:80` },
];
const restart = (time: number) => ({
  spec: {
    template: {
      metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': `2026-03-04T12:${time}:00Z` } },
    },
  },
});
const image = (name: string) => ({
  spec: { template: { spec: { containers: [{ name: 'main', image: name }] } } },
});

/** api, which gateway calls, and something in another namespace that has nothing to do with them. */
function shop(cluster: RecordedCluster): RecordedCluster {
  return cluster
    .at(0)
    .node('n1', { 'topology.kubernetes.io/zone': 'a' })
    .node('n2', { 'topology.kubernetes.io/zone': 'b' })
    .create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } })
    .create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'billing' } })
    .create(configMap('api-config', { CACHE_SIZE: '256Mi', LOG_LEVEL: 'info' }))
    .create(configMap('billing-config', { BATCH: '100' }, 'billing'))
    .workload('api', { envFrom: envFrom('api-config'), nodes: ['n1', 'n2'] })
    .workload('gateway', { env: calls('api'), nodes: ['n2', 'n1'] })
    .workload('front', { env: calls('gateway'), nodes: ['n1'], replicas: 1 })
    .workload('billing', { namespace: 'billing', envFrom: envFrom('billing-config') });
}

function billingDecoy(cluster: RecordedCluster, seconds: number): RecordedCluster {
  return cluster
    .at(seconds)
    .patch('ConfigMap', 'billing-config', { data: { BATCH: '250' } }, 'sarah@example.com', 'billing');
}

function rollout(
  cluster: RecordedCluster,
  workload: string,
  nodes: readonly string[] = ['n1', 'n2'],
): string[] {
  const count = cluster.podsOf(workload).length;
  cluster.replaceAll(workload);
  return cluster.pods(workload, count, { nodes });
}

function cascade(cluster: RecordedCluster, seconds: number, names: readonly string[]): RecordedCluster {
  let time = seconds;
  for (const name of names) {
    for (const pod of cluster.podsOf(name)) {
      cluster.at(time).probeFails(pod, 'Readiness probe failed: HTTP probe failed with statuscode: 503');
    }
    time += 5;
  }
  return cluster;
}

function wellAgain(cluster: RecordedCluster, seconds: number, names: readonly string[]): RecordedCluster {
  for (const name of names) for (const pod of cluster.podsOf(name)) cluster.at(seconds).podReady(pod, true);
  return cluster;
}

export const INCIDENTS: readonly IncidentCase[] = [
  {
    name: 'a configuration change, its restart, out of memory, two services behind',
    build: (cluster) => {
      shop(cluster)
        .at(600)
        .patch('ConfigMap', 'api-config', { data: { CACHE_SIZE: 'unlimited' } }, 'jenkins@prod');
      cluster.at(610).patch('Deployment', 'api', restart(10), 'jenkins@prod');
      for (const pod of rollout(cluster, 'api')) cluster.at(620).podReady(pod, true);
      billingDecoy(cluster, 640);
      cluster
        .at(650)
        .patch(
          'Deployment',
          'billing',
          { metadata: { labels: { team: 'money' } } },
          'sarah@example.com',
          'billing',
        );
      for (const [index, pod] of cluster.podsOf('api').entries()) cluster.at(700 + index * 10).oom(pod);
      cascade(cluster, 720, ['gateway', 'front']);
      cluster
        .at(735)
        .patch(
          'Deployment',
          'gateway',
          { metadata: { annotations: { note: 'looking' } } },
          'ann@example.com',
        );
      cluster.at(740).patch('ConfigMap', 'api-config', { data: { LOG_LEVEL: 'debug' } }, 'ann@example.com');
      cluster.at(800).patch('ConfigMap', 'api-config', { data: { CACHE_SIZE: '256Mi' } }, 'tom@example.com');
      cluster.at(801).patch('Deployment', 'api', restart(13), 'tom@example.com');
      for (const pod of rollout(cluster, 'api')) cluster.at(820).podReady(pod, true);
      return wellAgain(cluster, 830, ['gateway', 'front']);
    },
    at: 760,
    chain: [
      'ConfigMap/default/api-config',
      'Deployment/default/api',
      'Pod/default/api',
      'Service/default/api',
      'Pod/default/gateway',
      'Service/default/gateway',
      'Pod/default/front',
      'Service/default/front',
    ],
    who: 'jenkins@prod',
    decoys: ['ConfigMap/billing/billing-config', 'Deployment/billing/billing'],
    zero: ['default/api', 'default/gateway', 'default/front'],
    by: 'tom@example.com',
  },
  {
    name: 'a bad image that replaces all pods at once',
    build: (cluster) => {
      shop(cluster).at(500).patch('Deployment', 'front', restart(8), 'ann@example.com');
      for (const pod of rollout(cluster, 'front', ['n1'])) cluster.at(510).podReady(pod, true);
      billingDecoy(cluster, 590);
      cluster.at(600).patch('Deployment', 'api', image('registry.example/api:v2-typo'), 'jenkins@prod');
      for (const pod of rollout(cluster, 'api')) {
        cluster.at(605).waiting(pod, 'ErrImagePull', 'manifest for registry.example/api:v2-typo not found');
        cluster
          .at(606)
          .event(
            'Pod',
            pod,
            'Warning',
            'Failed',
            'Failed to pull image "registry.example/api:v2-typo": not found',
          );
      }
      cluster.at(700).patch('Deployment', 'api', image('registry.example/api:v1'), 'tom@example.com');
      for (const pod of rollout(cluster, 'api')) cluster.at(710).podReady(pod, true);
      return cluster;
    },
    at: 620,
    chain: ['Deployment/default/api', 'Pod/default/api', 'Service/default/api'],
    who: 'jenkins@prod',
    decoys: ['ConfigMap/billing/billing-config', 'Deployment/default/front'],
    zero: ['default/api'],
    by: 'tom@example.com',
  },
  {
    name: 'a probe that asks for a path that is not there',
    build: (cluster) => {
      shop(cluster);
      billingDecoy(cluster, 580);
      cluster.at(600).patch(
        'Deployment',
        'api',
        {
          spec: {
            template: {
              spec: {
                containers: [
                  {
                    name: 'main',
                    image: 'registry.example/api:v1',
                    envFrom: envFrom('api-config'),
                    readinessProbe: { httpGet: { path: '/health', port: 80 } },
                  },
                ],
              },
            },
          },
        },
        'dev@example.com',
      );
      for (const pod of rollout(cluster, 'api')) {
        cluster.at(603).podReady(pod, false);
        cluster
          .at(610)
          .event(
            'Pod',
            pod,
            'Warning',
            'Unhealthy',
            'Readiness probe failed: HTTP probe failed with statuscode: 404',
          );
      }
      return cluster
        .at(612)
        .patch('Service', 'api', { metadata: { labels: { looked: 'at' } } }, 'ann@example.com')
        .at(1200)
        .event('Node', 'n1', 'Normal', 'Starting', 'tick', '');
    },
    at: 640,
    chain: ['Deployment/default/api', 'Pod/default/api', 'Service/default/api'],
    who: 'dev@example.com',
    decoys: ['ConfigMap/billing/billing-config', 'Service/default/api#change'],
    zero: ['default/api'],
  },
  {
    name: 'a drain that a budget held back, until the budget was loosened',
    build: (cluster) => {
      shop(cluster)
        .create({
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          metadata: { name: 'db', namespace: 'default' },
          spec: { minAvailable: 1, selector: { matchLabels: { app: 'db' } } },
        })
        .workload('db', { kind: 'StatefulSet', replicas: 1, nodes: ['n2'] })
        .at(500)
        .patch('Node', 'n1', { metadata: { labels: { rack: 'r7' } } }, 'ann@example.com');
      billingDecoy(cluster, 590);
      cluster.at(600).patch('Node', 'n2', { spec: { unschedulable: true } }, 'ops@example.com');
      const [db = ''] = cluster.podsOf('db');
      for (const seconds of [601, 606, 611]) {
        cluster
          .at(seconds)
          .refused(
            'create',
            cluster.get('Pod', db),
            'ops@example.com',
            429,
            "Cannot evict pod as it would violate the pod's disruption budget.",
            'eviction',
          );
      }
      cluster.at(640).patch('PodDisruptionBudget', 'db', { spec: { minAvailable: 0 } }, 'ops@example.com');
      cluster.at(645).removePod(db, 'ops@example.com', 'evict');
      const [next = ''] = cluster.at(647).pods('db', 1, { nodes: ['n1'] });
      return cluster.at(690).podReady(next, true);
    },
    at: 660,
    chain: ['Node/n2', 'PodDisruptionBudget/default/db', 'Pod/default/db', 'Service/default/db'],
    who: 'ops@example.com',
    decoys: ['ConfigMap/billing/billing-config', 'Node/n1'],
    zero: ['default/db'],
  },
  {
    name: 'a zone that is lost',
    build: (cluster) => {
      cluster.at(0);
      for (const [name, zone] of [
        ['a1', 'a'],
        ['a2', 'a'],
        ['b1', 'b'],
      ] as const)
        cluster.node(name, { 'topology.kubernetes.io/zone': zone });
      cluster
        .create(configMap('other', { A: '1' }))
        .workload('api', { nodes: ['a1', 'a2'] })
        .workload('gateway', { env: calls('api'), nodes: ['b1'] })
        .at(580)
        .patch('ConfigMap', 'other', { data: { A: '2' } }, 'ann@example.com')
        .at(600)
        .nodeReady('a1', 'Unknown', 'Kubelet stopped posting node status.')
        .at(604)
        .nodeReady('a2', 'Unknown', 'Kubelet stopped posting node status.');
      cascade(cluster, 615, ['gateway']);
      cluster.at(900).nodeReady('a1', 'True').at(902).nodeReady('a2', 'True');
      return wellAgain(cluster, 910, ['api', 'gateway']);
    },
    at: 700,
    chain: [
      'Node/a1',
      'Pod/default/api',
      'Service/default/api',
      'Pod/default/gateway',
      'Service/default/gateway',
    ],
    who: undefined,
    decoys: ['ConfigMap/default/other'],
    zero: ['default/api', 'default/gateway'],
    by: 'Node/a1',
  },
  {
    name: 'a quota, then pods that are refused',
    build: (cluster) => {
      shop(cluster);
      billingDecoy(cluster, 480);
      cluster
        .at(500)
        .create(
          {
            apiVersion: 'v1',
            kind: 'ResourceQuota',
            metadata: { name: 'tight', namespace: 'default' },
            spec: { hard: { pods: '3' } },
          },
          'platform@example.com',
        )
        .create(
          {
            apiVersion: 'v1',
            kind: 'ResourceQuota',
            metadata: { name: 'other', namespace: 'billing' },
            spec: { hard: { pods: '3' } },
          },
          'platform@example.com',
        );
      cluster.at(600).patch('Deployment', 'api', restart(10), 'dev@example.com').replaceAll('api');
      const set = cluster.replicaSetOf('api');
      cluster
        .at(602)
        .event(
          'ReplicaSet',
          set,
          'Warning',
          'FailedCreate',
          `Error creating: pods "${set}-x" is forbidden: exceeded quota: tight, requested: pods=1, used: pods=3, limited: pods=3`,
        );
      cluster.at(700).delete('ResourceQuota', 'tight', 'tom@example.com');
      for (const pod of cluster.at(705).pods('api', 2)) cluster.at(710).podReady(pod, true);
      return cluster;
    },
    at: 650,
    chain: [
      'ResourceQuota/default/tight',
      'Deployment/default/api',
      'ReplicaSet/default/api',
      'Service/default/api',
    ],
    who: 'platform@example.com',
    decoys: ['ConfigMap/billing/billing-config', 'ResourceQuota/billing/other'],
    zero: ['default/api'],
    by: 'tom@example.com',
  },
  {
    name: 'a scale to zero',
    build: (cluster) => {
      shop(cluster)
        .at(590)
        .patch('Deployment', 'front', { spec: { replicas: 2 } }, 'ann@example.com');
      cluster.at(600).patch('Deployment', 'gateway', { spec: { replicas: 0 } }, 'dev@example.com');
      cluster.at(601).replaceAll('gateway');
      cascade(cluster, 610, ['front']);
      cluster.at(700).patch('Deployment', 'gateway', { spec: { replicas: 2 } }, 'tom@example.com');
      for (const pod of cluster.at(701).pods('gateway', 2)) cluster.at(705).podReady(pod, true);
      return wellAgain(cluster, 710, ['front']);
    },
    at: 640,
    chain: [
      'Deployment/default/gateway',
      'Pod/default/gateway',
      'Service/default/gateway',
      'Pod/default/front',
      'Service/default/front',
    ],
    who: 'dev@example.com',
    decoys: ['Deployment/default/front'],
    zero: ['default/gateway', 'default/front'],
    by: 'tom@example.com',
  },
  {
    name: 'an edit of a Service’s selector',
    build: (cluster) => {
      shop(cluster)
        .at(590)
        .patch('Service', 'front', { metadata: { labels: { a: 'b' } } }, 'ann@example.com');
      cluster
        .at(595)
        .patch('Deployment', 'api', { metadata: { annotations: { note: 'x' } } }, 'ann@example.com');
      cluster
        .at(600)
        .patch('Service', 'api', { spec: { selector: { app: 'api', track: 'stable' } } }, 'dev@example.com');
      cluster.at(700).patch('Service', 'api', { spec: { selector: { track: null } } }, 'tom@example.com');
      return cluster.at(800).event('Node', 'n1', 'Normal', 'Starting', 'tick', '');
    },
    at: 620,
    chain: ['Service/default/api', 'Service/default/api'],
    who: 'dev@example.com',
    decoys: ['Service/default/front', 'Deployment/default/api'],
    zero: ['default/api'],
    by: 'tom@example.com',
  },
  {
    name: 'a network policy between two services',
    build: (cluster) => {
      shop(cluster)
        .at(580)
        .create(
          {
            apiVersion: 'networking.k8s.io/v1',
            kind: 'NetworkPolicy',
            metadata: { name: 'billing-only', namespace: 'billing' },
            spec: { podSelector: {} },
          },
          'sec@example.com',
        )
        .at(600)
        .create(
          {
            apiVersion: 'networking.k8s.io/v1',
            kind: 'NetworkPolicy',
            metadata: { name: 'lock-api', namespace: 'default' },
            spec: { podSelector: { matchLabels: { app: 'api' } }, policyTypes: ['Ingress'], ingress: [] },
          },
          'sec@example.com',
        );
      for (const pod of cluster.podsOf('gateway'))
        cluster.at(615).probeFails(pod, 'Readiness probe failed: upstream timeout');
      cluster.at(700).delete('NetworkPolicy', 'lock-api', 'tom@example.com');
      return wellAgain(cluster, 710, ['gateway']);
    },
    at: 650,
    chain: ['NetworkPolicy/default/lock-api', 'Pod/default/gateway', 'Service/default/gateway'],
    who: 'sec@example.com',
    decoys: ['NetworkPolicy/billing/billing-only'],
    zero: ['default/gateway'],
    by: 'tom@example.com',
  },
  {
    name: 'a secret that is replaced, read after a restart',
    build: (cluster) => {
      const secret = (name: string): TestObject => ({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: 'default' },
        data: { 'tls.crt': 'QQ==' },
      });
      shop(cluster).create(secret('pay-tls')).create(secret('unused'));
      cluster.workload('pay', {
        spec: {
          volumes: [{ name: 'tls', secret: { secretName: 'pay-tls' } }],
          containers: [{ name: 'main', image: 'pay:v1', volumeMounts: [{ name: 'tls', mountPath: '/tls' }] }],
        },
      });
      cluster.at(590).patch('Secret', 'unused', { data: { 'tls.crt': 'Qg==' } }, 'ann@example.com');
      cluster.at(600).patch('Secret', 'pay-tls', { data: { 'tls.crt': 'Qw==' } }, 'certbot@example.com');
      cluster.at(620).patch('Deployment', 'pay', restart(11), 'certbot@example.com');
      for (const pod of rollout(cluster, 'pay'))
        cluster.at(625).crash(pod, 'tls: private key does not match public key');
      return cluster.at(700).event('Node', 'n1', 'Normal', 'Starting', 'tick', '');
    },
    at: 650,
    chain: ['Secret/default/pay-tls', 'Deployment/default/pay', 'Pod/default/pay', 'Service/default/pay'],
    who: 'certbot@example.com',
    decoys: ['Secret/default/unused'],
    zero: ['default/pay'],
  },
  {
    name: 'an autoscaler whose bound is lowered',
    build: (cluster) => {
      shop(cluster).create({
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: 'gateway', namespace: 'default' },
        spec: {
          minReplicas: 2,
          maxReplicas: 10,
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'gateway' },
        },
      });
      billingDecoy(cluster, 580);
      cluster
        .at(600)
        .patch(
          'HorizontalPodAutoscaler',
          'gateway',
          { spec: { minReplicas: 1, maxReplicas: 1 } },
          'cost@example.com',
        );
      cluster
        .at(615)
        .patch('Deployment', 'gateway', { spec: { replicas: 1 } }, 'system:kube-controller-manager');
      const [gone = '', left = ''] = cluster.podsOf('gateway');
      cluster.at(616).removePod(gone, 'system:kube-controller-manager');
      cluster.at(660).probeFails(left, 'Readiness probe failed: context deadline exceeded');
      cluster
        .at(720)
        .patch(
          'HorizontalPodAutoscaler',
          'gateway',
          { spec: { minReplicas: 2, maxReplicas: 10 } },
          'tom@example.com',
        );
      cluster
        .at(725)
        .patch('Deployment', 'gateway', { spec: { replicas: 2 } }, 'system:kube-controller-manager');
      for (const pod of cluster.pods('gateway', 1)) cluster.at(730).podReady(pod, true);
      return cluster;
    },
    at: 680,
    chain: [
      'HorizontalPodAutoscaler/default/gateway',
      'Deployment/default/gateway',
      'Pod/default/gateway',
      'Service/default/gateway',
    ],
    who: 'cost@example.com',
    decoys: ['ConfigMap/billing/billing-config'],
    zero: ['default/gateway'],
    by: 'tom@example.com',
  },
  {
    name: 'a ConfigMap that is deleted, missed at the next restart',
    build: (cluster) => {
      shop(cluster).create(configMap('stale', { A: '1' }));
      cluster
        .at(500)
        .delete('ConfigMap', 'stale', 'cleaner@example.com')
        .delete('ConfigMap', 'api-config', 'cleaner@example.com');
      cluster.at(900).patch('Deployment', 'api', restart(15), 'dev@example.com');
      for (const pod of rollout(cluster, 'api'))
        cluster.at(905).waiting(pod, 'CreateContainerConfigError', 'configmap "api-config" not found');
      cluster
        .at(1000)
        .create(configMap('api-config', { CACHE_SIZE: '256Mi', LOG_LEVEL: 'info' }), 'tom@example.com');
      return wellAgain(cluster, 1010, ['api']);
    },
    at: 950,
    chain: [
      'ConfigMap/default/api-config',
      'Deployment/default/api',
      'Pod/default/api',
      'Service/default/api',
    ],
    who: 'cleaner@example.com',
    decoys: ['ConfigMap/default/stale'],
    zero: ['default/api'],
    by: 'tom@example.com',
  },
  {
    name: 'an admission webhook that refuses',
    build: (cluster) => {
      const webhook = (name: string, rule: string): TestObject => ({
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: { name },
        webhooks: [{ name: rule, clientConfig: { url: 'https://x' }, failurePolicy: 'Fail' }],
      });
      shop(cluster).at(550).create(webhook('audit-labels', 'labels.example.com'), 'sec@example.com');
      cluster.at(560).create(webhook('signed-images', 'signed.example.com'), 'sec@example.com');
      for (const pod of cluster.at(600).podsOf('api'))
        cluster.removePod(pod, 'system:kube-controller-manager');
      const set = cluster.replicaSetOf('api');
      cluster
        .at(602)
        .event(
          'ReplicaSet',
          set,
          'Warning',
          'FailedCreate',
          'Error creating: admission webhook "signed.example.com" denied the request: image is not signed',
        );
      cluster.at(700).delete('ValidatingWebhookConfiguration', 'signed-images', 'tom@example.com', '');
      for (const pod of cluster.at(705).pods('api', 2)) cluster.at(710).podReady(pod, true);
      return cluster;
    },
    at: 650,
    chain: ['ValidatingWebhookConfiguration/signed-images', 'ReplicaSet/default/api', 'Service/default/api'],
    who: 'sec@example.com',
    decoys: ['ValidatingWebhookConfiguration/audit-labels'],
    zero: ['default/api'],
  },
  {
    name: 'somebody who deletes the pods',
    build: (cluster) => {
      shop(cluster);
      billingDecoy(cluster, 590);
      cluster.at(600);
      for (const pod of cluster.podsOf('api')) cluster.removePod(pod, 'dev@example.com');
      for (const pod of cluster.at(602).pods('api', 2)) cluster.at(640).podReady(pod, true);
      return cluster;
    },
    at: 620,
    chain: ['Pod/default/api', 'Service/default/api'],
    who: 'dev@example.com',
    decoys: ['ConfigMap/billing/billing-config', 'ConfigMap/default/api-config'],
    zero: ['default/api'],
  },
  {
    name: 'pods that are preempted by more important ones',
    build: (cluster) => {
      shop(cluster)
        .at(580)
        .patch('Deployment', 'front', { metadata: { labels: { x: 'y' } } }, 'ann@example.com');
      cluster.at(600).workload(
        'batch',
        {
          spec: {
            priority: 1000,
            priorityClassName: 'high',
            containers: [{ name: 'main', image: 'batch:v1' }],
          },
          nodes: ['n1'],
          replicas: 2,
          service: false,
        },
        'data@example.com',
      );
      const [taker = ''] = cluster.podsOf('batch');
      for (const pod of cluster.podsOf('api')) {
        cluster
          .at(603)
          .event(
            'Pod',
            pod,
            'Normal',
            'Preempted',
            `Preempted by pod ${String(cluster.get('Pod', taker).metadata.uid)} on node n1`,
          );
        cluster.removePod(pod, 'system:kube-scheduler', 'delete', 'default', 'PreemptionByScheduler');
      }
      for (const pod of cluster.at(605).pods('api', 2))
        cluster.unschedulable(pod, '0/2 nodes are available: 2 Insufficient cpu.');
      return cluster.at(800).event('Node', 'n1', 'Normal', 'Starting', 'tick', '');
    },
    at: 650,
    chain: ['Deployment/default/batch', 'Pod/default/api', 'Service/default/api'],
    who: 'data@example.com',
    decoys: ['Deployment/default/front'],
    zero: ['default/api'],
  },
  {
    name: 'a node agent that fills the node',
    build: (cluster) => {
      shop(cluster).workload('agent', {
        kind: 'DaemonSet',
        replicas: 2,
        nodes: ['n1', 'n2'],
        service: false,
      });
      billingDecoy(cluster, 590);
      cluster.at(600).patch('DaemonSet', 'agent', image('registry.example/agent:v2'), 'platform@example.com');
      for (const pod of rollout(cluster, 'agent', ['n1', 'n2'])) cluster.at(605).podReady(pod, true);
      for (const node of ['n1', 'n2']) {
        cluster.at(650).patch(
          'Node',
          node,
          {
            status: {
              conditions: [
                { type: 'Ready', status: 'True' },
                { type: 'MemoryPressure', status: 'True' },
              ],
            },
          },
          `system:node:${node}`,
        );
      }
      for (const pod of cluster.podsOf('api')) {
        cluster.at(655).podStatus(pod, {
          phase: 'Failed',
          reason: 'Evicted',
          message: 'The node was low on resource: memory.',
          conditions: [{ type: 'Ready', status: 'False' }],
        });
      }
      return cluster.at(900).event('Node', 'n1', 'Normal', 'Starting', 'tick', '');
    },
    at: 700,
    chain: ['DaemonSet/default/agent', 'Node/n1', 'Pod/default/api', 'Service/default/api'],
    who: 'platform@example.com',
    decoys: ['ConfigMap/billing/billing-config'],
    zero: ['default/api'],
  },
  {
    name: 'a memory limit that is lowered',
    build: (cluster) => {
      const resources = (memory: string) => ({
        spec: {
          template: {
            spec: {
              containers: [
                {
                  name: 'main',
                  image: 'registry.example/api:v1',
                  envFrom: envFrom('api-config'),
                  resources: { limits: { memory } },
                },
              ],
            },
          },
        },
      });
      shop(cluster).at(100).patch('Deployment', 'api', resources('512Mi'), 'dev@example.com');
      for (const pod of rollout(cluster, 'api')) cluster.at(110).podReady(pod, true);
      cluster.at(590).patch('ConfigMap', 'api-config', { data: { LOG_LEVEL: 'debug' } }, 'ann@example.com');
      cluster.at(600).patch('Deployment', 'api', resources('64Mi'), 'cost@example.com');
      for (const pod of rollout(cluster, 'api')) cluster.at(605).podReady(pod, true);
      for (const pod of cluster.podsOf('api')) cluster.at(630).oom(pod);
      cluster.at(700).patch('Deployment', 'api', resources('512Mi'), 'tom@example.com');
      for (const pod of rollout(cluster, 'api')) cluster.at(705).podReady(pod, true);
      return cluster;
    },
    at: 650,
    chain: ['Deployment/default/api', 'Pod/default/api', 'Service/default/api'],
    who: 'cost@example.com',
    decoys: [],
    zero: ['default/api'],
    by: 'tom@example.com',
  },
  {
    name: 'a ConfigMap that is deleted and made anew with another value',
    build: (cluster) => {
      shop(cluster)
        .at(500)
        .patch('Deployment', 'front', image('registry.example/front:v2'), 'ann@example.com');
      for (const pod of rollout(cluster, 'gateway')) cluster.at(510).podReady(pod, true);
      cluster.at(600).delete('ConfigMap', 'api-config', 'dev@example.com');
      cluster
        .at(601)
        .create(configMap('api-config', { CACHE_SIZE: '64Gi', LOG_LEVEL: 'info' }), 'dev@example.com');
      cluster.at(610).patch('Deployment', 'api', restart(10), 'dev@example.com');
      for (const pod of rollout(cluster, 'api')) cluster.at(620).podReady(pod, true);
      for (const pod of cluster.podsOf('api')) cluster.at(700).oom(pod);
      cascade(cluster, 720, ['front']);
      return cluster.at(900).event('Node', 'n1', 'Normal', 'Starting', 'tick', '');
    },
    at: 720,
    chain: [
      'ConfigMap/default/api-config',
      'Deployment/default/api',
      'Pod/default/api',
      'Service/default/api',
    ],
    who: 'dev@example.com',
    decoys: ['Deployment/default/gateway'],
    zero: ['default/api'],
  },
  {
    name: 'an owner that is deleted, with what it owns',
    build: (cluster) => {
      shop(cluster);
      billingDecoy(cluster, 590);
      cluster.at(600).delete('Deployment', 'gateway', 'dev@example.com').at(601).replaceAll('gateway');
      return cascade(cluster, 610, ['front']).at(900).event('Node', 'n1', 'Normal', 'Starting', 'tick', '');
    },
    at: 640,
    chain: [
      'Deployment/default/gateway',
      'Pod/default/gateway',
      'Service/default/gateway',
      'Pod/default/front',
      'Service/default/front',
    ],
    who: 'dev@example.com',
    decoys: ['ConfigMap/billing/billing-config'],
    zero: ['default/gateway', 'default/front'],
  },
  {
    name: 'a caller that was released shortly before its callee was lost',
    build: (cluster) => {
      const released = { name: 'main', image: 'registry.example/gateway:v2', env: calls('api') };
      shop(cluster)
        .at(540)
        .patch(
          'Deployment',
          'gateway',
          { spec: { template: { spec: { containers: [released] } } } },
          'ann@example.com',
        );
      for (const pod of rollout(cluster, 'gateway')) cluster.at(545).podReady(pod, true);
      cluster
        .at(600)
        .patch('Deployment', 'api', { spec: { replicas: 0 } }, 'dev@example.com')
        .at(601)
        .replaceAll('api');
      cascade(cluster, 605, ['gateway']);
      return cluster.at(900).event('Node', 'n1', 'Normal', 'Starting', 'tick', '');
    },
    at: 640,
    chain: [
      'Deployment/default/api',
      'Pod/default/api',
      'Service/default/api',
      'Pod/default/gateway',
      'Service/default/gateway',
    ],
    who: 'dev@example.com',
    decoys: ['Deployment/default/gateway'],
    zero: ['default/api', 'default/gateway'],
  },
  {
    name: 'a limit range that refuses the pods in place of deleted ones',
    build: (cluster) => {
      shop(cluster)
        .at(590)
        .create(
          {
            apiVersion: 'v1',
            kind: 'LimitRange',
            metadata: { name: 'small', namespace: 'default' },
            spec: { limits: [{ type: 'Container', max: { memory: '128Mi' } }] },
          },
          'platform@example.com',
        )
        .create(
          {
            apiVersion: 'v1',
            kind: 'ResourceQuota',
            metadata: { name: 'roomy', namespace: 'default' },
            spec: { hard: { pods: '100' } },
          },
          'platform@example.com',
        );
      cluster.at(600);
      for (const pod of cluster.podsOf('api')) cluster.removePod(pod, 'ops@example.com');
      const set = cluster.replicaSetOf('api');
      cluster
        .at(603)
        .event(
          'ReplicaSet',
          set,
          'Warning',
          'FailedCreate',
          `Error creating: pods "${set}-x" is forbidden: maximum memory usage per Container is 128Mi, but limit is 512Mi`,
        );
      return cluster.at(900).event('Node', 'n1', 'Normal', 'Starting', 'tick', '');
    },
    at: 640,
    chain: ['LimitRange/default/small', 'ReplicaSet/default/api', 'Service/default/api'],
    who: 'platform@example.com',
    decoys: ['ResourceQuota/default/roomy'],
    zero: ['default/api'],
  },
];
