import type { KubeObject } from '../../../src/kubernetes/index.ts';

/** A pod that runs and is ready, unless `changes` say otherwise. */
export function makePod(name: string, changes: { readonly [field: string]: unknown } = {}): KubeObject {
  const { metadata, spec, status, ...rest } = changes as { [field: string]: object };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      resourceVersion: '100',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { app: 'web' },
      ...metadata,
    },
    spec: { nodeName: 'n1', containers: [{ name: 'main', image: 'web:1' }], ...spec },
    status: {
      phase: 'Running',
      startTime: '2026-01-01T00:00:01Z',
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:03Z' }],
      ...status,
    },
    ...rest,
  } as KubeObject;
}

export function makeNode(name: string, labels: Readonly<Record<string, string>> = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: `uid-${name.length}-${name.charCodeAt(1)}`, labels },
    spec: {},
    status: {
      allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
      nodeInfo: { kubeletVersion: 'v1.34.2' },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  } as unknown as KubeObject;
}

export function list(items: readonly unknown[], kind = 'List'): Readonly<Record<string, unknown>> {
  return { apiVersion: 'v1', items, kind, metadata: { resourceVersion: '' } };
}
