import { pick } from '../sample/identity.ts';
import type { NodeBody, PodBody } from './bodies.ts';
import type { Cluster } from './cluster.ts';
import { cpuOf } from './pod-readiness.ts';

/** The zone in which the volume of a StatefulSet's pod is. */
export function zoneOf(pod: string): string {
  return 'abc'[pick(3, 'zone', pod)]!;
}

/** What a node can give, in millicores. */
const ALLOCATABLE = 3920;

/** The node with most CPU left among those that run fewest of the same; undefined when none has room. */
export function nodeFor(pod: PodBody, nodes: readonly NodeBody[], cluster: Cluster): NodeBody | undefined {
  const app = pod.metadata.labels?.['app'] ?? '';
  const wanted = cpuOf(pod);
  const [owner] = (pod.metadata.ownerReferences ?? []) as { kind?: string }[];
  const zone = owner?.kind === 'StatefulSet' ? zoneOf(pod.metadata.name) : undefined;
  const pods = cluster
    .all<PodBody>('Pod')
    .filter(({ spec, status }) => spec.nodeName && status.phase !== 'Succeeded');
  const ranked = nodes
    .filter(({ spec }) => !spec.unschedulable)
    .filter(({ metadata }) => zone === undefined || metadata.labels?.['topology.kubernetes.io/zone'] === zone)
    .map((node) => {
      const here = pods.filter(({ spec }) => spec.nodeName === node.metadata.name);
      const free = ALLOCATABLE - here.reduce((sum, each) => sum + cpuOf(each), 0) - wanted;
      return { node, free, own: here.filter(({ metadata }) => metadata.labels?.['app'] === app).length };
    })
    .filter(({ free }) => free >= 0)
    .sort((a, b) => a.own - b.own || b.free - a.free);
  return ranked[0]?.node;
}
