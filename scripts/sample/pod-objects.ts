import type { KubeObject } from '../../src/kubernetes/index.ts';
import { ago, pick } from './identity.ts';
import { metadataOf, ownerOf } from './metadata.ts';
import type { SampleNode } from './nodes.ts';
import type { Workload } from './workload.ts';

/** What the pods of a workload are made from. */
export interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: object;
}

/** The spec of a workload's pods. */
export function podSpec(workload: Workload): Record<string, unknown> {
  const { name, cpu, memory, emptyDir, volume, gpu, configMap, kind } = workload;
  const resources = {
    requests: { cpu, memory, ...(gpu ? { 'nvidia.com/gpu': String(gpu) } : {}) },
    limits: { memory, ...(gpu ? { 'nvidia.com/gpu': String(gpu) } : {}) },
  };
  const mounts = [
    ...(emptyDir ? [{ name: emptyDir, mountPath: `/var/${emptyDir}` }] : []),
    ...(volume ? [{ name: 'data', mountPath: '/data' }] : []),
  ];
  const container = {
    name,
    image: `registry.example.com/${name}:1.${pick(9, name)}.${pick(20, name, 'patch')}`,
    resources,
    ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
    ...(configMap ? { envFrom: [{ configMapRef: { name: configMap } }] } : {}),
  };
  return {
    containers: [container],
    restartPolicy: kind === 'Job' ? 'Never' : 'Always',
    terminationGracePeriodSeconds: workload.graceSeconds ?? 30,
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    ...(emptyDir ? { volumes: [{ name: emptyDir, emptyDir: {} }] } : {}),
    ...(workload.priorityClass ? { priorityClassName: workload.priorityClass } : {}),
    ...(workload.nodeSelector ? { nodeSelector: workload.nodeSelector } : {}),
    ...(workload.tolerates ? { tolerations: workload.tolerates } : {}),
    ...spreadOf(workload),
  };
}

function spreadOf({ spread, name }: Workload): object {
  const selector = { matchLabels: { app: name } };
  if (spread === 'node') {
    const term = { labelSelector: selector, topologyKey: 'kubernetes.io/hostname' };
    return { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
  }
  if (spread === 'zone') {
    const constraint = {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: selector,
    };
    return { topologySpreadConstraints: [constraint] };
  }
  return {};
}

/** A running pod. */
export function podOf(
  workload: Workload,
  name: string,
  labels: Readonly<Record<string, string>>,
  template: Template,
  owner: KubeObject | undefined,
  node: SampleNode,
  replica: number,
): KubeObject {
  const { kind, namespace, readySeconds = 10 } = workload;
  const age = kind === 'Job' ? 25 : 3600 * 6 + pick(86_400 * 9, namespace, name);
  const readyAge = Math.max(1, age - readySeconds - pick(2, namespace, name, 'ready'));
  const spec = template.spec as {
    readonly volumes?: readonly object[];
    readonly containers: readonly { readonly name: string; readonly image: string }[];
  };
  const claim = { name: 'data', persistentVolumeClaim: { claimName: `data-${name}` } };
  const volumes = [...(spec.volumes ?? []), ...(workload.volume ? [claim] : [])];
  const identity =
    kind === 'StatefulSet'
      ? { 'statefulset.kubernetes.io/pod-name': name, 'apps.kubernetes.io/pod-index': String(replica) }
      : {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadataOf('Pod', namespace, name),
      creationTimestamp: ago(age),
      labels: { ...labels, ...identity },
      ...(owner ? { ownerReferences: [ownerOf(owner)] } : {}),
      ...(kind === 'Job' ? { finalizers: ['batch.kubernetes.io/job-tracking'] } : {}),
    },
    spec: {
      ...spec,
      ...(volumes.length > 0 ? { volumes } : {}),
      ...(kind === 'DaemonSet' ? daemonAffinity(node.name) : {}),
      ...(kind === 'StatefulSet' ? { hostname: name, subdomain: workload.name } : {}),
      priority: PRIORITIES[workload.priorityClass ?? ''] ?? 0,
      preemptionPolicy: 'PreemptLowerPriority',
      tolerations: [...(workload.tolerates ?? []), ...NODE_TOLERATIONS],
      nodeName: node.name,
    },
    status: {
      phase: 'Running',
      startTime: ago(age),
      conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
        type,
        status: 'True',
        lastTransitionTime: ago(type === 'Ready' || type === 'ContainersReady' ? readyAge : age),
      })),
      containerStatuses: spec.containers.map((container) => ({
        name: container.name,
        image: container.image,
        imageID: '',
        ready: true,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: ago(age - 1) } },
      })),
    },
  };
}

/** Values of the PriorityClasses, which the admission writes into pods. */
export const PRIORITIES: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
  'business-critical': 100_000,
  'batch-low': -100,
};

const NODE_TOLERATIONS = ['not-ready', 'unreachable'].map((state) => ({
  key: `node.kubernetes.io/${state}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

/** The affinity by which the DaemonSet controller binds a pod to its node. */
function daemonAffinity(node: string): object {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const required = { nodeSelectorTerms: [{ matchFields }] };
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } };
}
