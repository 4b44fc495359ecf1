import type { NodeMiss, PodReport, ScheduleOutcome } from '../../impact/index.ts';
import { pad, paint, spell, type TextStyle, wrap } from './style.ts';

/** Nodes of a pod that fits nowhere: more than these are counted by what they say. */
const NODES = 5;

/** Why each pending pod is pending and what would make it fit: per node the verdict, the nearest miss first. */
export function renderSchedule({ report, misses }: ScheduleOutcome, style: TextStyle): string {
  const { results, kubernetes, ignored = [] } = report;
  const lines = ignored.map((each) => `? not modelled and left out: ${each}`);
  for (const result of results) lines.push(...podLines(result, misses.get(result.pod) ?? [], style), '');
  const placed = results.filter(({ chosen }) => chosen !== undefined).length;
  const gated = results.filter((result) => result.gated !== undefined).length;
  const unfit = results.length - placed - gated;
  lines.push(
    results.length === 0
      ? `No pod is pending (${kubernetes}).`
      : `${results.length} pending ${results.length === 1 ? 'pod' : 'pods'}: ${placed} would be placed, ${unfit} ${unfit === 1 ? 'fits' : 'fit'} nowhere, ${gated} not in the queue yet (${kubernetes}).`,
  );
  return `${lines.map((line) => spell(style, line).trimEnd()).join('\n')}\n`;
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
function verdictOf({ reasons, missing = [], plugin }: NodeMiss): string {
  if (missing.length === 0) return `${reasons.join(', ')} [${plugin}]`;
  return missing
    .map(
      ({ resource, requested, free, missing: amount }) =>
        `${resource}: asks for ${requested}, ${free} free, ${amount} missing`,
    )
    .join('; ');
}

function remedyOf({ node, missing = [], plugin, reasons }: NodeMiss): string {
  if (missing.length > 0) {
    return `with ${missing.map((each) => `${each.missing} ${each.resource}`).join(' and ')} freed on ${node}, or asking for that much less`;
  }
  return `on ${node} if not for ${plugin}: ${reasons.join(', ')}`;
}

function listOf(names: readonly string[]): string {
  return names.length <= 5
    ? names.join(', ')
    : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}
