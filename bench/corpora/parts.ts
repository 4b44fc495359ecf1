import type { KubeObject } from '../../src/kubernetes/index.ts';
import { RandomStream } from '../../src/simulation/kernel/index.ts';
import { node, nodeName, object } from '../cluster.ts';
import type { CorpusSize } from './corpus.ts';

export const ZONE = 'topology.kubernetes.io/zone';
export const HOSTNAME = 'kubernetes.io/hostname';

/** What a pod of a hard cluster is like. */
export interface PodLook {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Record<string, string>;
  readonly cpuMillis: number;
  readonly memoryMi: number;
  readonly spec?: Record<string, unknown>;
}

/** The nodes of the mix, and a namespace for each of the given names. */
export function* base({ nodes }: CorpusSize, namespaces: readonly string[]): Generator<KubeObject> {
  for (const name of namespaces)
    yield object('v1', 'Namespace', { name, uid: name, labels: { 'kubernetes.io/metadata.name': name } });
  for (let index = 0; index < nodes; index++) yield node(index);
}

/** A pod, on a node when one is given. */
export function podOf(
  { name, namespace, labels, cpuMillis, memoryMi, spec }: PodLook,
  on?: string,
): KubeObject {
  return {
    ...object('v1', 'Pod', { name, namespace, uid: name, labels, creationTimestamp: '2026-01-01T00:00:00Z' }),
    spec: {
      schedulerName: 'default-scheduler',
      priority: 0,
      containers: [
        {
          name: 'main',
          image: 'registry.example/hard:v1',
          resources: { requests: { cpu: `${cpuMillis}m`, memory: `${memoryMi}Mi` } },
        },
      ],
      ...spec,
      ...(on && { nodeName: on }),
    },
    status: on ? { phase: 'Running', startTime: '2026-01-01T00:00:00Z' } : { phase: 'Pending' },
  };
}

/**
 * Pods spread over the nodes without taints, `look` saying what each is like, and pending ones after them.
 *
 * @param look - of a pod by its number; running ones are counted first.
 */
export function* podsOver(
  { nodes, podsPerNode, pending }: CorpusSize,
  name: string,
  look: (count: number, random: RandomStream) => PodLook,
): Generator<KubeObject> {
  const random = new RandomStream(1, 'corpus', name);
  const open = Array.from({ length: nodes }, (_, index) => index).filter((index) => index % 20 !== 7);
  const running = nodes * podsPerNode;
  for (let count = 0; count < running; count++)
    yield podOf(look(count, random), nodeName(open[count % open.length]!));
  for (let count = running; count < running + pending; count++) yield podOf(look(count, random));
}

/** A term about the pods of an application in their own namespace. */
export function termOf(app: string, topologyKey: string): Record<string, unknown> {
  return { topologyKey, labelSelector: { matchLabels: { app } } };
}
