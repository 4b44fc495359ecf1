import type { NodeSelectorTerm } from '../../kubernetes/node.ts';

/**
 * The only nodes that required terms leave, when every one of them names nodes; undefined when some do not.
 *
 * @source pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go → NodeAffinity.PreFilter (v1.36.3)
 */
export function allowedNodeNames(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  if (terms.length === 0) return undefined;
  const allowed = new Set<string>();
  for (const { matchFields } of terms) {
    let named: ReadonlySet<string> | undefined;
    for (const { key, operator, values } of matchFields ?? []) {
      if (key !== 'metadata.name' || operator !== 'In') continue;
      const names = new Set(values);
      named = named ? named.intersection(names) : names;
    }
    if (!named) return undefined;
    for (const name of named) allowed.add(name);
  }
  return allowed;
}
