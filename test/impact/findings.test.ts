import { describe, expect, test } from 'vitest';
import { metadataOf } from '../../scripts/sample/metadata.ts';
import { ALL_FINDINGS } from '../../src/impact/findings/registry.ts';
import type { FindingEntry } from '../../src/impact/index.ts';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { type Cluster, impactOf, type RunOptions } from './support/cluster.ts';
import { unmetReplicaSet } from './support/unmet-replica-set.ts';

/** A ReplicaSet that nobody has made pods for yet. */
interface Case {
  readonly code: string;
  readonly cluster: Cluster;
  readonly lines: readonly string[];
  readonly options?: RunOptions;
  /** What the finding has to say. */
  readonly expected: Partial<Omit<FindingEntry, 'message'>> & { readonly message: RegExp };
  /** The same without the cause: the finding must not be there. */
  readonly without: Partial<Cluster> & { readonly lines?: readonly string[] };
}

const DRAIN = ['kubectl drain worker-1 --ignore-daemonsets --delete-emptydir-data --force --timeout=60s'];
const web = {
  name: 'web',
  replicas: 3,
  nodes: ['worker-1', 'worker-2', 'worker-3'],
  service: 'cluster',
} as const;
const alone = { name: 'web', replicas: 1, nodes: ['worker-1'] } as const;

const object = (
  apiVersion: string,
  kind: string,
  namespace: string,
  name: string,
  rest: object,
): KubeObject => ({
  apiVersion,
  kind,
  metadata: metadataOf(kind, namespace, name),
  ...rest,
});

const webhook = object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', '', 'guard', {
  webhooks: [
    {
      name: 'guard.example.com',
      failurePolicy: 'Fail',
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      clientConfig: { service: { namespace: 'default', name: 'web' } },
      rules: [
        { apiGroups: ['guard.example.com'], apiVersions: ['*'], operations: ['CREATE'], resources: ['*'] },
      ],
    },
  ],
});

/** Where kubelets report. */
const leases = object('v1', 'Namespace', '', 'kube-node-lease', { status: { phase: 'Active' } });

/** It makes a pod that claims a device. */
const claimer = object('apps/v1', 'ReplicaSet', 'default', 'claimer', {
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'claimer' } },
    template: {
      metadata: { labels: { app: 'claimer' } },
      spec: {
        containers: [{ name: 'main', image: 'web' }],
        resourceClaims: [{ name: 'gpu', resourceClaimName: 'gpu' }],
      },
    },
  },
});

/** A ReplicaSet whose only pod, on worker-1, writes to a volume of a CSI driver. */
const diskUser = (accessMode: string): readonly KubeObject[] => {
  const labels = { app: 'disk' };
  const spec = {
    containers: [{ name: 'c', image: 'i' }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
  };
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'disk', controller: true };
  const set = object('apps/v1', 'ReplicaSet', 'default', 'disk', {
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    status: { replicas: 1 },
  });
  const { uid = '' } = set.metadata;
  const storage = { accessModes: [accessMode], volumeMode: 'Filesystem' };
  const claimRef = { kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data', uid: 'claim' };
  return [
    set,
    podWith('disk-1', { labels, ownerReferences: [{ ...owner, uid }] }, spec),
    object('v1', 'PersistentVolumeClaim', 'default', 'data', {
      metadata: {
        ...metadataOf('PersistentVolumeClaim', 'default', 'data'),
        uid: 'claim',
        annotations: { 'pv.kubernetes.io/bind-completed': 'yes' },
      },
      spec: { ...storage, volumeName: 'pv', resources: { requests: { storage: '1Gi' } } },
      status: { phase: 'Bound' },
    }),
    object('v1', 'PersistentVolume', '', 'pv', {
      spec: {
        ...storage,
        capacity: { storage: '1Gi' },
        claimRef,
        csi: { driver: 'disk.example.com', volumeHandle: 'pv' },
      },
      status: { phase: 'Bound' },
    }),
  ];
};

const secondBudget = object('policy/v1', 'PodDisruptionBudget', 'default', 'second', {
  spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'web' } } },
  status: {
    observedGeneration: 1,
    expectedPods: 3,
    currentHealthy: 3,
    desiredHealthy: 2,
    disruptionsAllowed: 1,
  },
});

