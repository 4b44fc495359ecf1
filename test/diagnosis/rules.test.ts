import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../src/diagnosis/index.ts';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { clusterOf, make, pod, READY, service } from '../relations/cluster.ts';
import {
  container,
  diagnosisOf,
  ended,
  event,
  type Fields,
  node,
  short,
  status,
  waiting,
  webWith,
} from './sick-cluster.ts';

const POD = 'Pod/shop/web-1-a';
const WEB = 'Deployment/shop/web';
const condition = (type: string, is: string, reason: string, message?: string): Fields => ({
  type,
  status: is,
  reason,
  ...(message === undefined ? {} : { message }),
  lastTransitionTime: '2025-12-31T23:00:00Z',
});
const pull = (message: string) =>
  webWith(status([container(waiting('ImagePullBackOff', message))], 'Pending'));
const crash = (exitCode: number, more: Fields = {}) =>
  status([container(waiting('CrashLoopBackOff'), { restartCount: 5, lastState: ended(exitCode), ...more })]);
const reading = (key: string) => ({
  containers: [
    {
      name: 'main',
      image: 'app:1',
      env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'settings', key } } }],
    },
  ],
});
const unready = status([container({ running: {} })]);
const refused = (message: string) => [
  ...webWith(READY).filter(({ kind }) => kind !== 'Pod' && kind !== 'ReplicaSet'),
  make(
    'apps/v1',
    'ReplicaSet',
    'shop/web-1',
    {
      spec: { replicas: 1 },
      status: { replicas: 0, conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', message)] },
    },
    {
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'x', controller: true },
      ],
    },
  ),
];
const claim = (spec: Fields, phase = 'Pending') =>
  make('v1', 'PersistentVolumeClaim', 'shop/data', { spec, status: { phase } });
const pendingPod = (spec: Fields = {}) =>
  webWith(
    {
      phase: 'Pending',
      conditions: [
        condition('PodScheduled', 'False', 'Unschedulable', '0/1 nodes are available: 1 Insufficient cpu.'),
      ],
    },
    {
      spec: {
        nodeName: undefined,
        containers: [{ name: 'main', image: 'a', resources: { requests: { cpu: '3' } } }],
        ...spec,
      },
    },
  );
const mounting = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };

interface Case {
  readonly objects: readonly KubeObject[];
  readonly target?: string;
  readonly unknown?: readonly string[];
  /** The causes, the first being the root. */
  readonly causes: readonly string[];
  readonly says: string;
}

