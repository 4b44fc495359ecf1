import { type SweepReport, type SweepRow, VERDICTS } from '../../impact/index.ts';
import { displayWidth, pad, paint, type TextStyle } from './style.ts';
import { sweepHeader } from './sweep-parts.ts';

/** Cases that a table shows without being asked for all. */
const ROWS_SHOWN = 30;
const HEADINGS = ['CASE', 'VERDICT', 'EVICTED', 'PENDING', 'LOST', 'BLOCKED', 'DARK', 'RESTS ON', 'FINDINGS'];

/** A sweep as a person reads it: the answer for the whole cluster, and the cases that are not safe, worst first. */
export function renderSweep(report: SweepReport, style: TextStyle): string {
  const { snapshot, command, each, totalCases, cases, lost, readiness, shard } = report;
  const part = shard ? `   shard ${shard.index} of ${shard.count}` : '';
  const body = [...table(cases, style), ...lost.map((each) => `? ${each.case}: not known, ${each.error}`)];
  const lines = [
    sweepHeader(snapshot),
    `Sweep     ${command} each ${each}: ${cases.length} of ${totalCases} cases${part}`,
    '',
    ...(body.length > 0 ? [...body, ''] : []),
    ...readiness.sentences.map((sentence) => `  ${sentence}`),
    '',
    verdictLine(report, style),
  ];
  return `${lines.join('\n')}\n`;
}

function table(cases: readonly SweepRow[], style: TextStyle): string[] {
  const ordered = cases
    .filter(({ verdict }) => style.wide || verdict === 'blocked' || verdict === 'risky')
    .sort(
      (a, b) =>
        VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) ||
        b.pending - a.pending ||
        b.evicted - a.evicted,
    );
  const shown = style.wide ? ordered : ordered.slice(0, ROWS_SHOWN);
  if (shown.length === 0) return [];
  const rows = [HEADINGS, ...shown.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const left = ordered.length - shown.length;
  return left > 0 ? [...lines, `… ${left} more: -o wide shows all`] : lines;
}

function cells(row: SweepRow): string[] {
  return [
    row.case,
    row.verdict.toUpperCase(),
    `${row.evicted}`,
    `${row.pending}`,
    `${row.lost}`,
    `${row.blocked.length}`,
    `${row.servicesAtZero.length}`,
    restsOn(row),
    row.findings.join(','),
  ];
}

/** What the answer of a row rests on that nobody knows. */
function restsOn({ certainty: { openChoices, unknownKinds, runs, agreeing } }: SweepRow): string {
  const chance =
    runs > 1 ? (agreeing < runs ? [`chance ${agreeing}/${runs}`] : []) : openChoices > 0 ? ['chance'] : [];
  return [...chance, ...unknownKinds].join(',') || '-';
}

function verdictLine({ readiness: { verdicts, caseCount } }: SweepReport, style: TextStyle): string {
  const counts = `${verdicts.safe} safe, ${verdicts.risky} risky, ${verdicts.blocked} blocked, ${verdicts.unknown} unknown of ${caseCount}`;
  if (verdicts.blocked > 0) return `${paint(style, 'red', 'BLOCKED')}  ${counts}`;
  if (verdicts.risky > 0) return `${paint(style, 'yellow', 'RISKY')}  ${counts}`;
  if (verdicts.unknown > 0) return `${paint(style, 'yellow', 'UNKNOWN')}  ${counts}`;
  return `${paint(style, 'green', 'SAFE')}  ${counts}`;
}
