import type { FindingEntry, ImpactReport, Verdict } from '../../impact/index.ts';
import { duration } from '../../impact/index.ts';
import { paint, type TextStyle, wrap } from './style.ts';

const COLOURS: Readonly<Record<Verdict, 'green' | 'yellow' | 'red' | 'cyan'>> = {
  safe: 'green',
  risky: 'yellow',
  blocked: 'red',
  unknown: 'cyan',
};

/** What was assumed, the counts, the verdict with its numbered reasons, each with what to do about it. */
export function renderVerdict(report: ImpactReport, style: TextStyle): string[] {
  const { summary, findings } = report;
  const reasons = findings.filter(({ severity }) => severity !== 'info');
  const remarks = findings.filter(({ severity }) => severity === 'info');
  const lines = [...assumptionLines(report, style), impactLine(report), ''];
  if (remarks.length > 0) {
    for (const remark of remarks) {
      lines.push(...findingLines(remark, remark.code === 'KIND_UNKNOWN' ? '  ? ' : '  i ', style));
    }
    lines.push('');
  }
  const verdict = paint(style, 'bold', paint(style, COLOURS[summary.verdict], summary.verdict.toUpperCase()));
  lines.push(`${verdict}  ${summary.reason}`);
  const remedies = new Map<string, number>();
  reasons.forEach((finding, index) => {
    const command = finding.suggestion?.command ?? '';
    lines.push(...findingLines(finding, `  ${index + 1}. `, style, remedies.get(command)));
    if (!remedies.has(command)) remedies.set(command, index + 1);
  });
  return lines;
}

/** `Impact: 4 evicted, 3 rescheduled, 1 pending, 1 blocked, 2 ignored.` */
export function impactLine({ summary }: ImpactReport): string {
  const { evicted, rescheduled, removed, placed, pending, pendingBefore, blocked, ignored, lost } = summary;
  const parts = [`${evicted} evicted`, `${rescheduled} rescheduled`, `${pending} pending`];
  if (removed > 0) parts.push(`${removed} removed by their controllers`);
  if (placed > 0) parts.push(`${placed} new`);
  if (blocked > 0) parts.push(`${blocked} blocked`);
  if (lost > 0) parts.push(`${lost} not made again`);
  if (ignored > 0) parts.push(`${ignored} ignored`);
  if (pendingBefore > 0) parts.push(`${pendingBefore} pending as before`);
  return `Impact: ${parts.join(', ')}.`;
}

/** What the times of these stages rest on; further assumptions stand in the wide form and in JSON. */
const TOLD = new Set(['pod-ready', 'pod-termination']);

function assumptionLines({ assumptions, timeline }: ImpactReport, style: TextStyle): string[] {
  // Whether a Job's work is lost hangs on when it would have been done.
  const isWorkDone = timeline.some(({ event }) => event === 'succeeded');
  const told = assumptions.filter(
    ({ key, source }) =>
      style.wide || source === 'flag' || TOLD.has(key) || (key === 'job-duration' && isWorkDone),
  );
  const lines = told.flatMap(({ key, value, source, detail }) =>
    wrap(`Assumed ${key} ${duration(value)} (${source}: ${detail})`, '', style.width),
  );
  return lines.length === 0 ? [] : [...lines.map((line) => paint(style, 'dim', line)), ''];
}

/** `sameRemedy` is the number of an earlier finding with the same suggestion. */
function findingLines(finding: FindingEntry, lead: string, style: TextStyle, sameRemedy?: number): string[] {
  const { code, message, runs, weakenedBy, suggestion } = finding;
  const indent = ' '.repeat(lead.length + 2);
  const certainty = runs === undefined ? '' : ` (in ${runs} runs)`;
  const doubt = weakenedBy ? ` (? ${weakenedBy.join(', ')} not in the snapshot)` : '';
  const words = `[${code}] ${message}${certainty}${doubt}`;
  const [first = '', ...rest] = wrap(words, ' '.repeat(lead.length), style.width);
  const lines = [lead + first.slice(lead.length), ...rest];
  if (suggestion) {
    const remedy = sameRemedy === undefined ? suggestion.command : `the command of ${sameRemedy}.`;
    lines.push(indent + paint(style, 'cyan', remedy));
    lines.push(
      ...wrap(
        `${suggestion.verified ? 'simulated' : 'not simulated'}: ${suggestion.effect}`,
        indent,
        style.width,
      ),
    );
  }
  return lines;
}