const CASES: Readonly<Record<string, Case>> = {
  'an image that is not there': {
    objects: pull('rpc error: failed to pull image "app:1": manifest for app:1 not found: manifest unknown'),
    causes: [`IMAGE_PULL_FAILS ${POD} critical certain`],
    says: 'The image app:1 cannot be pulled: the registry has no image of this name and tag.',
  },
  'a registry that wants a login, and a pull secret that is missing': {
    objects: [
      ...webWith(status([container(waiting('ErrImagePull', '401 Unauthorized'))], 'Pending'), {
        spec: { imagePullSecrets: [{ name: 'regcred' }] },
      }),
      make('v1', 'Secret', 'shop/other'),
    ],
    causes: [
      'IMAGE_PULL_FAILS Secret/shop/regcred critical likely',
      `IMAGE_PULL_FAILS ${POD} critical certain < IMAGE_PULL_FAILS`,
    ],
    says: 'The pull secret Secret/shop/regcred that Pod/shop/web-1-a names is not there',
  },
  'an image whose registry is told only by the event': {
    objects: [
      ...pull('Back-off pulling image "app:1"'),
      event(POD, 'Failed', 'Failed to pull image "app:1": dial tcp: lookup reg.example: no such host'),
    ],
    causes: [`IMAGE_PULL_FAILS ${POD} critical certain`],
    says: 'the node does not reach the registry',
  },
  'out of memory': {
    objects: webWith(
      status([
        container(waiting('CrashLoopBackOff'), { restartCount: 5, lastState: ended(137, 'OOMKilled') }),
      ]),
      { spec: { containers: [{ name: 'main', image: 'a', resources: { limits: { memory: '64Mi' } } }] } },
    ),
    causes: [`CONTAINER_OUT_OF_MEMORY ${POD} critical certain`],
    says: '(OOMKilled, exit 137): its limit is 64Mi; restarted 5 times, last 5 min ago.',
  },
  'a program that ends with an error': {
    objects: webWith(crash(1)),
    causes: [`CONTAINER_CRASHES ${POD} critical certain`],
    says: 'ends again and again with exit 1: the program ended with an error',
  },
  'a command that is not there': {
    objects: webWith(crash(127)),
    causes: [`CONTAINER_CRASHES ${POD} critical certain`],
    says: 'its command was not found',
  },
  'a program that ends although it should run': {
    objects: webWith(crash(0)),
    causes: [`CONTAINER_CRASHES ${POD} critical certain`],
    says: 'exit 0: it ended without an error, although it should keep running',
  },
  'a failing liveness probe behind a kill': {
    objects: [
      ...webWith(crash(143)),
      event(POD, 'Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 503', 9),
    ],
    causes: [
      `PROBE_FAILS ${POD} critical certain`,
      `CONTAINER_CRASHES ${POD} critical certain < PROBE_FAILS`,
    ],
    says: 'The liveness probe of container main fails (HTTP probe failed with statuscode: 503): the kubelet restarts it.',
  },
  'a readiness probe that fails because the program crashes': {
    objects: [...webWith(crash(1)), event(POD, 'Unhealthy', 'Readiness probe failed: connection refused')],
    causes: [
      `CONTAINER_CRASHES ${POD} critical certain`,
      `PROBE_FAILS ${POD} critical certain < CONTAINER_CRASHES`,
    ],
    says: 'exit 1',
  },
  'a pod that is not ready, of which no event tells': {
    objects: webWith(unready, {
      spec: {
        containers: [
          {
            name: 'main',
            image: 'a',
            ports: [{ containerPort: 8080 }],
            readinessProbe: { httpGet: { path: '/ready', port: 9090 } },
          },
        ],
      },
    }),
    causes: [`PROBE_FAILS ${POD} critical possible`],
    says: '(GET /ready on port 9090) fails: it runs and gets no traffic. The container declares 8080, not 9090.',
  },
  'a ConfigMap that the kubelet does not find': {
    objects: webWith(
      status([container(waiting('CreateContainerConfigError', 'configmap "settings" not found'))], 'Pending'),
      { spec: reading('size') },
    ),
    causes: ['CONFIGURATION_MISSING ConfigMap/shop/settings critical certain'],
    says: 'ConfigMap/shop/settings is not there, and pods that need it cannot start.',
  },
  'a ConfigMap that may be there': {
    objects: webWith(
      status([container(waiting('CreateContainerConfigError', 'configmap "settings" not found'))], 'Pending'),
      { spec: reading('size') },
    ),
    unknown: ['ConfigMap'],
    causes: ['CONFIGURATION_MISSING ConfigMap/shop/settings critical certain'],
    says: 'is not there',
  },
  'a key that is not in its ConfigMap': {
    objects: [
      ...webWith(
        status(
          [
            container(
              waiting('CreateContainerConfigError', "couldn't find key sise in ConfigMap shop/settings"),
            ),
          ],
          'Pending',
        ),
        { spec: reading('sise') },
      ),
      make('v1', 'ConfigMap', 'shop/settings', { data: { size: '1', other: '2' } }),
    ],
    causes: ['CONFIGURATION_MISSING ConfigMap/shop/settings critical certain'],
    says: 'has no key sise, and pods that need it cannot start. It has size.',
  },
  'a Secret that a volume needs': {
    objects: [
      ...webWith(status([container(waiting('ContainerCreating'))], 'Pending'), {
        spec: { volumes: [{ name: 'tls', secret: { secretName: 'web-tls' } }] },
      }),
      make('v1', 'Secret', 'shop/web-tls-2'),
      event(POD, 'FailedMount', 'MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found', 7),
    ],
    causes: ['CONFIGURATION_MISSING Secret/shop/web-tls critical certain'],
    says: 'Secret/shop/web-tls is not there, and pods that need it cannot start. There is web-tls-2.',
  },
  'a container that must not be root': {
    objects: webWith(
      status(
        [
          container(
            waiting('CreateContainerConfigError', 'container has runAsNonRoot and image will run as root'),
          ),
        ],
        'Pending',
      ),
    ),
    causes: [`CONTAINER_CANNOT_START ${POD} critical certain`],
    says: 'it must not run as root, and its image does',
  },
  'an init container that fails': {
    objects: webWith(
      status([container(waiting('PodInitializing'))], 'Pending', {
        initContainerStatuses: [
          container(waiting('CrashLoopBackOff'), { name: 'migrate', restartCount: 2, lastState: ended(2) }),
        ],
      }),
    ),
    causes: [`INIT_CONTAINER_FAILS ${POD} critical certain`],
    says: 'Init container migrate ends again and again with exit 2',
  },
  'a pod that no node takes': {
    objects: pendingPod(),
    causes: [`POD_UNSCHEDULABLE ${POD} critical certain`],
    says: '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling. Nearest is node-1: 2 cpu missing (asks for 3, 1 free of 1).',
  },
  'a pod that waits for a claim without a class': {
    objects: [...pendingPod(mounting), claim({})],
    causes: [
      'CLAIM_WITHOUT_VOLUME PersistentVolumeClaim/shop/data critical likely',
      `POD_UNSCHEDULABLE ${POD} critical certain < CLAIM_WITHOUT_VOLUME`,
    ],
    says: 'names no storage class and none is the default',
  },
  'a claim of a class that is not there': {
    objects: [...pendingPod(mounting), claim({ storageClassName: 'gone' })],
    causes: [
      'CLAIM_WITHOUT_VOLUME StorageClass/gone critical certain',
      `POD_UNSCHEDULABLE ${POD} critical certain < CLAIM_WITHOUT_VOLUME`,
    ],
    says: 'The storage class gone of claim PersistentVolumeClaim/shop/data is not there',
  },
  'a claim of a class that may be there': {
    objects: [...pendingPod(mounting), claim({ storageClassName: 'fast' })],
    unknown: ['StorageClass.storage.k8s.io'],
    causes: [
      `POD_UNSCHEDULABLE ${POD} critical certain < CLAIM_WITHOUT_VOLUME`,
      'CLAIM_WITHOUT_VOLUME PersistentVolumeClaim/shop/data critical possible',
    ].toReversed(),
    says: 'has no volume',
  },
  'a claim that waits for its pod, which waits for room': {
    objects: [
      ...pendingPod(mounting),
      claim({ storageClassName: 'fast' }),
      make('storage.k8s.io/v1', 'StorageClass', 'fast', {
        provisioner: 'csi',
        volumeBindingMode: 'WaitForFirstConsumer',
      }),
    ],
    causes: [
      `POD_UNSCHEDULABLE ${POD} critical certain`,
      'CLAIM_WITHOUT_VOLUME PersistentVolumeClaim/shop/data info certain < POD_UNSCHEDULABLE',
    ],
    says: 'Insufficient cpu',
  },
  'a volume that is attached elsewhere': {
    objects: [
      ...webWith(status([container(waiting('ContainerCreating'))], 'Pending'), { spec: mounting }),
      claim({ volumeName: 'pv-1' }, 'Bound'),
      make('v1', 'PersistentVolume', 'pv-1', { spec: {}, status: { phase: 'Bound' } }),
      pod('shop/old', { nodeName: 'node-2', ...mounting }),
      node('node-2'),
      event(
        POD,
        'FailedAttachVolume',
        'Multi-Attach error for volume "pv-1" Volume is already used by pod(s) old',
      ),
    ],
    causes: ['VOLUME_NOT_MOUNTED PersistentVolumeClaim/shop/data critical certain'],
    says: 'Volume pv-1 is still attached to another node, where Pod/shop/old runs on node-2: it can be attached to one node at a time.',
  },
  'a node that is lost': {
    objects: webWith({ phase: 'Running', conditions: [condition('Ready', 'False', 'NodeLost')] }).map(
      (each) =>
        each.kind === 'Node'
          ? node('node-1', [
              condition('Ready', 'Unknown', 'NodeStatusUnknown', 'Kubelet stopped posting node status.'),
            ])
          : each,
    ),
    causes: ['NODE_NOT_READY Node/node-1 critical certain'],
    says: 'Node node-1 stopped reporting 60 min ago: Kubelet stopped posting node status.',
  },
  'a node that is gone': {
    objects: webWith({ phase: 'Running', conditions: [condition('Ready', 'False', 'x')] }).filter(
      ({ kind }) => kind !== 'Node',
    ),
    causes: ['NODE_NOT_READY Node/node-1 critical likely'],
    says: 'Node node-1 is not there any more',
  },
  'a network that the node cannot set up': {
    objects: [
      ...webWith(status([container(waiting('ContainerCreating'))], 'Pending')),
      event(POD, 'FailedCreatePodSandBox', 'plugin type="calico" failed (add): network is unreachable', 9),
    ],
    causes: [`CONTAINER_CANNOT_START ${POD} critical certain`],
    says: 'Node node-1 cannot set up the pod before its containers: its network plugin fails.',
  },
  'a container that crashed long ago and is back': {
    objects: webWith({
      ...READY,
      containerStatuses: [
        container(
          { running: {} },
          {
            ready: true,
            restartCount: 1,
            lastState: ended(2, 'Error', { finishedAt: '2025-12-01T00:00:00Z' }),
          },
        ),
      ],
    }),
    causes: [`CONTAINER_CRASHES ${POD} info certain`],
    says: 'restarted 1 time, last 31 d ago. It runs again.',
  },
  'a volume in another zone': {
    objects: [
      ...pendingPod({ ...mounting, containers: [{ name: 'main', image: 'a' }] }),
      make(
        'v1',
        'PersistentVolumeClaim',
        'shop/data',
        { spec: { volumeName: 'pv-1' }, status: { phase: 'Bound' } },
        { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
      ),
      make('v1', 'PersistentVolume', 'pv-1', {
        spec: {
          claimRef: { namespace: 'shop', name: 'data' },
          nodeAffinity: {
            required: {
              nodeSelectorTerms: [
                { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['b'] }] },
              ],
            },
          },
        },
        status: { phase: 'Bound' },
      }),
    ],
    causes: [`POD_UNSCHEDULABLE ${POD} critical certain`],
    says: 'Its volume pv-1 can be reached only where topology.kubernetes.io/zone is b.',
  },
  'a scheduler that saw more nodes than the snapshot has': {
    objects: webWith(
      {
        phase: 'Pending',
        conditions: [
          condition(
            'PodScheduled',
            'False',
            'Unschedulable',
            '0/9 nodes are available: 9 Insufficient memory.',
          ),
        ],
      },
      {
        spec: {
          nodeName: undefined,
          containers: [{ name: 'main', image: 'a', resources: { requests: { cpu: '3' } } }],
        },
      },
    ),
    causes: [`POD_UNSCHEDULABLE ${POD} critical certain`],
    says: '0/9 nodes are available: 9 Insufficient memory.',
  },
  'what is sick in a namespace': {
    objects: [...webWith(crash(1)), make('v1', 'Namespace', 'shop', { status: { phase: 'Active' } })],
    target: 'Namespace/shop',
    causes: [`CONTAINER_CRASHES ${POD} critical certain`],
    says: 'exit 1',
  },
  'an eviction for memory': {
    objects: webWith({
      phase: 'Failed',
      reason: 'Evicted',
      message: 'The node was low on resource: memory. Threshold quantity: 100Mi',
    }).map((each) =>
      each.kind === 'Node'
        ? node('node-1', [condition('Ready', 'True', 'Ok'), condition('MemoryPressure', 'True', 'x')])
        : each,
    ),
    causes: [
      'NODE_UNDER_PRESSURE Node/node-1 warning certain',
      `POD_EVICTED ${POD} warning certain < NODE_UNDER_PRESSURE`,
    ],
    says: 'Node node-1 has MemoryPressure',
  },
  'a quota without room': {
    objects: refused(
      'pods "web-1-x" is forbidden: exceeded quota: team, requested: cpu=1, used: cpu=2, limited: cpu=2',
    ),
    target: WEB,
    causes: ['POD_CREATION_REFUSED ResourceQuota/shop/team critical certain'],
    says: 'The quota team of namespace shop has no room: a new pod asks for cpu=1, cpu=2 is used, cpu=2 is allowed.',
  },
  'a webhook that does not answer': {
    objects: refused(
      'Internal error occurred: failed calling webhook "check.example.com": failed to call webhook: Post "https://hook.policy.svc:443/v?timeout=10s": no endpoints available for service "hook"',
    ),
    target: WEB,
    causes: ['POD_CREATION_REFUSED Service/policy/hook critical certain'],
    says: 'The admission webhook check.example.com gives no answer',
  },
  'a pod security level': {
    objects: refused(
      'pods "web-1-x" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
    ),
    target: WEB,
    causes: ['POD_CREATION_REFUSED Namespace/shop critical certain'],
    says: 'Namespace shop forbids such pods',
  },
  'a Service whose selector is wrong': {
    objects: [...webWith(READY), service('shop/front', { app: 'wbe' })],
    target: 'Service/shop/front',
    causes: ['SERVICE_WITHOUT_ENDPOINTS Service/shop/front critical certain'],
    says: 'selects app=wbe, and no pod of namespace shop has these labels. Deployment/shop/web is near: it has app=web, not app=wbe.',
  },
  'a Service whose pods crash': {
    objects: [...webWith(crash(1)), service('shop/front', { app: 'web' })],
    target: 'Service/shop/front',
    causes: [
      `CONTAINER_CRASHES ${POD} critical certain`,
      'SERVICE_WITHOUT_ENDPOINTS Service/shop/front critical certain < CONTAINER_CRASHES',
    ],
    says: 'exit 1',
  },
  'a Service of a port that no container names': {
    objects: [
      ...webWith(READY, {
        spec: { containers: [{ name: 'main', image: 'a', ports: [{ name: 'http', containerPort: 8080 }] }] },
      }),
      service('shop/front', { app: 'web' }, { ports: [{ port: 80, targetPort: 'web' }] }),
    ],
    target: 'Service/shop/front',
    causes: ['SERVICE_PORT_MISMATCH Service/shop/front warning certain'],
    says: 'sends port 80 to the port named web, and its containers declare http (8080).',
  },
  'a Service of a workload that is scaled to 0': {
    objects: [
      make('apps/v1', 'Deployment', 'shop/web', {
        spec: { replicas: 0, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } } },
        status: {},
      }),
      service('shop/front', { app: 'web' }),
    ],
    target: 'Service/shop/front',
    causes: [
      'WORKLOAD_STOPPED Deployment/shop/web critical certain',
      'SERVICE_WITHOUT_ENDPOINTS Service/shop/front critical certain < WORKLOAD_STOPPED',
    ],
    says: 'Deployment web is scaled to 0: no pod is wanted.',
  },
  'a Service that a sick pod calls': {
    objects: [
      ...webWith(crash(1), {
        spec: { containers: [{ name: 'main', image: 'a', env: [{ name: 'DB', value: 'db.shop:5432' }] }] },
      }),
      service('shop/db', { app: 'db' }),
    ],
    causes: [
      `CONTAINER_CRASHES ${POD} critical certain`,
      'CALLED_SERVICE_DOWN Service/shop/db warning possible',
    ],
    says: 'exit 1',
  },
  'an autoscaler without metrics': {
    objects: [
      ...webWith(READY),
      make('autoscaling/v2', 'HorizontalPodAutoscaler', 'shop/web', {
        spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 3 },
        status: {
          currentReplicas: 1,
          conditions: [
            condition(
              'ScalingActive',
              'False',
              'FailedGetResourceMetric',
              'missing request for cpu in container main',
            ),
          ],
        },
      }),
    ],
    target: 'HorizontalPodAutoscaler/shop/web',
    causes: ['AUTOSCALER_BLIND HorizontalPodAutoscaler/shop/web critical certain'],
    says: 'It measures use by requests: every container needs one.',
  },
  'an autoscaler that may not go further': {
    objects: [
      make('autoscaling/v2', 'HorizontalPodAutoscaler', 'shop/web', {
        spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 3 },
        status: { currentReplicas: 3, conditions: [condition('ScalingLimited', 'True', 'TooManyReplicas')] },
      }),
      ...webWith(READY),
    ],
    target: 'HorizontalPodAutoscaler/shop/web',
    causes: ['AUTOSCALER_AT_MAXIMUM HorizontalPodAutoscaler/shop/web info certain'],
    says: 'at its maximum of 3 replicas: more load is not answered by more pods',
  },
  'an Ingress to a Service that is not there': {
    objects: [
      service('shop/web', { app: 'web' }),
      make('networking.k8s.io/v1', 'Ingress', 'shop/front', {
        spec: {
          rules: [
            {
              host: 'a.example',
              http: { paths: [{ path: '/', backend: { service: { name: 'wbe', port: { number: 80 } } } }] },
            },
          ],
        },
      }),
    ],
    target: 'Ingress/shop/front',
    causes: ['INGRESS_BACKEND_MISSING Service/shop/wbe critical certain'],
    says: 'routes a.example/ to it on port 80, and there is no such Service',
  },
  'a Job whose pods failed': {
    objects: [
      make('batch/v1', 'Job', 'shop/report', {
        spec: { backoffLimit: 2, template: { spec: { containers: [] } } },
        status: { conditions: [condition('Failed', 'True', 'BackoffLimitExceeded', 'x')] },
      }),
      pod(
        'shop/report-a',
        {},
        {
          ownerReferences: [
            { apiVersion: 'batch/v1', kind: 'Job', name: 'report', uid: 'x', controller: true },
          ],
        },
        status([container(ended(1))], 'Failed'),
      ),
    ],
    target: 'Job/shop/report',
    causes: [
      'CONTAINER_CRASHES Pod/shop/report-a critical certain',
      'JOB_FAILED Job/shop/report critical certain < CONTAINER_CRASHES',
    ],
    says: 'Container main ended with exit 1',
  },
  'a DaemonSet that lacks pods': {
    objects: [
      make('apps/v1', 'DaemonSet', 'shop/agent', {
        spec: { template: { spec: { containers: [] } } },
        status: {
          desiredNumberScheduled: 3,
          currentNumberScheduled: 2,
          numberMisscheduled: 1,
          numberReady: 2,
        },
      }),
    ],
    target: 'DaemonSet/shop/agent',
    causes: ['DAEMONSET_MISSCHEDULED DaemonSet/shop/agent warning certain'],
    says: '1 pod runs on nodes that its selector or tolerations leave out, 1 of 3 nodes have no pod of it',
  },
  'a rollout that makes no progress for its image': {
    objects: pull('not found').map((each) =>
      each.kind === 'Deployment'
        ? {
            ...each,
            status: {
              availableReplicas: 0,
              updatedReplicas: 1,
              conditions: [condition('Progressing', 'False', 'ProgressDeadlineExceeded')],
            },
          }
        : each,
    ),
    target: WEB,
    causes: [
      `IMAGE_PULL_FAILS ${POD} critical certain`,
      `ROLLOUT_STALLED ${WEB} critical certain < IMAGE_PULL_FAILS`,
    ],
    says: 'the registry has no image of this name and tag',
  },
  'a claim that a finalizer holds': {
    objects: [
      make(
        'v1',
        'PersistentVolumeClaim',
        'shop/data',
        { spec: { volumeName: 'pv' }, status: { phase: 'Bound' } },
        { deletionTimestamp: '2025-12-31T23:00:00Z', finalizers: ['kubernetes.io/pvc-protection'] },
      ),
      make('v1', 'PersistentVolume', 'pv', { spec: {}, status: { phase: 'Bound' } }),
    ],
    target: 'PersistentVolumeClaim/shop/data',
    causes: ['STUCK_TERMINATING PersistentVolumeClaim/shop/data warning certain'],
    says: 'held by the finalizer kubernetes.io/pvc-protection (a pod still uses the claim)',
  },
  'a namespace that is being deleted': {
    objects: [
      make('v1', 'Namespace', 'shop', {
        status: {
          phase: 'Terminating',
          conditions: [condition('NamespaceContentRemaining', 'True', 'x', '1 pod remains')],
        },
      }),
    ],
    target: 'Namespace/shop',
    causes: ['NAMESPACE_TERMINATING Namespace/shop critical certain'],
    says: 'It does not go: 1 pod remains',
  },
  'a budget that never allows anything': {
    objects: [
      make('policy/v1', 'PodDisruptionBudget', 'shop/web', {
        spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
        status: { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
      }),
    ],
    target: 'PodDisruptionBudget/shop/web',
    causes: ['BUDGET_ALLOWS_NOTHING PodDisruptionBudget/shop/web warning certain'],
    says: 'needs 1 of 1 pods healthy: it never allows an eviction',
  },
  'a node that somebody cordoned': {
    objects: [...pendingPod(), node('node-2', undefined, { unschedulable: true })],
    causes: [`POD_UNSCHEDULABLE ${POD} critical certain`, 'NODE_CORDONED Node/node-2 info certain'],
    says: '0/1 nodes are available: 1 Insufficient cpu.',
  },
};

