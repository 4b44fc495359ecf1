import { compareTexts } from '../kubernetes/index.ts';
import { type ObjectKey, type Relation, RelationGraph, snapshotSource } from '../relations/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import type { RelationDiff, RelationDiffEntry } from './documents.ts';

interface Edge {
  readonly hop: number;
  readonly relation: Relation;
}

/** What an object is related to within some hops, both ways, and which of these relations came or went. */
export function relationDiff(
  before: Snapshot,
  after: Snapshot,
  object: ObjectKey,
  hops: number,
): RelationDiff {
  const was = edgesAround(new RelationGraph(snapshotSource(before)), object, hops);
  const is = edgesAround(new RelationGraph(snapshotSource(after)), object, hops);
  const entries = [...new Set([...was.keys(), ...is.keys()])].map((key): RelationDiffEntry => {
    const edge = is.get(key) ?? was.get(key)!;
    const { dependent, dependency, type, words } = edge.relation;
    return {
      hop: edge.hop,
      from: dependent,
      to: dependency,
      relation: type,
      words,
      change: !was.has(key) ? 'added' : !is.has(key) ? 'removed' : 'same',
    };
  });
  entries.sort(
    (a, b) =>
      a.hop - b.hop ||
      compareTexts(a.relation, b.relation) ||
      compareTexts(a.from, b.from) ||
      compareTexts(a.to, b.to),
  );
  return { object, hops, entries };
}

/** Relations along the ways down to what the object depends on and up to what depends on it. */
function edgesAround(graph: RelationGraph, object: ObjectKey, hops: number): ReadonlyMap<string, Edge> {
  const edges = new Map<string, Edge>();
  for (const direction of ['dependencies', 'dependents'] as const) {
    const seen = new Set([object]);
    let border = [object];
    for (let hop = 1; hop <= hops && border.length > 0; hop++) {
      const next: ObjectKey[] = [];
      for (const key of border) {
        const relations = direction === 'dependencies' ? graph.dependenciesOf(key) : graph.dependentsOf(key);
        for (const relation of relations) {
          const id = `${relation.type} ${relation.dependent} ${relation.dependency}`;
          if (!edges.has(id)) edges.set(id, { hop, relation });
          const other = direction === 'dependencies' ? relation.dependency : relation.dependent;
          if (!seen.has(other)) {
            seen.add(other);
            next.push(other);
          }
        }
      }
      border = next;
    }
  }
  return edges;
}
