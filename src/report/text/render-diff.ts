import { spanWords, whoWords } from '../../decisions/index.ts';
import type { ClusterDiff, DiffEntry, PlacementEntry, RelationDiff } from '../../differences/index.ts';
import { finish, reasonLines } from './render-history.ts';
import { paint, type TextStyle, wrap } from './style.ts';

const SIGNS = { added: '+', removed: '-', recreated: '-/+', changed: '~', returned: '=' } as const;
const TITLES = {
  capacity: 'Capacity',
  budgets: 'Budgets',
  workloads: 'Workloads',
  configuration: 'Configuration',
  network: 'Network',
  storage: 'Storage',
  access: 'Access',
  other: 'Other',
} as const;
/** Changes of one object beyond this many are counted. */
const CHANGES = 6;
/** Nodes and moves of one workload beyond this many are counted. */
const PLACES = 6;

/** What changed between two times, as text. */
export function renderDiff(diff: ClusterDiff, style: TextStyle): string {
  const { placement, groups, capacity, summary, incomparable, relations, unknown } = diff;
  const lines = [titleOf(diff, style), ''];
  if (placement.length > 0) {
    const { podsCreated, podsGone, podsMoved } = summary;
    lines.push(
      `${paint(style, 'bold', 'Placement')}   ${podsCreated} pods new, ${podsGone} gone, ${podsMoved} moved`,
      ...placement.flatMap((entry) => placementLines(entry, style)),
      '',
    );
  }
  for (const { resource, ...amounts } of capacity)
    lines.push(
      `  ~ ${resource}   allocatable ${arrow(amounts.allocatableBefore, amounts.allocatableAfter)}, requested ${arrow(amounts.requestedBefore, amounts.requestedAfter)}`,
    );
  if (capacity.length > 0) lines.splice(lines.length - capacity.length, 0, paint(style, 'bold', 'Requests'));
  if (capacity.length > 0) lines.push('');
  for (const { name, entries } of groups)
    lines.push(
      paint(style, 'bold', TITLES[name]),
      ...entries.flatMap((entry) => entryLines(entry, style)),
      '',
    );
  if (relations) lines.push(...relationLines(relations, style), '');
  lines.push(summaryLine(diff));
  if (incomparable.length > 0)
    lines.push(`? not compared, since one side does not know them: ${incomparable.join(', ')}`);
  lines.push(...unknown.flatMap((sentence) => wrap(`? ${sentence}`, '', style.width)));
  return finish(lines, style);
}

function summaryLine({ summary, placement, unknown }: ClusterDiff): string {
  const { objects } = summary;
  if (objects > 0) return `${counted(objects, 'object')} differ${objects === 1 ? 's' : ''}.`;
  if (placement.length > 0) return 'Only pods differ.';
  return unknown.some((each) => each.startsWith('no object is known'))
    ? 'Nothing to compare.'
    : 'No differences.';
}

function titleOf({ from, to }: ClusterDiff, style: TextStyle): string {
  const span =
    from.time !== null && to.time !== null
      ? `   (${spanWords(Date.parse(to.time) - Date.parse(from.time))})`
      : '';
  const names = from.name === to.name ? from.name : `${from.name} → ${to.name}`;
  return `${paint(style, 'bold', 'Changes')}  ${names}   ${from.time ?? '?'} → ${to.time ?? '?'}${span}`;
}

function placementLines({ object, before, after, nodes, moved }: PlacementEntry, style: TextStyle): string[] {
  const places = nodes.map(({ node, before: was, after: is }) => `${node} ${was} → ${is}`);
  const shown = style.wide ? places : places.slice(0, PLACES);
  const more = places.length > shown.length ? `, … ${places.length - shown.length} more nodes` : '';
  const pods = before === after ? counted(after, 'pod') : `${before} → ${counted(after, 'pod')}`;
  const lines = [`  ~ ${object}   ${pods}${shown.length > 0 ? `   ${shown.join(', ')}${more}` : ''}`];
  const moves = style.wide ? moved : moved.slice(0, PLACES);
  for (const { pod, from, to } of moves) lines.push(`      ${pod}  ${from} → ${to}`);
  if (moved.length > moves.length) lines.push(`      … ${moved.length - moves.length} more moved`);
  return lines;
}

function entryLines({ object, change, summary, changes }: DiffEntry, style: TextStyle): string[] {
  const words = change === summary ? '' : `   ${summary}`;
  const lines = wrap(`${SIGNS[change]} ${object}${words}`, '  ', style.width);
  const shown = style.wide ? changes : changes.slice(0, CHANGES);
  for (const each of shown) {
    lines.push(
      `      ${each.time}  ${each.summary}   ${paint(style, 'cyan', whoWords(each.who ?? undefined))}`,
      ...reasonLines(each.reasons, style).map((line) => `    ${line}`),
    );
  }
  if (changes.length > shown.length)
    lines.push(`      … ${changes.length - shown.length} more changes (-o wide shows them)`);
  return lines;
}

function relationLines({ object, hops, entries }: RelationDiff, style: TextStyle): string[] {
  const differing = entries.filter(({ change }) => change !== 'same');
  const shown = style.wide ? entries : differing;
  const lines = shown.map(({ hop, from, to, words, change }) => {
    const sign = change === 'added' ? '+' : change === 'removed' ? '-' : ' ';
    return `  ${sign} hop ${hop}  ${from} → ${to}   (${words})`;
  });
  const same = entries.length - differing.length;
  return [
    `${paint(style, 'bold', 'Relations')} of ${object} within ${counted(hops, 'hop')}`,
    ...lines,
    ...(style.wide || same === 0 ? [] : [`    ${counted(same, 'relation')} as before (-o wide shows them)`]),
    ...(entries.length === 0 ? ['    none known at either time'] : []),
  ];
}

function arrow(before: string, after: string): string {
  return before === after ? after : `${before} → ${after}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
