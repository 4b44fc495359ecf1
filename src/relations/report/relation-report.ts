import { API_VERSION, type SnapshotMetadata } from '../../snapshot/index.ts';
import { healthOf } from '../health/health.ts';
import { type ObjectKey, parseKey, shortKind } from '../object-key.ts';
import type { Relation } from '../relation.ts';
import type { RelationGraph } from '../relation-graph.ts';
import type { GraphNode, RelationReport, Side } from './documents.ts';
import { stateSummary } from './state-summary.ts';
import { unknownRelations } from './unknown-relations.ts';

export interface ReportOptions {
  readonly sides: readonly Side[];
  /** How many relations away from the object to go. */
  readonly depth: number;
}

/** Says what an object depends on and what depends on it, with how each of them is. */
export function relationReport(
  graph: RelationGraph,
  metadata: SnapshotMetadata,
  object: ObjectKey,
  { sides, depth }: ReportOptions,
): RelationReport {
  const neighbourhoods = sides.map((side) => neighbourhood(graph, object, side, depth));
  const hops = new Map<ObjectKey, { upstream?: number; downstream?: number }>();
  for (const { side, hopsOf } of neighbourhoods) {
    for (const [key, count] of hopsOf) hops.set(key, { ...hops.get(key), [side]: count });
  }
  const needed = new Set(
    neighbourhoods.flatMap(({ relations }) =>
      relations.filter((each) => !each.isOptional).map((each) => each.dependency),
    ),
  );
  const nodes = [...hops].map(([key, count]): GraphNode => {
    const { status, reason } = healthOf(key, graph);
    const isSpare = key !== object && status === 'failing' && !needed.has(key) && !graph.has(key);
    return { object: key, health: isSpare ? 'degraded' : status, reason, hops: count };
  });
  const kinds = (side: Side) => {
    const found = neighbourhoods.find((each) => each.side === side);
    return new Set([...(found?.hopsOf.keys() ?? [])].map((key) => shortKind(parseKey(key)?.groupKind ?? '')));
  };
  return {
    apiVersion: API_VERSION,
    kind: 'RelationReport',
    snapshot: stateSummary(metadata),
    object,
    sides,
    depth,
    nodes,
    relations: neighbourhoods.flatMap(({ side, relations }) => relations.map((each) => ({ ...each, side }))),
    cut: neighbourhoods.reduce((sum, { cut }) => sum + cut, 0),
    unknown: [...unknownRelations(graph, sides, kinds), ...hiddenValues(metadata)],
  };
}

interface Neighbourhood {
  readonly side: Side;
  readonly hopsOf: ReadonlyMap<ObjectKey, number>;
  readonly relations: readonly Relation[];
  readonly cut: number;
}

function neighbourhood(graph: RelationGraph, start: ObjectKey, side: Side, depth: number): Neighbourhood {
  const hopsOf = new Map([[start, 0]]);
  const relations: Relation[] = [];
  let cut = 0;
  // A map yields what is set while it is gone through: this is the queue too.
  for (const [key, hops] of hopsOf) {
    const found = side === 'upstream' ? graph.dependenciesOf(key) : graph.dependentsOf(key);
    if (hops >= depth) {
      if (found.some((relation) => !hopsOf.has(endOf(relation, side)))) cut++;
      continue;
    }
    for (const relation of found) {
      relations.push(relation);
      const end = endOf(relation, side);
      if (!hopsOf.has(end)) hopsOf.set(end, hops + 1);
    }
  }
  return { side, hopsOf, relations, cut };
}

/** Where a relation leads to on a side. */
function endOf({ dependency, dependent }: Relation, side: Side): ObjectKey {
  return side === 'upstream' ? dependency : dependent;
}

function hiddenValues({ redaction }: SnapshotMetadata): string[] {
  return redaction === 'none'
    ? []
    : [
        'Values of environment and configuration are not in this snapshot: who calls whom by name is not seen (--edges FILE says it)',
      ];
}
