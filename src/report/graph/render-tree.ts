import type { GraphNode, RelationReport, Side } from '../../relations/index.ts';
import { paint, spell, type TextStyle } from '../text/style.ts';
import { kindOf, relationTree, type TreeItem } from './relation-tree.ts';

type Status = GraphNode['health'];

const HEADINGS: Readonly<Record<Side, string>> = {
  upstream: 'What it depends on (upstream)',
  downstream: 'What depends on it (downstream)',
};
const COLOURS = { ok: 'green', degraded: 'yellow', failing: 'red', unknown: 'cyan' } as const;
/** Worst first. */
const STATUSES: readonly Status[] = ['failing', 'degraded', 'unknown', 'ok'];

/** The graph as trees, one a side, with the health of each line; `wide` folds nothing. */
export function renderGraphTree(report: RelationReport, style: TextStyle): string {
  const [root] = report.nodes;
  const namespace = namespaceOf(report.object);
  const { snapshot } = report;
  const lines = [
    `Snapshot  ${snapshot.cluster ?? ''}${snapshot.cluster ? ' @ ' : ''}${snapshot.takenAt ?? 'of an unknown time'}`,
    `${paint(style, 'bold', report.object)}  ${root ? healthText(root, style) : ''}`.trimEnd(),
  ];
  let isFolded = false;
  for (const side of report.sides) {
    lines.push('', paint(style, 'bold', HEADINGS[side]));
    const tree = relationTree(report, side, style.wide);
    isFolded ||= hasFolds(tree);
    if (tree.children.length === 0) lines.push('  nothing');
    else for (const line of branches(tree.children, '', namespace, side, style)) lines.push(line);
  }
  const notes = [
    ...report.unknown.map((each) => `${paint(style, 'cyan', '?')} ${each}`),
    ...(report.cut > 0
      ? [
          `${report.cut} ${report.cut === 1 ? 'object has' : 'objects have'} more beyond ${report.depth} hops: --depth N goes on`,
        ]
      : []),
    ...(isFolded ? ['Many alike are counted in one line: --all shows each'] : []),
  ];
  if (notes.length > 0) lines.push('', ...notes);
  return `${lines.map((line) => spell(style, line).trimEnd()).join('\n')}\n`;
}

function hasFolds({ nodes, children }: TreeItem): boolean {
  return nodes.length > 1 || children.some(hasFolds);
}

function branches(
  items: readonly TreeItem[],
  indent: string,
  namespace: string | undefined,
  side: Side,
  style: TextStyle,
): string[] {
  const [tee, corner, bar] = style.unicode ? ['├─ ', '└─ ', '│  '] : ['|- ', '`- ', '|  '];
  return items.flatMap((item, index) => {
    const isLast = index === items.length - 1;
    return [
      indent + (isLast ? corner : tee) + lineOf(item, namespace, style),
      ...branches(item.children, indent + (isLast ? '   ' : bar), namespace, side, style),
    ];
  });
}

function lineOf(
  { nodes, relation, seen }: TreeItem,
  namespace: string | undefined,
  style: TextStyle,
): string {
  const [first] = nodes;
  if (!first || !relation) return '';
  const kind = kindOf(first.object);
  const mark = seen === 'cycle' ? '  (cycle)' : seen === 'elsewhere' ? '  (has its own branch)' : '';
  if (nodes.length > 1) {
    const counts = seen
      ? mark
      : `  ${countsText(nodes, style)}  ${paint(style, 'dim', `· ${eachOf(relation)}`)}`;
    return `${nodes.length} ${plural(kind)}${counts}`;
  }
  const name = withinNamespace(first.object, namespace);
  const health = seen ? mark : `  ${healthText(first, style)}`;
  const words = seen ? '' : `  ${paint(style, 'dim', `· ${relation.words}`)}`;
  return `${name}${health}${words}`;
}

/** What all of a line have in common: their words differ, their type does not. */
function eachOf({ type, side }: NonNullable<TreeItem['relation']>): string {
  const verb = type === 'runsOn' ? 'runs on' : type === 'usesAccount' ? 'runs as' : type;
  return side === 'upstream' ? `${verb} each` : `each ${verb} it`;
}

function healthText({ health, reason }: GraphNode, style: TextStyle): string {
  return `${paint(style, COLOURS[health], `[${health}]`)} ${reason.replaceAll('\n', ' ')}`;
}

function countsText(nodes: readonly GraphNode[], style: TextStyle): string {
  return STATUSES.flatMap((status) => {
    const count = nodes.filter(({ health }) => health === status).length;
    return count === 0 ? [] : [paint(style, COLOURS[status], `[${count} ${status}]`)];
  }).join(' ');
}

/** The key without the namespace of the object asked for. */
function withinNamespace(key: string, namespace: string | undefined): string {
  return namespace !== undefined && namespaceOf(key) === namespace ? key.replace(`/${namespace}/`, '/') : key;
}

function namespaceOf(key: string): string | undefined {
  const parts = key.split('/');
  return parts.length === 3 ? parts[1] : undefined;
}

function plural(kind: string): string {
  if (/(?:s|x|ch)$/.test(kind)) return `${kind}es`;
  return kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
