import { suffix } from '../sample/identity.ts';
import { metaOf, type PodBody } from './bodies.ts';
import type { Body, Cluster } from './cluster.ts';
import { SLICES } from './people.ts';
import { isReady } from './pod-readiness.ts';

interface Served {
  readonly slice: Body & { endpoints: object[] };
  readonly pods: () => readonly PodBody[];
  isDue: boolean;
}

/** The EndpointSlice of every Service, written a moment after its pods change. */
export class Endpoints {
  readonly #cluster: Cluster;
  readonly #served = new Map<string, Served>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  add(namespace: string, name: string, port: number, pods: () => readonly PodBody[]): void {
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: metaOf('EndpointSlice', namespace, `${name}-${suffix(5, 'slice', namespace, name)}`, {
        'kubernetes.io/service-name': name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      }),
      addressType: 'IPv4',
      endpoints: endpointsOf(pods()),
      ports: [{ name: '', port, protocol: 'TCP' }],
    };
    this.#cluster.create(SLICES, slice);
    this.#served.set(`${namespace}/${name}`, { slice, pods, isDue: false });
  }

  /** The pods behind a Service may be others, or be ready or not. */
  changed(name: string, namespace: string): void {
    const served = this.#served.get(`${namespace}/${name}`);
    if (!served || served.isDue) return;
    served.isDue = true;
    this.#cluster.after(500, () => {
      served.isDue = false;
      const endpoints = endpointsOf(served.pods());
      if (JSON.stringify(endpoints) === JSON.stringify(served.slice.endpoints)) return;
      served.slice.endpoints = endpoints;
      this.#cluster.save(SLICES, served.slice);
    });
  }
}

function endpointsOf(pods: readonly PodBody[]): object[] {
  return pods
    .filter(({ status }) => status.podIP !== undefined)
    .map((pod) => {
      const terminating = pod.metadata.deletionTimestamp !== undefined;
      const serving = isReady(pod);
      return {
        addresses: [pod.status.podIP],
        // What is left out is as ready says.
        conditions: terminating ? { ready: false, serving, terminating } : { ready: serving },
        nodeName: pod.spec.nodeName,
        targetRef: { kind: 'Pod', namespace: pod.metadata.namespace, name: pod.metadata.name },
      };
    });
}
