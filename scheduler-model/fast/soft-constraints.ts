import type { Cluster } from '../cluster/cluster.ts';
import { NONE } from '../cluster/none.ts';
import type { PodClass } from '../cluster/pod-class.ts';
import { type ClassSpread, HOSTNAME } from '../plugins/PodTopologySpread/class-spread.ts';
import { hostCounter, type SoftConstraint, topologyWeight } from '../plugins/PodTopologySpread/soft-score.ts';
import type { Candidates } from './candidates.ts';

/** A soft constraint as it applies to the candidates. */
export interface CandidateConstraint extends SoftConstraint {
  /** By topology value plus one: 1 where some candidate that is scored has the value; not for host names. */
  readonly isSeen: Uint8Array | undefined;
}

/** The soft constraints of a class, weighted by the number of domains among the candidates. */
export function softConstraintsOf(
  cluster: Cluster,
  { soft, softNeedsAllKeys }: ClassSpread,
  podClass: PodClass,
  candidates: Candidates,
): CandidateConstraint[] {
  const columns = softNeedsAllKeys ? soft.map(({ domains }) => domains.topology.valueOf.values) : [];
  return soft.map(({ constraint, domains: { topology }, counter }) => {
    const isHost = constraint.topologyKey === HOSTNAME;
    const isSeen = isHost ? undefined : new Uint8Array(topology.valueCount + 1);
    const size = isSeen
      ? countDomains(candidates, columns, topology.valueOf.values, isSeen)
      : countWithKeys(candidates, columns);
    return {
      isSeen,
      topology,
      counter: isHost ? hostCounter(cluster, podClass, constraint) : counter,
      weight: topologyWeight(size),
      maxSkew: constraint.maxSkew,
    };
  });
}

function countWithKeys({ nodes, count }: Candidates, columns: readonly Int32Array[]): number {
  let missing = 0;
  if (columns.length > 0) {
    for (let i = 0; i < count; i++) if (lacksKey(nodes[i]!, columns)) missing++;
  }
  return count - missing;
}

/** Marks and counts the values that the candidates have; those without the label count as one more where they are scored. */
function countDomains(
  { nodes, count }: Candidates,
  columns: readonly Int32Array[],
  domainOf: Int32Array,
  isSeen: Uint8Array,
): number {
  const several = columns.length > 1;
  // Nodes without the label are a domain of their own where they are scored.
  const most = columns.length > 0 ? isSeen.length - 1 : isSeen.length;
  let domainCount = 0;
  for (let i = 0; i < count && domainCount < most; i++) {
    const nodeIndex = nodes[i]!;
    const value = domainOf[nodeIndex]!;
    if (isSeen[value + 1] === 1) continue;
    if (columns.length > 0 && value === NONE) continue;
    if (several && lacksKey(nodeIndex, columns)) continue;
    isSeen[value + 1] = 1;
    domainCount++;
  }
  return domainCount;
}

function lacksKey(nodeIndex: number, columns: readonly Int32Array[]): boolean {
  for (const column of columns) if (column[nodeIndex] === NONE) return true;
  return false;
}
