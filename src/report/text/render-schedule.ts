import type { NodeMiss, PodReport, ScheduleOutcome } from '../../impact/index.ts';
import { pad, paint, spell, type TextStyle, wrap } from './style.ts';

/** Nodes of a pod that fits nowhere: more than these are counted by what they say. */
const NODES = 5;

/** Why each pending pod is pending and what would make it fit: per node the verdict, the nearest miss first. */
export function renderSchedule({ report, misses }: ScheduleOutcome, style: TextStyle): string {
  const { results, kubernetes, ignored = [], otherSchedulers = [], unknown = [] } = report;
  const lines = ignored.map((each) => `? not modelled and left out: ${each}`);
  for (const result of results) lines.push(...podLines(result, misses.get(result.pod) ?? [], style), '');
  const nodeless = unknown.find(({ kind }) => kind === 'Node')?.pods ?? [];
  if (nodeless.length > 0)
    lines.push(
      `? ${listOf(nodeless)}: whether and where ${nodeless.length === 1 ? 'it fits' : 'they fit'} is not known: no Node is in the snapshot. Export them too: kubectl get nodes,pods -A -o json`,
    );
  const storage = unknown.filter(({ kind, pods }) => kind !== 'Node' && pods.length > 0);
  if (storage.length > 0 && nodeless.length === 0) {
    const kinds = storage.map(({ kind }) => kind.split('.')[0]);
    lines.push(`? ${listOf(storage[0]!.pods)}: not certain, ${kinds.join(', ')} not in the snapshot`);
  }
  const groups = Map.groupBy(otherSchedulers, ({ schedulerName }) => schedulerName);
  for (const [name, pods] of groups)
    lines.push(
      `? left to the scheduler ${name}, which is not modelled: ${listOf(pods.map(({ pod }) => pod))}`,
    );
  if (unknown.some(({ kind }) => kind === 'Pod'))
    lines.push(`Which pods are pending is not known: no Pod is in the snapshot (${kubernetes}).`);
  else if (nodeless.length === 0) lines.push(summaryOf(results, kubernetes));
  return `${lines.map((line) => spell(style, line).trimEnd()).join('\n')}\n`;
}

function summaryOf(results: readonly PodReport[], kubernetes: string): string {
  if (results.length === 0) return `No pod is pending (${kubernetes}).`;
  const placed = results.filter(({ chosen }) => chosen !== undefined).length;
  const gated = results.filter((result) => result.gated !== undefined).length;
  const preempting = results.filter(({ nominated }) => nominated !== undefined).length;
  const unfit = results.length - placed - gated - preempting;
  const parts = [
    `${placed} would be placed`,
    ...(preempting > 0 ? [`${preempting} would preempt`] : []),
    `${unfit} ${unfit === 1 ? 'fits' : 'fit'} nowhere`,
    `${gated} not in the queue yet`,
  ];
  return `${results.length} pending ${results.length === 1 ? 'pod' : 'pods'}: ${parts.join(', ')} (${kubernetes}).`;
}

function podLines(result: PodReport, misses: readonly NodeMiss[], style: TextStyle): string[] {
  const { pod, chosen, gated, nodes = {}, best = [] } = result;
  const name = paint(style, 'bold', pod);
  if (gated !== undefined) return [`${paint(style, 'dim', '?')} ${name}  ${gated}`];
  if (chosen !== undefined) {
    const score = nodes[chosen]?.totalScore;
    const equals = best.filter((node) => node !== chosen);
    const tie = equals.length > 0 ? `, as good as ${listOf(equals)}` : '';
    return [
      `${paint(style, 'green', '+')} ${name}  → ${chosen}${score === undefined ? '' : `  score ${score}`}${tie}`,
      ...scoreLine(result),
    ];
  }
  const message = result.message ?? result.error ?? result.preFilter ?? 'it is not scheduled';
  const lines = [`${paint(style, 'red', '!')} ${name}  stays pending`, ...wrap(message, '    ', style.width)];
  if (result.nominated !== undefined) {
    const victims = result.victims ?? [];
    lines.push(
      `    would preempt on ${result.nominated}: ${victims.length === 0 ? 'pods named above' : listOf(victims)}`,
    );
  }
  return [...lines, ...missLines(misses, style)];
}

function scoreLine({ chosen = '', nodes = {} }: PodReport): string[] {
  const parts = Object.entries(nodes[chosen]?.scores ?? {}).map(([plugin, score]) => `${plugin} ${score}`);
  return parts.length === 0 ? [] : [`    ${parts.join(', ')}`];
}

function missLines(misses: readonly NodeMiss[], style: TextStyle): string[] {
  if (misses.length === 0) return [];
  const shown = style.wide ? misses : misses.slice(0, NODES);
  const nodeWidth = Math.max(...shown.map(({ node }) => node.length));
  const lines = shown.map(
    (miss, index) =>
      `    ${pad(miss.node, nodeWidth)}  ${verdictOf(miss)}${index === 0 ? '   (nearest)' : ''}`,
  );
  const rest = Map.groupBy(misses.slice(shown.length), ({ reasons }) => reasons.join(', '));
  for (const [reasons, nodes] of rest) lines.push(`    … ${nodes.length} more: ${reasons}`);
  const [nearest] = misses;
  if (nearest) lines.push(`    would fit ${remedyOf(nearest)}`);
  return lines;
}

/** `Insufficient cpu: asks for 500m, 430m free, 70m missing`, or the reason in the scheduler's words. */
function verdictOf({ reasons, missing = [], plugin, also = [] }: NodeMiss): string {
  const first =
    missing.length === 0
      ? [`${reasons.join(', ')} [${plugin}]`]
      : missing.map(
          ({ resource, requested, free, missing: amount, capacity }) =>
            `${resource}: asks for ${requested}, ${free} free${capacity === undefined ? '' : ` of ${capacity}`}, ${amount} missing`,
        );
  return [...first, ...also].join('; ');
}

/** What would make the nearest node take the pod, as far as its filters tell. */
function remedyOf({ node, missing = [], plugin, reasons, also = [] }: NodeMiss): string {
  const others = also.length === 0 ? '' : `, and if not for: ${also.join(', ')}`;
  if (missing.length === 0) return `on ${node} if not for ${plugin}: ${reasons.join(', ')}${others}`;
  const amounts = missing.map((each) => `${each.missing} ${each.resource}`).join(' and ');
  const [larger] = missing.filter(({ capacity }) => capacity !== undefined);
  if (larger)
    return `asking for ${amounts} less, or on a larger node: ${node} has ${larger.capacity} ${larger.resource} in all${others}`;
  return `with ${amounts} freed on ${node}, or asking for that much less${others}`;
}

function listOf(names: readonly string[]): string {
  return names.length <= 5
    ? names.join(', ')
    : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}
