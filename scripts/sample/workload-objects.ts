import type { KubeObject } from '../../src/kubernetes/index.ts';
import { budgetOf, serviceOf, volumeOf } from './attachments.ts';
import { ago, suffix, uidOf } from './identity.ts';
import { metadataOf, ownerOf } from './metadata.ts';
import type { SampleNode } from './nodes.ts';
import type { Placement } from './placement.ts';
import { podOf, podSpec, type Template } from './pod-objects.ts';
import type { Workload } from './workload.ts';

/** All objects of one workload: its controller, its pods, budget, service, claims and volumes. */
export function workloadObjects(
  workload: Workload,
  nodes: readonly SampleNode[],
  placement: Placement,
): KubeObject[] {
  const { namespace, name, kind } = workload;
  const hash = suffix(9, namespace, name, 'template');
  const podLabels = { app: name, ...revisionLabel(workload, hash) };
  // A Job's template carries its own labels: its selector is made of them.
  const labels = kind === 'Job' ? podLabels : { app: name };
  const template = { metadata: { labels }, spec: podSpec(workload) };
  const owned = controllers(workload, template, hash, nodes.length);
  const owner = owned.at(-1);
  const pods: KubeObject[] = [];
  const extra: KubeObject[] = [];
  const count = kind === 'DaemonSet' ? nodes.length : (workload.replicas ?? 1);
  for (let replica = 0; replica < count; replica++) {
    const node = kind === 'DaemonSet' ? nodes[replica]! : placement.place(workload, replica);
    if (kind === 'DaemonSet') placement.take(workload, node);
    const podName = podNameOf(workload, hash, replica);
    if (workload.volume) extra.push(...volumeOf(workload, podName, node));
    pods.push(podOf(workload, podName, podLabels, template, owner, node, replica));
  }
  return [...owned, ...pods, ...extra, ...budgetOf(workload, count), ...serviceOf(workload)];
}

function revisionLabel({ kind, namespace, name }: Workload, hash: string): Record<string, string> {
  switch (kind) {
    case 'Deployment':
      return { 'pod-template-hash': hash };
    case 'StatefulSet':
      return { 'controller-revision-hash': `${name}-${hash}` };
    case 'DaemonSet':
      return { 'controller-revision-hash': hash };
    case 'Job':
      return {
        'batch.kubernetes.io/controller-uid': uidOf('Job', namespace, name),
        'batch.kubernetes.io/job-name': name,
      };
    case 'Pod':
      return {};
  }
}

function podNameOf({ kind, namespace, name }: Workload, hash: string, replica: number): string {
  if (kind === 'Pod') return name;
  if (kind === 'StatefulSet') return `${name}-${replica}`;
  const random = suffix(5, namespace, name, replica);
  return kind === 'Deployment' ? `${name}-${hash}-${random}` : `${name}-${random}`;
}

/** The controllers of a workload, the one that owns the pods last. */
function controllers(workload: Workload, template: Template, hash: string, nodeCount: number): KubeObject[] {
  const { kind, name, namespace, replicas = 1 } = workload;
  const selector = { matchLabels: { app: name } };
  const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas, observedGeneration: 1 };
  switch (kind) {
    case 'Pod':
      return [];
    case 'Deployment': {
      const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } };
      const spec = {
        replicas,
        selector,
        template,
        strategy,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      };
      const conditions = [
        { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
        { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
      ];
      const deployment = controller('apps/v1', workload, spec, {
        ...counts,
        updatedReplicas: replicas,
        conditions,
      });
      const revision = { 'deployment.kubernetes.io/revision': '1' };
      const labels = { app: name, 'pod-template-hash': hash };
      const replicaSet = {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          ...metadataOf('ReplicaSet', namespace, `${name}-${hash}`),
          labels,
          annotations: {
            ...revision,
            'deployment.kubernetes.io/desired-replicas': String(replicas),
            'deployment.kubernetes.io/max-replicas': String(replicas + Math.ceil(replicas / 4)),
          },
          ownerReferences: [ownerOf(deployment)],
        },
        spec: {
          replicas,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: template.spec },
        },
        status: { ...counts, fullyLabeledReplicas: replicas },
      };
      return [{ ...deployment, metadata: { ...deployment.metadata, annotations: revision } }, replicaSet];
    }
    case 'StatefulSet': {
      const revision = `${name}-${hash}`;
      const spec = {
        replicas,
        selector,
        template,
        serviceName: name,
        podManagementPolicy: 'OrderedReady',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        revisionHistoryLimit: 10,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        ...(workload.volume ? { volumeClaimTemplates: [claimTemplate(workload)] } : {}),
      };
      const set = controller('apps/v1', workload, spec, {
        ...counts,
        currentReplicas: replicas,
        updatedReplicas: replicas,
        currentRevision: revision,
        updateRevision: revision,
        collisionCount: 0,
      });
      return [revisionOf(set, revision, template), set];
    }
    case 'DaemonSet': {
      const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };
      const set = controller(
        'apps/v1',
        workload,
        { selector, template, updateStrategy, revisionHistoryLimit: 10 },
        {
          desiredNumberScheduled: nodeCount,
          currentNumberScheduled: nodeCount,
          numberReady: nodeCount,
          numberAvailable: nodeCount,
          updatedNumberScheduled: nodeCount,
          numberMisscheduled: 0,
          observedGeneration: 1,
        },
      );
      return [revisionOf(set, `${name}-${hash}`, template, hash), set];
    }
    case 'Job': {
      const spec = {
        parallelism: replicas,
        completions: replicas,
        backoffLimit: 6,
        completionMode: 'NonIndexed',
        suspend: false,
        selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uidOf('Job', namespace, name) } },
        template,
      };
      return [
        controller('batch/v1', workload, spec, { active: replicas, ready: replicas, startTime: ago(95) }),
      ];
    }
  }
}

function controller(apiVersion: string, workload: Workload, spec: object, status: object): KubeObject {
  const { kind, namespace, name } = workload;
  const metadata = { ...metadataOf(kind, namespace, name), labels: { app: name }, generation: 1 };
  return { apiVersion, kind, metadata, spec, status };
}

function revisionOf(set: KubeObject, name: string, template: Template, hash?: string): KubeObject {
  const { namespace = '', labels = {} } = set.metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      ...metadataOf('ControllerRevision', namespace, name),
      labels: { ...labels, 'controller-revision-hash': hash ?? name },
      ownerReferences: [ownerOf(set)],
    },
    revision: 1,
    data: { spec: { template: { ...template, $patch: 'replace' } } },
  };
}

function claimTemplate({ volume }: Workload): object {
  return {
    metadata: { name: 'data' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: volume === 'local' ? 'local-nvme' : 'block-zonal',
      volumeMode: 'Filesystem',
      resources: { requests: { storage: '50Gi' } },
    },
  };
}
