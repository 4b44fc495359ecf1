import type { KubeObject } from '../../kubernetes/index.ts';

const FORMER: readonly (readonly [string, string])[] = [
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
];

/** The nodes with zone and region under today's labels, where only the former ones are there. */
export function withCurrentTopologyLabels(nodes: readonly KubeObject[]): {
  readonly nodes: readonly KubeObject[];
  /** Of the nodes that were changed. */
  readonly names: readonly string[];
} {
  const names: string[] = [];
  const labelled = nodes.map((node) => {
    const { labels } = node.metadata;
    const missing = FORMER.filter(
      ([former, current]) => labels?.[former] !== undefined && labels[current] === undefined,
    );
    if (missing.length === 0) return node;
    names.push(node.metadata.name!);
    const added = Object.fromEntries(missing.map(([former, current]) => [current, labels![former]!]));
    return { ...node, metadata: { ...node.metadata, labels: { ...labels, ...added } } };
  });
  return names.length === 0 ? { nodes, names } : { nodes: labelled, names };
}
