import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';
import { Column } from '../../cluster/column.ts';
import { isSame } from '../../cluster/is-same.ts';
import { NODE_MASKS, type NodeMask } from '../../cluster/node-masks.ts';
import { NONE } from '../../cluster/none.ts';
import type { Topology } from '../../cluster/topology.ts';
import type { Node } from '../../kubernetes/node.ts';

/** The domains of one topology that have at least one node that counts. */
export class SpreadDomains {
  readonly topology: Topology;
  readonly mask: NodeMask;
  /** How many counting nodes each domain has, by topology value. */
  readonly nodeCounts = new Column(Int32Array);
  /** The number of domains that have any. */
  domainCount = 0;

  constructor(topology: Topology, mask: NodeMask) {
    this.topology = topology;
    this.mask = mask;
  }

  add(nodeIndex: number, delta: 1 | -1): void {
    const value = this.topology.valueOf.values[nodeIndex]!;
    if (value === NONE || this.mask.column.values[nodeIndex] === 0) return;
    this.nodeCounts.reserve(value + 1);
    const before = this.nodeCounts.values[value]!;
    this.nodeCounts.values[value] = before + delta;
    if (before === 0) this.domainCount++;
    if (before + delta === 0) this.domainCount--;
  }
}

/** The domains of every combination of a topology key and a rule about which nodes count. */
export class SpreadDomainsIndex implements ClusterIndex {
  readonly #cluster: Cluster;
  readonly #domains = new Map<string, SpreadDomains>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    cluster.index(NODE_MASKS);
  }

  get(topologyKey: string, maskKey: string, mask: NodeMask): SpreadDomains {
    const key = `${topologyKey}\n${maskKey}`;
    let domains = this.#domains.get(key);
    if (!domains) {
      domains = new SpreadDomains(this.#cluster.topology(topologyKey), mask);
      this.#domains.set(key, domains);
      for (const nodeIndex of this.#cluster.order) domains.add(nodeIndex, 1);
    }
    return domains;
  }

  isUnaffected(before: Node, after: Node): boolean {
    if (!isSame(before.metadata?.labels, after.metadata?.labels)) return false;
    for (const { mask } of this.#domains.values())
      if (mask.compute(before) !== mask.compute(after)) return false;
    return true;
  }

  nodeAdded(nodeIndex: number): void {
    for (const domains of this.#domains.values()) domains.add(nodeIndex, 1);
  }

  nodeRemoved(nodeIndex: number): void {
    for (const domains of this.#domains.values()) domains.add(nodeIndex, -1);
  }
}

export const SPREAD_DOMAINS: IndexType<SpreadDomainsIndex> = {
  name: 'SpreadDomains',
  create: (cluster) => new SpreadDomainsIndex(cluster),
};
