import type { ImpactReport, Sign } from '../../impact/index.ts';
import { at } from '../format-time.ts';
import { paint, type TextStyle } from './style.ts';

const MEANINGS: readonly (readonly [Sign, string])[] = [
  ['~', 'change'],
  ['-', 'evict'],
  ['+', 'place'],
  ['!', 'blocked or pending'],
  ['?', 'unknown'],
];

/** What the report rests on: the snapshot, the commands with their ends, and the signs that occur. */
export function renderHeader(report: ImpactReport, style: TextStyle): string[] {
  const { snapshot, commands, stages } = report;
  const facts = [
    snapshot.kubernetesAssumed ? `${snapshot.kubernetes} (assumed)` : snapshot.kubernetes,
    `${snapshot.nodeCount} nodes`,
    `${snapshot.podCount} pods`,
    coverage(report),
  ];
  const name = snapshot.cluster ?? snapshot.sources.join(', ');
  const taken = snapshot.takenAt === null ? 'at an unknown time' : `@ ${snapshot.takenAt}`;
  const lines = [`${paint(style, 'bold', 'Snapshot')}  ${name} ${taken}   ${facts.join(' · ')}`];
  for (const { command, exit, end } of commands) {
    const ending = end === null ? 'does not end' : exit === 0 ? `ends ${at(end)}` : `exit ${exit} ${at(end)}`;
    lines.push(`${paint(style, 'bold', 'Command')}   ${command}   ${paint(style, 'dim', ending)}`);
  }
  const { autoscaler } = report.options;
  if (autoscaler) lines.push(`          ${autoscaler} takes part as a model: see docs/autoscalers.md`);
  for (const ignored of report.options.ignored ?? [])
    lines.push(`          ? not modelled and left out: ${ignored}`);
  const signs = new Set(stages.flatMap(({ entries }) => entries.map(({ sign }) => sign)));
  const legend = MEANINGS.filter(([sign]) => signs.has(sign)).map(([sign, meaning]) => `${sign} ${meaning}`);
  if (legend.length > 0) lines.push(paint(style, 'dim', `  ${legend.join('   ')}`));
  return lines;
}

function coverage({ snapshot: { completeness } }: ImpactReport): string {
  const unknown = completeness.filter(({ state }) => state === 'unknown').length;
  return unknown === 0 ? 'coverage complete' : `coverage: ${unknown} kinds unknown`;
}
