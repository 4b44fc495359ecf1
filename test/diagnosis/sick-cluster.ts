import { type Cause, type Diagnosis, diagnose, examine } from '../../src/diagnosis/index.ts';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { type ClusterOptions, clusterOf, make, owner } from '../relations/cluster.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** What is wrong with one object of a cluster. */
export function diagnosisOf(
  objects: readonly KubeObject[],
  target: string,
  options?: ClusterOptions,
): Diagnosis {
  const snapshot = clusterOf(objects, options);
  return diagnose(snapshot, examine(snapshot), [target]).diagnoses[0]!;
}

/** `CODE object severity confidence`, and what explains it. */
export function short({ code, object, severity, confidence, explainedBy }: Cause): string {
  return `${code} ${object} ${severity} ${confidence}${explainedBy.length > 0 ? ` < ${explainedBy.join(', ')}` : ''}`;
}

/** An event about an object `Kind/namespace/name`. */
export function event(
  object: string,
  reason: string,
  message: string,
  count = 1,
  type = 'Warning',
): KubeObject {
  const [kind = '', namespace = '', name = ''] = object.split('/');
  return make('v1', 'Event', `${namespace}/${name}.${reason}.${message.length}`, {
    involvedObject: { kind, namespace, name },
    type,
    reason,
    message,
    count,
    firstTimestamp: '2025-12-31T23:30:00Z',
    lastTimestamp: '2025-12-31T23:59:00Z',
  });
}

export const container = (state: Fields, more: Fields = {}): Fields => ({
  name: 'main',
  image: 'app:1',
  restartCount: 0,
  ready: false,
  state,
  ...more,
});
export const waiting = (reason: string, message?: string): Fields => ({
  waiting: { reason, ...(message === undefined ? {} : { message }) },
});
export const ended = (exitCode: number, reason = 'Error', more: Fields = {}): Fields => ({
  terminated: { exitCode, reason, finishedAt: '2025-12-31T23:55:00Z', ...more },
});

/** A status of a pod whose one container is in a state. */
export function status(containers: readonly Fields[], phase = 'Running', more: Fields = {}): Fields {
  return {
    phase,
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: containers,
    ...more,
  };
}

/** A pod of a ReplicaSet of a Deployment `shop/web`, with both of them. */
export function webWith(
  podStatus: Fields,
  { spec = {}, name = 'web-1-a' }: { readonly spec?: Fields; readonly name?: string } = {},
): KubeObject[] {
  const podSpec = { containers: [{ name: 'main', image: 'app:1' }], ...spec };
  return [
    make('apps/v1', 'Deployment', 'shop/web', {
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: podSpec },
      },
      status: { replicas: 1, availableReplicas: 0 },
    }),
    make(
      'apps/v1',
      'ReplicaSet',
      'shop/web-1',
      { spec: { replicas: 1 }, status: { replicas: 1, readyReplicas: 0 } },
      owner('apps/v1', 'Deployment', 'web'),
    ),
    make(
      'v1',
      'Pod',
      `shop/${name}`,
      { spec: { nodeName: 'node-1', ...podSpec }, status: podStatus },
      { labels: { app: 'web' }, ...owner('apps/v1', 'ReplicaSet', 'web-1') },
    ),
    node('node-1'),
    make('v1', 'ServiceAccount', 'shop/default'),
  ];
}

export function node(
  name: string,
  conditions: readonly Fields[] = [{ type: 'Ready', status: 'True' }],
  spec: Fields = {},
): KubeObject {
  const allocatable = { cpu: '1', memory: '1Gi', pods: '10' };
  return make('v1', 'Node', name, { spec, status: { allocatable, capacity: allocatable, conditions } });
}
