import { type NodeBody, type PodBody, startedStatus } from './bodies.ts';
import type { Cluster } from './cluster.ts';
import { SECOND, stamp } from './moments.ts';
import { kubelet, SCHEDULER } from './people.ts';
import { nodeFor } from './placement.ts';
import type { Life } from './running.ts';

/** What the starter asks of, and tells, whoever owns the pods. */
export interface PodOwner {
  readySeconds(pod: PodBody): number;
  becomesReady(pod: PodBody): boolean;
  /** The containers run, but are not ready yet. */
  started(pod: PodBody): void;
  ready(pod: PodBody): void;
}

/** What the scheduler and the kubelets do with new pods. */
export class PodStarter {
  readonly lives: Life[] = [];
  readonly #cluster: Cluster;
  readonly #nodes: readonly NodeBody[];
  readonly #owner: PodOwner;
  readonly #waiting: PodBody[] = [];
  #address = 10;

  constructor(cluster: Cluster, nodes: readonly NodeBody[], owner: PodOwner) {
    this.#cluster = cluster;
    this.#nodes = nodes;
    this.#owner = owner;
  }

  /** Binds a pod and starts it; `done` is called when it is ready. */
  place(pod: PodBody, done: () => void = () => {}): void {
    if (pod.metadata.deletionTimestamp) return;
    const node = nodeFor(pod, this.#nodes, this.#cluster);
    if (!node) {
      this.#cluster.event('default-scheduler', pod, 'FailedScheduling', this.#whyNot());
      this.#waiting.push(pod);
      return;
    }
    const { name } = node.metadata;
    pod.spec.nodeName = name;
    pod.status.conditions = [
      { type: 'PodScheduled', status: 'True', lastTransitionTime: stamp(this.#cluster.now) },
    ];
    this.#cluster.save(SCHEDULER, pod, { verb: 'create', subresource: 'binding', request: bindingOf(pod) });
    const words = `Successfully assigned ${pod.metadata.namespace}/${pod.metadata.name} to ${name}`;
    this.#cluster.event('default-scheduler', pod, 'Scheduled', words, { isWarning: false });
    this.#cluster.after(1300, () => {
      if (pod.metadata.deletionTimestamp) return;
      this.start(pod);
      this.#cluster.save(kubelet(name), pod, { subresource: 'status' });
      this.#owner.started(pod);
      this.#awaitReady(pod, done);
    });
  }

  /** Tries again to place what found no node. */
  placeWaiting(): void {
    for (const pod of this.#waiting.splice(0)) this.place(pod);
  }

  /** The containers of a pod on a node begin to run. */
  start(pod: PodBody): void {
    this.#address += 1;
    const address = `10.244.${pod.spec.nodeName!.at(-1)}.${this.#address % 250}`;
    pod.status = startedStatus(pod, address, stamp(this.#cluster.now));
    const app = pod.metadata.labels?.['app'] ?? '';
    this.lives.push({ pod, app, fromMs: this.#cluster.now, toMs: Number.POSITIVE_INFINITY, restarts: [] });
  }

  /** How long a pod takes to end after it was asked to. */
  get endingMs(): number {
    return 2100 + (this.#address % 5) * 300;
  }

  #awaitReady(pod: PodBody, done: () => void): void {
    this.#cluster.after(this.#owner.readySeconds(pod) * SECOND, () => {
      if (pod.metadata.deletionTimestamp) return;
      if (!this.#owner.becomesReady(pod)) {
        const words = 'Readiness probe failed: HTTP probe failed with statuscode: 503';
        this.#cluster.event('kubelet', pod, 'Unhealthy', words);
        return;
      }
      this.#owner.ready(pod);
      done();
    });
  }

  #whyNot(): string {
    const count = this.#nodes.length;
    return `0/${count} nodes are available: ${count} Insufficient cpu. preemption: 0/${count} nodes are available: ${count} No preemption victims found for incoming pod.`;
  }
}

function bindingOf({ metadata, spec }: PodBody): object {
  return {
    kind: 'Binding',
    apiVersion: 'v1',
    metadata: { name: metadata.name, namespace: metadata.namespace },
    target: { kind: 'Node', name: spec.nodeName },
  };
}