const quota = object('v1', 'ResourceQuota', 'default', 'few', {
  spec: { hard: { pods: '3' } },
  status: { hard: { pods: '3' }, used: { pods: '3' } },
});

const autoscaler = object('autoscaling/v2', 'HorizontalPodAutoscaler', 'default', 'web', {
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 3,
    maxReplicas: 9,
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } },
      },
    ],
  },
});

const settings = object('v1', 'ConfigMap', 'default', 'settings', { data: { a: 'b' } });

const otherSettings = object('v1', 'ConfigMap', 'default', 'setting', { data: { a: 'b' } });

const range = object('v1', 'LimitRange', 'default', 'small', {
  spec: { limits: [{ type: 'Container', max: { cpu: '50m' } }] },
});

const policy = object('networking.k8s.io/v1', 'NetworkPolicy', 'default', 'deny', {
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
});

const sandboxed = `kubectl patch deployment web --type=merge -p '{"spec":{"template":{"spec":{"runtimeClassName":"gvisor"}}}}'`;

const bigPriority = object('scheduling.k8s.io/v1', 'PriorityClass', '', 'business-critical', {
  value: 100_000,
});

/** A pod on worker-1 that is written out. */
const podWith = (name: string, metadata: object, spec: object = {}): KubeObject =>
  object('v1', 'Pod', 'default', name, {
    metadata: { ...metadataOf('Pod', 'default', name), ...metadata },
    spec: { nodeName: 'worker-1', containers: [{ name: 'c', image: 'i' }], ...spec },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  });

const held = podWith('held', { finalizers: ['example.com/hold'] });

const orphan = podWith('orphan-1', {
  ownerReferences: [
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'orphan', uid: 'gone', controller: true },
  ],
});