describe('what is wrong', () => {
  test.each(Object.entries(CASES))('%s', (_name, { objects, target = POD, unknown = [], causes, says }) => {
    const found = diagnosisOf(objects, target, { unknown });
    expect(found.causes.map(short)).toEqual(causes);
    expect(found.summary).toContain(says);
  });

  test('every rule has a case and a row on its page', () => {
    const page = readFileSync('docs/diagnosis.md', 'utf8');
    const all = Object.values(CASES).flatMap(({ causes }) => causes);
    for (const { code, title } of RULES) {
      expect(
        all.filter((cause) => cause.startsWith(`${code} `)),
        code,
      ).not.toEqual([]);
      expect(page).toContain(`| \`${code}\` | ${title} |`);
      expect(existsSync(`src/diagnosis/rules/${code.toLowerCase().replaceAll('_', '-')}.ts`), code).toBe(
        true,
      );
    }
  });
});

describe('what cannot be seen', () => {
  test('a kind that is not known is no missing object', () => {
    const objects = webWith(unready, { spec: reading('size') });
    const found = diagnosisOf(objects, POD, { unknown: ['ConfigMap', 'Event'] });
    expect(found.causes.map(({ code }) => code)).not.toContain('CONFIGURATION_MISSING');
    expect(found.unseen).toEqual([
      'ConfigMap/shop/settings is not in this snapshot, which may lack objects of kind ConfigMap: whether it is there',
      'Events are not in this snapshot: what the kubelet, the scheduler and the controllers said is not seen',
    ]);
    expect(diagnosisOf(objects, POD).causes.map(short)).toContain(
      'CONFIGURATION_MISSING ConfigMap/shop/settings warning likely',
    );
  });

  test('what is well is said to be well, as far as is known', () => {
    const found = diagnosisOf(webWith(READY).slice(2), POD);
    expect(found.causes).toEqual([]);
    expect(found.summary).toBe(`Nothing wrong was found with ${POD}.`);
  });
});

