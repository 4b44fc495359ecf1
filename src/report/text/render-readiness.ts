import type { ReadinessLevel, ReadinessReport } from '../../impact/index.ts';
import type { TextStyle } from './style.ts';
import { sweepHeader, verdictWord } from './sweep-parts.ts';

/** The readiness of a cluster as a person reads it: the answer first, what it is made of below. */
export function renderReadiness(report: ReadinessReport, style: TextStyle): string {
  const lines = [
    sweepHeader(report.snapshot),
    '',
    `${verdictWord(style, report.verdict)}`,
    ...report.answer.map((sentence) => `  ${sentence}`),
    '',
    ...report.levels.map(levelLine),
    ...report.levels.flatMap(({ selection, total, simulated, each }) =>
      selection === undefined ? [] : [`     of ${total} ${each}s ${simulated} were simulated: ${selection}`],
    ),
    ...(style.wide ? report.levels.flatMap(wideLines) : []),
  ];
  return `${lines.join('\n')}\n`;
}

const DONE: Readonly<Record<string, string>> = { drain: 'drained', delete: 'deleted', fail: 'lost' };

function levelLine({ level, each, command, simulated, cannotGo }: ReadinessLevel): string {
  const what = `each ${each === 'pair' ? 'pair of nodes' : each} ${DONE[command]}`;
  const well = each === 'pair' ? 'do no more harm than alone' : command === 'drain' ? 'drains end' : 'can go';
  return `${level}  ${what.padEnd(26)} ${simulated - cannotGo.length} of ${simulated} ${well}`;
}

function wideLines({ cannotGo, each, command }: ReadinessLevel): string[] {
  return cannotGo.map(
    (row) =>
      `     ${each} ${row.case} ${DONE[command]}: ${row.pending} pending, ${row.blocked.length} kept, dark: ${row.servicesAtZero.join(', ') || 'none'}`,
  );
}
