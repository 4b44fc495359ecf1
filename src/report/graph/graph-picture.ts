import type { GraphNode, RelationReport } from '../../relations/index.ts';
import { kindOf, plainRelations, relationTree, type TreeItem } from './relation-tree.ts';

/** A box of a drawing: an object, or several alike. */
export interface Box {
  readonly id: string;
  readonly lines: readonly string[];
  readonly health: GraphNode['health'];
  readonly isRoot: boolean;
}

/** An arrow from a dependent to what it depends on. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly type: string;
}

/** What a drawing of a report shows. */
export interface GraphPicture {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

const WORST: readonly GraphNode['health'][] = ['failing', 'degraded', 'unknown', 'ok'];

/** The boxes and arrows of a report; many alike are one box unless all are asked for. */
export function graphPicture(report: RelationReport, isWhole: boolean): GraphPicture {
  const boxes: Box[] = [];
  const idOf = new Map<string, string>();
  const visit = ({ nodes, children, seen }: TreeItem) => {
    const isNew = !seen && nodes.some(({ object }) => !idOf.has(object));
    if (isNew) {
      const id = `n${boxes.length}`;
      for (const { object } of nodes) if (!idOf.has(object)) idOf.set(object, id);
      boxes.push(boxOf(nodes, id, nodes[0]?.object === report.object));
    }
    children.forEach(visit);
  };
  for (const side of report.sides) visit(relationTree(report, side, isWhole));
  const arrows = new Map<string, Arrow>();
  for (const side of report.sides) {
    for (const { type, dependent, dependency } of plainRelations(
      report.relations.filter((each) => each.side === side),
    )) {
      const [from, to] = [idOf.get(dependent), idOf.get(dependency)];
      if (from !== undefined && to !== undefined && from !== to)
        arrows.set(`${from} ${to} ${type}`, { from, to, type });
    }
  }
  return { boxes, arrows: [...arrows.values()] };
}

function boxOf(nodes: readonly GraphNode[], id: string, isRoot: boolean): Box {
  const [first] = nodes;
  const health = WORST.find((status) => nodes.some((node) => node.health === status)) ?? 'unknown';
  const kind = kindOf(first?.object ?? '');
  const lines =
    nodes.length === 1 && first
      ? [
          kind,
          first.object.slice(kind.length + 1),
          first.health === 'ok' ? first.reason : `${first.health}: ${first.reason}`,
        ]
      : [kind, `${nodes.length} alike`, ...(health === 'ok' ? [] : [`worst: ${health}`])];
  return { id, lines, health, isRoot };
}
