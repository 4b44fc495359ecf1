import type { ImpactReport } from '../../impact/index.ts';
import { renderHeader } from './header.ts';
import { renderComparison } from './render-comparison.ts';
import { renderPast } from './render-past.ts';
import { renderStages } from './stages.ts';
import { spell, type TextStyle } from './style.ts';
import { renderVerdict } from './verdict.ts';

/** The report as people read it in a terminal: what it rests on, the stages, the impact, the verdict last. */
export function renderText(report: ImpactReport, style: TextStyle): string {
  const lines = [
    ...renderHeader(report, style),
    '',
    ...renderStages(report, style),
    ...renderVerdict(report, style),
    ...(report.past ? ['', ...renderPast(report.past, style)] : []),
    ...(report.comparison ? ['', ...renderComparison(report.comparison, style)] : []),
  ];
  return `${lines.map((line) => spell(style, line).trimEnd()).join('\n')}\n`;
}
