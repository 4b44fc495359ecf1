import type { GroupKind, KubeObject, Pod } from '../../src/kubernetes/index.ts';
import { groupKindOf } from '../../src/kubernetes/index.ts';
import { PodColumns, type Snapshot } from '../../src/snapshot/index.ts';

const DEFINITION = 'CustomResourceDefinition.apiextensions.k8s.io';

/** A snapshot of plain objects, every custom resource defined, taken at a fixed time: for tests that need no file. */
export function snapshotOf(
  items: readonly KubeObject[],
  metadata: Partial<Snapshot['metadata']> = {},
): Snapshot {
  const pods = new PodColumns();
  const objects = new Map<GroupKind, KubeObject[]>();
  const events: KubeObject[] = [];
  for (const item of items) {
    const kind = groupKindOf(item.apiVersion ?? 'v1', item.kind ?? '');
    if (kind === 'Pod') pods.push(item as unknown as Pod);
    else if (kind === 'Event') events.push(item);
    else objects.set(kind, [...(objects.get(kind) ?? []), item]);
  }
  return {
    metadata: {
      formats: ['test'],
      sources: ['test'],
      kubernetes: 'v1.36',
      takenAtMs: Date.UTC(2026, 0, 1),
      digest: 'sha256:test',
      redaction: 'none',
      ...metadata,
    },
    completeness: objects.has(DEFINITION) ? [] : [{ kind: DEFINITION, state: 'empty', count: 0 }],
    notes: [],
    pods,
    objects,
    events,
  };
}

/** A node with room for `pods` pods. */
export function node(
  name: string,
  zone = 'a',
  allocatable = { cpu: '4', memory: '8Gi', pods: '110' },
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid: `node-${name}`,
      labels: { 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': zone },
    },
    spec: {},
    status: { allocatable, capacity: allocatable, conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

/** A pod that runs on `nodeName`, or waits for a node. */
export function pod(
  name: string,
  nodeName?: string,
  labels: Record<string, string> = { app: 'web' },
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      labels,
      creationTimestamp: '2025-12-01T00:00:00Z',
    },
    spec: {
      ...(nodeName ? { nodeName } : {}),
      containers: [
        {
          name: 'main',
          image: 'registry.example/web:v1',
          resources: { requests: { cpu: '100m', memory: '64Mi' } },
        },
      ],
    },
    status: nodeName
      ? {
          phase: 'Running',
          conditions: [{ type: 'Ready', status: 'True' }],
          startTime: '2025-12-01T00:00:00Z',
        }
      : { phase: 'Pending' },
  };
}