const writer = podWith(
  'writer',
  {},
  {
    containers: [{ name: 'c', image: 'i', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
    volumes: [{ name: 'data', hostPath: { path: '/srv/data' } }],
  },
);

/** A custom controller's pod on worker-1. */
const custom = object('v1', 'Pod', 'default', 'custom-0', {
  metadata: {
    ...metadataOf('Pod', 'default', 'custom-0'),
    ownerReferences: [
      { apiVersion: 'example.com/v1', kind: 'Database', name: 'custom', uid: 'u', controller: true },
    ],
  },
  spec: { nodeName: 'worker-1', containers: [{ name: 'c', image: 'i' }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
});

/** A pod of another scheduler. */
const stranger = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'stranger', namespace: 'default', uid: 'stranger' },
  spec: { schedulerName: 'volcano', containers: [{ name: 'main', image: 'x' }] },
  status: { phase: 'Pending' },
};

const CASES: readonly Case[] = [
  {
    code: 'DRAIN_REFUSED',
    cluster: { workloads: [web, { name: 'agent', kind: 'DaemonSet' }] },
    lines: ['drain worker-1'],
    expected: { severity: 'critical', message: /1 DaemonSet-managed Pod would need --ignore-daemonsets/ },
    without: { lines: ['drain worker-1 --ignore-daemonsets'] },
  },
  {
    code: 'COMMAND_FAILS',
    cluster: { workloads: [web] },
    lines: ['kubectl delete pod nobody'],
    expected: { severity: 'critical', message: /exits with 1: .*not found/ },
    without: { lines: ['kubectl cordon worker-1'] },
  },
  {
    code: 'NOTHING_SELECTED',
    cluster: { workloads: [web] },
    lines: ['kubectl delete deployments -l app=nobody', 'sleep 1s'],
    expected: {
      severity: 'warning',
      message:
        /-l app=nobody finds no object and changes nothing\. Without -n it looks in the namespace default/,
    },
    without: { lines: ['kubectl scale deployment/web --replicas=2', 'sleep 1s', 'fail node worker-1'] },
  },
  {
    code: 'BUDGET_NEVER_ALLOWS',
    cluster: { workloads: [{ ...alone, budget: { minAvailable: 1 } }] },
    lines: DRAIN,
    expected: {
      severity: 'critical',
      message: /default\/web \(minAvailable 1\) never allows an eviction/,
      suggestion: expect.objectContaining({ verified: true }),
    },
    without: { workloads: [{ ...web, budget: { minAvailable: 1 } }] },
  },
  {
    code: 'SEVERAL_BUDGETS',
    cluster: { workloads: [{ ...web, budget: { maxUnavailable: 1 } }], objects: [secondBudget] },
    lines: DRAIN,
    expected: { severity: 'critical', message: /selected by default\/(second|web) and/ },
    without: { objects: [] },
  },
  {
    code: 'BUDGET_BLOCKS_EVICTION',
    // The pod from worker-1 finds no other node, so the budget never has room for the one from worker-2.
    cluster: {
      workloads: [
        { ...web, replicas: 2, nodes: ['worker-1', 'worker-2'], spread: 'node', budget: { minAvailable: 1 } },
      ],
      nodeCount: 3,
      node: (node) => (node.metadata.name === 'worker-0' ? { ...node, spec: { unschedulable: true } } : node),
    },
    lines: ['drain worker-1', 'drain worker-2 --timeout=30s'],
    expected: { severity: 'critical', message: /needs 1 healthy pods and has 1 at the end/ },
    without: { node: (node) => node },
  },
  {
    code: 'BUDGET_DELAYS_EVICTION',
    cluster: {
      workloads: [{ ...web, nodes: ['worker-1', 'worker-1', 'worker-1'], budget: { maxUnavailable: 1 } }],
    },
    lines: DRAIN,
    expected: { severity: 'info', message: /2 pods had to wait for the budget default\/web/ },
    without: { workloads: [web] },
  },
  {
    code: 'POD_STAYS_PENDING',
    cluster: {
      workloads: [
        { ...alone, cpu: '6' },
        { name: 'filler', replicas: 3, cpu: '2', nodes: ['worker-0', 'worker-2', 'worker-3'] },
      ],
    },
    lines: DRAIN,
    expected: {
      severity: 'critical',
      message:
        /^1 pod of Deployment\/default\/web stays pending: 0\/4 nodes .* Nearest: worker-0, short by 90m cpu\.$/,
    },
    without: { workloads: [web] },
  },
  {
    code: 'VOLUME_PINNED_TO_NODE',
    cluster: { workloads: [{ ...alone, kind: 'StatefulSet', volume: 'local' }] },
    lines: DRAIN,
    expected: {
      severity: 'critical',
      message: /local volume local-worker-1-nvme0 .* waits until the node takes pods again/,
    },
    without: { workloads: [{ ...alone, kind: 'StatefulSet', volume: 'zonal' }] },
  },
  {
    code: 'VOLUME_PINNED_TO_ZONE',
    // Three nodes in three zones: the volume's zone has no other node.
    cluster: { workloads: [{ ...alone, kind: 'StatefulSet', volume: 'zonal' }], nodeCount: 3 },
    lines: DRAIN,
    expected: { severity: 'critical', message: /can run in eu-west-1b only/ },
    without: { nodeCount: 5 },
  },
  {
    code: 'VOLUME_HELD_BY_DEAD_NODE',
    cluster: { workloads: [], objects: [...diskUser('ReadWriteOnce'), leases] },
    lines: ['fail node worker-1'],
    options: { horizonMs: 3_600_000 },
    expected: {
      severity: 'critical',
      message:
        /its volume pv \(claim default\/data, one node at a time\) stays attached to worker-1 while default\/disk-1/,
    },
    without: { objects: [...diskUser('ReadWriteMany'), leases] },
  },
  {
    code: 'SERVICE_WITHOUT_ENDPOINTS',
    cluster: { workloads: [{ ...alone, service: 'cluster' }] },
    lines: DRAIN,
    expected: { severity: 'critical', message: /Service default\/web goes from 1 to 0 ready endpoints/ },
    without: { workloads: [web] },
  },
  {
    code: 'QUORUM_LOST',
    cluster: {
      workloads: [
        { name: 'db', kind: 'StatefulSet', replicas: 3, nodes: ['worker-1', 'worker-1', 'worker-2'] },
      ],
    },
    lines: DRAIN,
    expected: { severity: 'critical', message: /StatefulSet\/default\/db has 1 of 3 replicas Ready/ },
    without: {
      workloads: [
        { name: 'db', kind: 'StatefulSet', replicas: 3, nodes: ['worker-1', 'worker-2', 'worker-3'] },
      ],
    },
  },
  {
    code: 'BARE_POD_LOST',
    cluster: { workloads: [{ ...alone, kind: 'Pod' }] },
    lines: DRAIN,
    expected: { severity: 'critical', message: /default\/web has no controller/, objects: ['default/web'] },
    without: { workloads: [alone] },
  },
  {
    code: 'WEBHOOK_BACKEND_LEAVES',
    cluster: { workloads: [{ ...alone, service: 'cluster' }], objects: [webhook] },
    lines: DRAIN,
    expected: { severity: 'critical', message: /every request that it guards is refused/ },
    without: { objects: [] },
  },
  {
    code: 'CLUSTER_DNS_REDUCED',
    cluster: { workloads: [{ ...web, namespace: 'kube-system', name: 'coredns' }] },
    lines: DRAIN,
    expected: { severity: 'warning', message: /has 2 ready endpoints instead of 3/ },
    without: { workloads: [web] },
  },
  {
    code: 'CONFIGURATION_REMOVED',
    cluster: { workloads: [{ ...web, configMap: 'settings' }], objects: [settings] },
    lines: ['kubectl delete configmap settings'],
    expected: { severity: 'critical', message: /ConfigMap\/default\/settings is deleted and 3 pods need it/ },
    without: { workloads: [web] },
  },
  {
    code: 'CONFIGURATION_MISSING',
    cluster: { workloads: [{ ...web, configMap: 'settings' }], objects: [otherSettings] },
    lines: ['kubectl rollout restart deployment web'],
    expected: {
      severity: 'critical',
      message:
        /new pod cannot start: ConfigMap\/default\/settings, which it needs, is not there\. There is setting\./,
    },
    without: { objects: [settings] },
  },
  {
    code: 'KIND_UNKNOWN',
    cluster: { workloads: [web], unknown: ['RuntimeClass.node.k8s.io'] },
    lines: [sandboxed],
    expected: {
      severity: 'info',
      objects: ['RuntimeClass.node.k8s.io'],
      message: /whether there is RuntimeClass gvisor, which 3 new pods need: shown is that it is there/,
    },
    without: { unknown: [] },
  },
  {
    code: 'BUDGET_NEVER_ALLOWS',
    cluster: { workloads: [web] },
    lines: ['kubectl create poddisruptionbudget web --selector=app=web --min-available=3'],
    expected: {
      severity: 'warning',
      objects: ['PodDisruptionBudget/default/web'],
      message: /\(minAvailable 3\) will never allow an eviction: it needs 3 of 3 pods healthy\. From now on/,
    },
    without: { lines: ['kubectl create poddisruptionbudget web --selector=app=web --min-available=2'] },
  },
  {
    code: 'BUDGET_NEVER_ALLOWS',
    cluster: { workloads: [{ ...web, budget: { minAvailable: 1 } }] },
    lines: ['kubectl scale deployment web --replicas=1'],
    expected: { severity: 'warning', message: /it needs 1 of 1 pods healthy/ },
    without: { lines: ['kubectl scale deployment web --replicas=2'] },
  },
  {
    code: 'SELECTS_NO_POD',
    cluster: { workloads: [web] },
    lines: ['kubectl create poddisruptionbudget web --selector=app=wep --min-available=1'],
    expected: {
      severity: 'warning',
      objects: ['PodDisruptionBudget/default/web'],
      message: /none of its namespace has app=wep: it guards nothing\. There are pods with app=web\./,
    },
    without: { lines: ['kubectl create poddisruptionbudget web --selector=app=web --min-available=1'] },
  },
  {
    code: 'SELECTS_NO_POD',
    cluster: { workloads: [web] },
    lines: [`kubectl patch service web --type=merge -p '{"spec":{"selector":{"app":"api"}}}'`],
    expected: { severity: 'warning', objects: ['Service/default/web'], message: /it has no endpoint\.$/ },
    without: { lines: [`kubectl patch service web --type=merge -p '{"spec":{"type":"NodePort"}}'`] },
  },
  {
    code: 'REFERENCE_MISSING',
    cluster: { workloads: [web], objects: [autoscaler] },
    lines: [`kubectl patch hpa web --type=merge -p '{"spec":{"scaleTargetRef":{"name":"wep"}}}'`],
    expected: {
      severity: 'warning',
      objects: ['HorizontalPodAutoscaler/default/web', 'Deployment/default/wep'],
      message: /but Deployment\/default\/wep is not there: it scales nothing\. There is web\./,
    },
    without: { lines: [`kubectl patch hpa web --type=merge -p '{"spec":{"maxReplicas":9}}'`] },
  },
  {
    code: 'LIMITS_TOO_TIGHT',
    cluster: { workloads: [web] },
    lines: ['kubectl create quota few --hard=pods=2'],
    expected: { severity: 'warning', message: /exceeded by what there is \(pods 3 of 2\)/ },
    without: { lines: ['kubectl create quota few --hard=pods=3'] },
  },
  {
    code: 'LIMITS_TOO_TIGHT',
    cluster: { workloads: [web], objects: [range] },
    lines: [`kubectl patch limitrange small --type=merge -p '{"metadata":{"labels":{"a":"b"}}}'`],
    expected: {
      severity: 'warning',
      message:
        /refuses pods such as the 3 pods of ReplicaSet\/web-\S+ \(maximum cpu usage per Container is 50m/,
    },
    without: { objects: [], lines: ['kubectl cordon worker-1'] },
  },
  {
    code: 'TRAFFIC_NOT_SIMULATED',
    cluster: { workloads: [web], objects: [policy] },
    lines: [`kubectl patch networkpolicy deny --type=merge -p '{"spec":{"policyTypes":["Egress"]}}'`],
    expected: { severity: 'warning', message: /^NetworkPolicy\/default\/deny isolates 3 pods for Egress:/ },
    without: { lines: ['kubectl cordon worker-1'] },
  },
  {
    code: 'CREATION_REFUSED',
    cluster: { workloads: [web], objects: [quota] },
    lines: ['kubectl scale deployment/web --replicas=5'],
    expected: { severity: 'critical', message: /because of a quota/ },
    without: { objects: [] },
  },
  {
    code: 'PREEMPTION',
    cluster: {
      workloads: [
        { name: 'low', replicas: 4, cpu: '6', nodes: ['worker-0', 'worker-1', 'worker-2', 'worker-3'] },
        { name: 'high', replicas: 0, cpu: '6', priorityClass: 'business-critical' },
      ],
      objects: [bigPriority],
    },
    lines: ['kubectl scale deployment/high --replicas=1'],
    expected: {
      severity: 'warning',
      message: /1 pod of ReplicaSet\/low-\w+ is preempted/,
    },
    without: {
      workloads: [
        { name: 'low', cpu: '6' },
        { name: 'high', replicas: 0, cpu: '6' },
      ],
    },
  },
  {
    code: 'LOCAL_DATA_LOST',
    cluster: { workloads: [{ ...web, emptyDir: 'cache' }] },
    lines: DRAIN,
    expected: { severity: 'warning', message: /loses its emptyDir data \(cache\)/ },
    without: { workloads: [web] },
  },
  {
    code: 'SINGLE_REPLICA_DOWN',
    cluster: { workloads: [alone] },
    lines: DRAIN,
    expected: { severity: 'warning', message: /has one replica and is down for/ },
    without: { workloads: [web] },
  },
  {
    code: 'MOVED_TWICE',
    cluster: {
      workloads: [
        {
          name: 'web',
          replicas: 6,
          nodes: ['worker-0', 'worker-0', 'worker-0', 'worker-0', 'worker-0', 'worker-0'],
        },
      ],
      nodeCount: 3,
    },
    lines: ['drain worker-0', 'drain worker-1'],
    expected: {
      severity: 'warning',
      message: /onto worker-1, which is emptied afterwards/,
      suggestion: expect.objectContaining({
        verified: true,
        command: expect.stringContaining('kubectl cordon worker-0 worker-1'),
      }),
    },
    without: { lines: ['drain worker-0'] },
  },
  {
    code: 'JOB_RETRY_SPENT',
    cluster: { workloads: [{ ...alone, kind: 'Job' }] },
    lines: DRAIN,
    expected: { severity: 'info', message: /counts that as failure 1 of 6/ },
    without: { workloads: [web] },
  },
  {
    code: 'UNMODELLED_OWNER',
    cluster: { workloads: [], objects: [custom] },
    lines: DRAIN,
    expected: { severity: 'warning', message: /1 pod of Database leaves/ },
    without: { objects: [] },
  },
  {
    code: 'OWNER_NOT_IN_SNAPSHOT',
    cluster: { workloads: [], objects: [orphan] },
    lines: DRAIN,
    expected: {
      severity: 'warning',
      message: /ReplicaSet\/orphan is not in the snapshot/,
    },
    without: { objects: [] },
  },
  {
    code: 'COMMAND_DOES_NOT_END',
    cluster: { workloads: [], objects: [held] },
    lines: ['kubectl delete pod held'],
    expected: { severity: 'critical', message: /kubectl delete pod held does not end: it still waits/ },
    without: { objects: [podWith('held', {})] },
  },
  {
    code: 'NOT_READY_AT_END',
    cluster: { workloads: [{ ...web, readySeconds: 50 }] },
    lines: ['delete pods -l app=web --wait=false'],
    options: { horizonMs: 20_000 },
    expected: {
      severity: 'warning',
      message: /3 new pods of ReplicaSet\/web-\w+ have a node and are not Ready/,
    },
    without: { workloads: [{ ...web, readySeconds: 5 }] },
  },
  {
    code: 'HOST_PATH_LEFT',
    cluster: { workloads: [], objects: [writer] },
    lines: DRAIN,
    expected: { severity: 'info', message: /in a directory of the node behind: \/srv\/data/ },
    without: { objects: [podWith('writer', {})] },
  },
  {
    code: 'HPA_WITHOUT_METRICS',
    cluster: { workloads: [web], objects: [autoscaler] },
    lines: DRAIN,
    expected: { severity: 'info', message: /is scaled by web \(3 to 9\)/ },
    without: { objects: [] },
  },
  {
    code: 'KIND_UNKNOWN',
    cluster: { workloads: [web], unknown: ['PodDisruptionBudget.policy'] },
    lines: DRAIN,
    expected: {
      severity: 'info',
      message: /PodDisruptionBudget\.policy/,
      objects: ['PodDisruptionBudget.policy'],
    },
    without: { unknown: [] },
  },
  {
    code: 'KIND_UNKNOWN',
    cluster: { workloads: [], unknown: ['Pod'] },
    lines: DRAIN,
    expected: { severity: 'info', message: /kind Pod there are: free capacity/, objects: ['Pod'] },
    without: { unknown: [] },
  },
  {
    code: 'SCHEDULER_START_UNKNOWN',
    cluster: { workloads: [web] },
    lines: ['kubectl run alone --image=web', 'kubectl run other --image=web'],
    expected: {
      severity: 'info',
      message: /of 2 placed pods could have got another node: .* parallel workers report them\. .*--runs 50/,
    },
    without: { lines: DRAIN },
  },
  {
    code: 'ORDER_LEFT_TO_CHANCE',
    cluster: { workloads: [] },
    lines: [
      'kubectl create deployment web --image=web --replicas=3',
      'sleep 30s',
      'kubectl scale deployment/web --replicas=1',
    ],
    expected: { severity: 'info', message: /^2 of 2 pods that leave could have been another, .*--runs 50/ },
    without: { workloads: [web], lines: ['kubectl scale deployment/web --replicas=1'] },
  },
  {
    code: 'ORDER_LEFT_TO_CHANCE',
    // Their ages count as equal, and the uids that would decide are those of pods that are not there yet.
    cluster: { workloads: [] },
    lines: [
      'kubectl create deployment web --image=web --replicas=1',
      'sleep 3s',
      'kubectl scale deployment/web --replicas=2',
      'sleep 40s',
      'kubectl scale deployment/web --replicas=1',
    ],
    expected: { severity: 'info', message: /^1 of 1 pods? that leaves? could have been another/ },
    without: { workloads: [web], lines: ['kubectl scale deployment/web --replicas=1'] },
  },
  {
    code: 'NOT_AT_REST',
    cluster: { workloads: [web], objects: [unmetReplicaSet(2)] },
    lines: DRAIN,
    expected: {
      severity: 'info',
      message: /before a command changes anything, 0 pods go and 2 come by the work of their controllers/,
    },
    without: { objects: [] },
  },
  {
    code: 'DEVICES_NOT_ALLOCATED',
    cluster: { workloads: [], objects: [claimer] },
    lines: ['sleep 1s'],
    expected: { severity: 'warning', message: /^1 pod of ReplicaSet\/claimer asks for devices/ },
    without: { objects: [] },
  },
  {
    code: 'VERSION_NOT_MODELLED',
    cluster: { workloads: [web], kubernetes: 'v1.23.5' },
    lines: ['kubectl cordon worker-1'],
    expected: {
      severity: 'info',
      message: /^The cluster is v1\.23; modelled are v1\.29 to v1\.36\. It is shown as v1\.29 would behave/,
    },
    without: { kubernetes: 'v1.29.0' },
  },
  {
    code: 'SCHEDULER_NOT_SIMULATED',
    cluster: { workloads: [], objects: [stranger] },
    lines: ['sleep 1s'],
    expected: {
      severity: 'info',
      objects: ['default/stranger'],
      message: /^1 pod waits for the scheduler volcano, which is not simulated/,
    },
    without: { objects: [] },
  },
  {
    code: 'POD_STUCK_TERMINATING',
    cluster: { workloads: [{ ...alone, kind: 'StatefulSet' }], objects: [leases] },
    lines: ['fail node worker-1'],
    expected: {
      severity: 'warning',
      objects: ['default/web-0'],
      message: /^default\/web-0 stays terminating/,
    },
    without: { lines: DRAIN },
  },
];

describe('findings', () => {
  test.each(CASES)(
    '$code is found where its cause is, and nowhere else',
    ({ code, cluster, lines, options, expected, without }) => {
      const found = impactOf(cluster, lines, options).findings.filter((finding) => finding.code === code);
      const { message, ...rest } = expected;
      expect(found[0]).toMatchObject(rest);
      expect(found[0]?.message).toMatch(message);
      const { lines: other = lines, ...changes } = without;
      const report = impactOf({ ...cluster, ...changes }, other, options);
      expect(report.findings.map((finding) => finding.code)).not.toContain(code);
    },
  );

  test('evidence names records that exist', () => {
    for (const { cluster, lines } of CASES.slice(0, 8)) {
      const report = impactOf(cluster, lines);
      for (const { evidence } of report.findings)
        for (const sequence of evidence) expect(sequence).toBeGreaterThanOrEqual(0);
    }
  });

  test('a node that fails is what happens, not a cluster that was not at rest', () => {
    const { findings, summary } = impactOf({ workloads: [{ name: 'web', replicas: 4 }] }, [
      'fail node worker-1',
    ]);
    expect(summary.rescheduled).toBeGreaterThan(0);
    expect(findings.map(({ code }) => code)).not.toContain('NOT_AT_REST');
  });

  test('a command that says nothing has not always found nothing', () => {
    const nothingSelected = (...lines: string[]) =>
      impactOf({ workloads: [web] }, lines).findings.find(({ code }) => code === 'NOTHING_SELECTED')?.message;
    const until = (condition: string) => `kubectl wait --for=${condition} deployment/web --timeout=2h`;
    expect(nothingSelected(until('condition=Available=False'))).toBeUndefined();
    expect(nothingSelected('kubectl delete deployment/web', until('delete'))).toBeUndefined();
    expect(nothingSelected('kubectl set env deployment/web A-')).toMatch(
      /^kubectl set env deployment\/web A- finds no object that it would change\./,
    );
  });

  test('a name that is not found is told with those that are like it', () => {
    const [found] = impactOf({ workloads: [web] }, ['kubectl scale deployment/wep --replicas=2']).findings;
    expect(found?.message).toMatch(/"wep" not found \(there is web -n default\)$/);
  });

  test('what a command deleted is nowhere else', () => {
    const lines = ['kubectl delete deployment web', 'kubectl scale deployment/web --replicas=2'];
    const messageOf = (namespaces: readonly string[]) =>
      impactOf(
        { workloads: namespaces.map((namespace) => ({ name: 'web', namespace })) },
        lines,
      ).findings.find(({ code }) => code === 'COMMAND_FAILS')?.message;
    expect(messageOf(['default'])).toMatch(/not found$/);
    expect(messageOf(['default', 'shop'])).toMatch(/not found \(there is one with -n shop\)$/);
  });

  test('a pod that was pending before is no consequence of the commands', () => {
    const huge = podWith('huge', {}, { nodeName: undefined });
    const [container] = [{ name: 'c', image: 'i', resources: { requests: { cpu: '1000' } } }];
    const waiting = {
      ...huge,
      spec: { containers: [container] },
      status: { phase: 'Pending' },
    } as KubeObject;
    const report = impactOf({ workloads: [web], objects: [waiting] }, ['cordon worker-1']);
    const found = report.findings.filter(({ code }) => code === 'POD_STAYS_PENDING');
    for (const { severity, message } of found) {
      expect(severity).toBe('info');
      expect(message).toMatch(/^default\/huge stays pending as before: /);
    }
    expect(found).toHaveLength(1);
    expect(report.summary).toMatchObject({ pending: 0, pendingBefore: 1, verdict: 'safe' });
    expect(report.stages.find(({ name }) => name === 'reschedule')).toMatchObject({
      pending: 0,
      summary: '1 pending as before',
    });
  });

  test('whom preemption strikes is left to chance where several nodes are equally good to clear', () => {
    const low = ['worker-0', 'worker-1', 'worker-2', 'worker-3'].map((nodeName, index) =>
      object('v1', 'Pod', 'default', `low-${index}`, {
        spec: { nodeName, containers: [{ name: 'main', resources: { requests: { cpu: '6' } } }] },
        status: { phase: 'Running', startTime: '2026-01-01T00:00:00Z' },
      }),
    );
    const high = { name: 'high', replicas: 0, cpu: '6', priorityClass: 'business-critical' };
    const cluster = { workloads: [high], objects: [bigPriority, ...low] };
    const { findings } = impactOf(cluster, ['kubectl scale deployment/high --replicas=1']);
    const messageOf = (wanted: string) => findings.find(({ code }) => code === wanted)?.message;
    expect(messageOf('PREEMPTION')).toContain('several nodes were equally good to clear');
    expect(messageOf('SCHEDULER_START_UNKNOWN')).toContain('could have been preempted');
    // A pod that still waits for its victims is not among the placed ones, and no reason for theirs.
    const both = [
      'kubectl scale deployment/high --replicas=1',
      'kubectl create deployment small --image=small --replicas=1',
    ];
    const early = impactOf(cluster, both, { horizonMs: 3000 }).findings;
    expect(early.find(({ code }) => code === 'SCHEDULER_START_UNKNOWN')?.message).toMatch(
      /^1 of 1 placed pod could have got another node: several nodes were equally good/,
    );
  });

  test('whom preemption strikes is no chance where one node alone can be cleared', () => {
    const cluster = {
      workloads: [
        { name: 'low', replicas: 1, cpu: '6', nodes: ['worker-0'] },
        {
          name: 'peer',
          replicas: 3,
          cpu: '6',
          priorityClass: 'business-critical',
          nodes: ['worker-1', 'worker-2', 'worker-3'],
        },
        { name: 'high', replicas: 0, cpu: '6', priorityClass: 'business-critical' },
      ],
      objects: [bigPriority],
    };
    const { findings } = impactOf(cluster, ['kubectl scale deployment/high --replicas=1']);
    expect(findings.find(({ code }) => code === 'PREEMPTION')?.message).toMatch(/a preference only\.$/);
    expect(findings.map(({ code }) => code)).not.toContain('SCHEDULER_START_UNKNOWN');
  });

  test('a deletion that finalizers hold up says so', () => {
    const metadata = { ...metadataOf('ConfigMap', 'default', 'kept'), finalizers: ['example.com/hold'] };
    const kept = object('v1', 'ConfigMap', 'default', 'kept', { metadata });
    const { findings, summary } = impactOf({ workloads: [], objects: [kept] }, ['kubectl delete cm kept']);
    const stuck = findings.find(({ code }) => code === 'COMMAND_DOES_NOT_END');
    expect(stuck?.message).toMatch(/ for 1 object kept by example\.com\/hold\.$/);
    expect(stuck?.objects).toEqual(['ConfigMap/default/kept']);
    expect(summary.reason).toBe('kubectl delete cm kept does not end within 10m.');
  });

  test('what is not found here and is elsewhere says where', () => {
    const cluster = {
      workloads: [web, { name: 'api', namespace: 'shop' }, { name: 'api', namespace: 'pay' }],
    };
    const messageOf = (line: string) => impactOf(cluster, [line]).findings[0]?.message;
    expect(messageOf('kubectl scale deploy/api --replicas=2')).toMatch(
      / "api" not found \(there is one with -n pay or -n shop\)$/,
    );
    expect(messageOf('kubectl scale deploy/nobody --replicas=2')).toMatch(/ "nobody" not found$/);
  });

  test('codes are told apart', () => {
    expect(new Set(ALL_FINDINGS.map(({ code }) => code)).size).toBe(ALL_FINDINGS.length);
  });
});
