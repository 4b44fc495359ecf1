import { Quantity } from '../../../scheduler-model/index.ts';
import type { KubeObject } from '../../kubernetes/index.ts';
import type { WorldView } from '../../world/index.ts';
import { workloadOf } from '../timings/workload.ts';

const POD_METRICS = 'PodMetrics.metrics.k8s.io';
const NODE_METRICS = 'NodeMetrics.metrics.k8s.io';

/** The memory that pods use, as the metrics of a snapshot show it. Bytes. */
export class MemoryUsage {
  readonly #world: WorldView;
  readonly #byPod = new Map<string, number>();
  readonly #byWorkload = new Map<string, { sum: number; count: number }>();

  /** Undefined when the snapshot has no metrics of pods: then nobody can say who uses what. */
  static of(world: WorldView): MemoryUsage | undefined {
    return world.objects.count(POD_METRICS) > 0 ? new MemoryUsage(world) : undefined;
  }

  private constructor(world: WorldView) {
    this.#world = world;
    for (const metrics of world.objects.all(POD_METRICS)) {
      const { namespace = 'default', name = '' } = metrics.metadata;
      const bytes = containersBytes(metrics);
      this.#byPod.set(`${namespace}/${name}`, bytes);
      const row = world.pods.find(namespace, name);
      const workload = row < 0 ? undefined : workloadOf(namespace, world.pods.template(row).make);
      if (workload === undefined) continue;
      const known = this.#byWorkload.get(workload) ?? { sum: 0, count: 0 };
      this.#byWorkload.set(workload, { sum: known.sum + bytes, count: known.count + 1 });
    }
  }

  /** What a pod uses: what was measured, else what its workload's pods use on average, else what it asks for. */
  ofPod(row: number): number {
    const { pods } = this.#world;
    const measured = row < this.#world.snapshot.pods.count ? this.#byPod.get(pods.key(row)) : undefined;
    if (measured !== undefined) return measured;
    const workload = workloadOf(pods.namespace(row), pods.template(row).make);
    const mean = workload === undefined ? undefined : this.#byWorkload.get(workload);
    return mean ? mean.sum / mean.count : memoryRequest(this.#world, row);
  }

  /** What a node uses beyond its pods: measured, else what it does not offer to pods. */
  ofSystem(nodeRow: number): number {
    const { nodes, pods, objects } = this.#world;
    const { capacity, allocatable } = nodes.object(nodeRow)?.status ?? {};
    const metrics = objects.get(NODE_METRICS, undefined, nodes.name(nodeRow));
    if (!metrics) return Math.max(0, bytesOf(capacity?.memory) - bytesOf(allocatable?.memory));
    const total = bytesOf((metrics.usage as { readonly memory?: string } | undefined)?.memory);
    let ofPods = 0;
    for (const row of pods.onNode(nodeRow)) ofPods += this.#byPod.get(pods.key(row)) ?? 0;
    return Math.max(0, total - ofPods);
  }
}

/** What a pod's containers ask for. Bytes. */
export function memoryRequest({ pods }: WorldView, row: number): number {
  const { containers } = pods.template(row).make.spec;
  return containers.reduce((sum, { resources }) => sum + bytesOf(resources?.requests?.memory), 0);
}

export function bytesOf(quantity: string | undefined): number {
  return quantity === undefined ? 0 : Number(Quantity.parse(quantity).value);
}

function containersBytes(metrics: KubeObject): number {
  const containers = (metrics.containers ?? []) as readonly {
    readonly usage?: { readonly memory?: string };
  }[];
  return containers.reduce((sum, { usage }) => sum + bytesOf(usage?.memory), 0);
}