describe('what many have in common', () => {
  test('the same of many pods is one cause', () => {
    const objects = [
      ...webWith(crash(1)),
      ...webWith(crash(1), { name: 'web-1-b' }).filter(({ kind }) => kind === 'Pod'),
    ];
    const [cause, ...others] = diagnosisOf(objects, WEB).causes;
    expect(others).toEqual([]);
    expect(cause?.affects).toEqual([POD, 'Pod/shop/web-1-b']);
  });

  test('repeated events are one line', () => {
    const objects = [
      ...webWith(crash(1)),
      ...webWith(crash(1), { name: 'web-1-b' }).filter(({ kind }) => kind === 'Pod'),
      event(
        POD,
        'BackOff',
        'Back-off restarting failed container main in pod web-1-a_shop(0a1b2c3d-1111-2222-3333-444455556666)',
        12,
      ),
      event(
        'Pod/shop/web-1-b',
        'BackOff',
        'Back-off restarting failed container main in pod web-1-b_shop(9c8d7e6f-1111-2222-3333-444455556666)',
        3,
      ),
      event(POD, 'Pulled', 'Container image already present', 5, 'Normal'),
    ];
    expect(diagnosisOf(objects, WEB).events).toEqual([
      expect.objectContaining({
        reason: 'BackOff',
        count: 15,
        objectCount: 2,
        first: '2025-12-31T23:30:00Z',
        last: '2025-12-31T23:59:00Z',
      }),
    ]);
  });

  test('one sick pod of a Deployment that works is no critical cause', () => {
    const objects = webWith(crash(1)).map((each) =>
      each.kind === 'Deployment'
        ? {
            ...each,
            status: { replicas: 2, availableReplicas: 1 },
            spec: { ...(each.spec as Fields), replicas: 2 },
          }
        : each,
    );
    expect(diagnosisOf(objects, WEB).causes.map(short)).toEqual([`CONTAINER_CRASHES ${POD} warning certain`]);
  });
});

test('the snapshot of a case is whole', () => {
  expect(clusterOf(webWith(READY)).completeness.every(({ state }) => state !== 'unknown')).toBe(true);
});
