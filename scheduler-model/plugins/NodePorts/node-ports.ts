import { ClassSlot } from '../../cluster/class-slot.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';
import { type Cycle, CycleState } from '../../framework/cycle.ts';
import type { ImaginedPod, Plugin, PreFilterAnswer } from '../../framework/plugin.ts';
import type { PodEvent, Requeue, WaitingPod } from '../../framework/requeue.ts';
import { SKIP, type Status, SUCCESS, unschedulable } from '../../framework/status.ts';
import { type HostPort, hostPortsOf, portsConflict } from './host-ports.ts';

const NAME = 'NodePorts';
const REJECTED = unschedulable(NAME, "node(s) didn't have free ports for the requested pod ports");
const HOST_PORTS = new ClassSlot(({ pod }, minor) => hostPortsOf(pod, minor));

/** The host ports in use on each node, with the number of pods that use them. */
class UsedPorts implements ClusterIndex {
  readonly #cluster: Cluster;
  readonly #byNode = new Map<number, Map<string, { readonly port: HostPort; count: number }>>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Reads nothing of nodes. */
  isUnaffected(): boolean {
    return true;
  }

  podAdded(_podId: number, classId: number, nodeIndex: number): void {
    for (const port of HOST_PORTS.of(this.#cluster, classId)) {
      let used = this.#byNode.get(nodeIndex);
      if (!used) {
        used = new Map();
        this.#byNode.set(nodeIndex, used);
      }
      const key = keyOf(port);
      const entry = used.get(key);
      if (entry) entry.count++;
      else used.set(key, { port, count: 1 });
    }
  }

  podRemoved(_podId: number, classId: number, nodeIndex: number): void {
    for (const port of HOST_PORTS.of(this.#cluster, classId)) {
      const used = this.#byNode.get(nodeIndex)!;
      const entry = used.get(keyOf(port))!;
      if (--entry.count > 0) continue;
      used.delete(keyOf(port));
      if (used.size === 0) this.#byNode.delete(nodeIndex);
    }
  }

  /** Whether one of the wanted ports is taken; ports in `freed` count as free. */
  conflicts(nodeIndex: number, wanted: readonly HostPort[], freed: ReadonlySet<string> | undefined): boolean {
    const used = this.#byNode.get(nodeIndex);
    if (!used) return false;
    for (const [key, { port }] of used) {
      if (freed?.has(key)) continue;
      if (wanted.some((want) => portsConflict(want, port))) return true;
    }
    return false;
  }
}

const USED_PORTS: IndexType<UsedPorts> = { name: 'UsedPorts', create: (cluster) => new UsedPorts(cluster) };

/** Ports that a dry run, which is about one node, has freed: taking one pod away frees its ports even if another pod holds them too. */
const FREED = new CycleState<ReadonlySet<string>>('NodePorts');

/**
 * Rejects nodes where a host port that the pod wants is taken.
 *
 * @source pkg/scheduler/framework/plugins/nodeports/node_ports.go → NodePorts (v1.36.3)
 */
export class NodePorts implements Plugin {
  readonly name = NAME;
  readonly requeueOn: readonly Requeue[] = [
    { resource: 'Pod', actions: ['Delete'], hint: freedPort },
    { resource: 'Node', actions: ['Add'] },
  ];

  preFilter({ cluster, pod }: Cycle): PreFilterAnswer {
    return { status: this.ignoresClass(cluster, pod.classId) ? SKIP : SUCCESS };
  }

  ignoresClass(cluster: Cluster, classId: number): boolean {
    return HOST_PORTS.of(cluster, classId).length === 0;
  }

  addPod(cycle: Cycle, { classId }: ImaginedPod): void {
    const freed = FREED.read(cycle);
    if (freed?.size) FREED.write(cycle, freed.difference(this.#keys(cycle, classId)));
  }

  removePod(cycle: Cycle, { classId }: ImaginedPod): void {
    const keys = this.#keys(cycle, classId);
    if (keys.size > 0) FREED.write(cycle, keys.union(FREED.read(cycle) ?? new Set()));
  }

  filter(cycle: Cycle, nodeIndex: number): Status {
    const wanted = HOST_PORTS.of(cycle.cluster, cycle.pod.classId);
    const used = cycle.cluster.index(USED_PORTS);
    return used.conflicts(nodeIndex, wanted, FREED.read(cycle)) ? REJECTED : SUCCESS;
  }

  #keys({ cluster }: Cycle, classId: number): Set<string> {
    return new Set(HOST_PORTS.of(cluster, classId).map(keyOf));
  }
}

function keyOf({ address, port }: HostPort): string {
  return `${address} ${port}`;
}

/** @source pkg/scheduler/framework/plugins/nodeports/node_ports.go → isSchedulableAfterPodDeleted (v1.36.3) */
function freedPort(cluster: Cluster, { classId }: WaitingPod, { before }: PodEvent): boolean {
  if (!before || (!before.spec?.nodeName && !before.status?.nominatedNodeName)) return false;
  const freed = hostPortsOf(before, cluster.minor);
  return HOST_PORTS.of(cluster, classId).some((want) => freed.some((port) => portsConflict(want, port)));
}
