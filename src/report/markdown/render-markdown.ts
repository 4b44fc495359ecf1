import type { FindingEntry, ImpactReport, Stage, StageEntry, Verdict } from '../../impact/index.ts';
import { ASPECTS } from '../../impact/index.ts';
import { escapeMarkdown, inlineCode } from '../escape.ts';
import { whenOf } from '../format-time.ts';
import { percent } from '../text/render-comparison.ts';

/** Comments on GitHub end at 65,536 characters; what is longer loses its details first. */
const BUDGET = 60_000;
const FINDING_ROWS = 20;

const ICONS: Readonly<Record<Verdict, string>> = { safe: '✅', risky: '⚠️', blocked: '⛔', unknown: '❔' };
const SEVERITY_ICONS = { critical: '⛔', warning: '⚠️', info: 'ℹ️' } as const;

/**
 * The report as a comment on a pull request or a change ticket: a headline, the counts, the findings, everything else
 * folded away. It begins with a marker by which an older comment is found again.
 */
export function renderMarkdown(report: ImpactReport): string {
  const findings = report.findings.filter(({ severity }) => severity !== 'info');
  const parts = {
    head: [marker(report), headline(report), '', counts(report), '', ...held(report), ...seenBefore(report)],
    findings: findings.length === 0 ? [] : [...findingTable(findings), ''],
    moves: moves(report, Number.POSITIVE_INFINITY),
    details: cascade(report),
    foot: [footer(report), ''],
  };
  const whole = assemble(parts);
  if (whole.length <= BUDGET) return whole;
  const shorter = assemble({ ...parts, moves: moves(report, 100) });
  if (shorter.length <= BUDGET) return shorter;
  return assemble({
    ...parts,
    moves: [],
    details: ['The details are too long for a comment: see the full report.', ''],
  });
}

function assemble(
  parts: Readonly<Record<'head' | 'findings' | 'moves' | 'details' | 'foot', readonly string[]>>,
): string {
  return [...parts.head, ...parts.findings, ...parts.moves, ...parts.details, ...parts.foot].join('\n');
}

function marker({ commands }: ImpactReport): string {
  const words = commands.map(({ command }) => command.replace(/^kubectl /, '')).join(' ');
  const slug = words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
  return `<!-- kubectl-smart:simulate:${slug} -->`;
}

function headline({ commands, summary }: ImpactReport): string {
  const what = commands.map(({ command }) => inlineCode(command)).join(', then ');
  return `### ${ICONS[summary.verdict]} kubectl smart: ${summary.verdict.toUpperCase()} — ${what}`;
}

function counts({ summary, snapshot }: ImpactReport): string {
  const { evicted, rescheduled, pending, blocked, ignored } = summary;
  const numbers = [`**${evicted}** evicted`, `**${rescheduled}** rescheduled`, `**${pending}** pending`];
  if (blocked > 0) numbers.push(`**${blocked}** blocked`);
  if (ignored > 0) numbers.push(`${ignored} ignored`);
  const unknown = snapshot.completeness.filter(({ state }) => state === 'unknown').map(({ kind }) => kind);
  const coverage = unknown.length === 0 ? 'coverage complete' : `unknown: ${unknown.join(', ')}`;
  const name = snapshot.cluster ?? snapshot.sources.join(', ');
  const taken = snapshot.takenAt === null ? '' : ` of ${snapshot.takenAt}`;
  return `${numbers.join(' · ')} — snapshot ${inlineCode(name)}${taken}, ${snapshot.kubernetes}${snapshot.kubernetesAssumed ? ' (assumed)' : ''}, ${escapeMarkdown(coverage)}`;
}

/** How well the prediction held, in one line. */
function held({ comparison }: ImpactReport): string[] {
  if (!comparison) return [];
  const { score, points, aspects, name } = comparison;
  const parts = ASPECTS.flatMap((aspect) => {
    const count = aspects[aspect];
    return count ? [`${aspect} ${count.held}/${count.of}`] : [];
  });
  const share = `**${percent(score)}** of ${points.length} points held`;
  return [`Compared with ${inlineCode(name)}: ${share} (${parts.join(', ')}).`, ''];
}

/** What such changes were followed by before. */
function seenBefore({ past }: ImpactReport): string[] {
  if (!past || past.incidents.length === 0) return [];
  const lines = past.incidents.map(({ time, object, summary, who, services, sentences }) => {
    const what = [...services.map(({ service }) => `${service} without endpoints`), ...sentences.slice(0, 2)];
    return `- ${time} ${inlineCode(object)} ${escapeMarkdown(summary)} (${escapeMarkdown(who ?? 'by whom is not known')}): ${escapeMarkdown(what.join('; '))}`;
  });
  return [
    `Seen before in ${inlineCode(past.recording)}, after ${past.incidents.length} of ${past.count} such changes (correlated, not proven):`,
    '',
    ...lines,
    '',
  ];
}

function findingTable(findings: readonly FindingEntry[]): string[] {
  const rows = findings
    .slice(0, FINDING_ROWS)
    .map(({ severity, code, message, objects, runs, suggestion }) => {
      const certainty = runs === undefined ? '' : ` (${runs} runs)`;
      const remedy = suggestion
        ? `${inlineCode(suggestion.command)} — ${suggestion.verified ? 'simulated' : 'not simulated'}: ${escapeMarkdown(suggestion.effect)}`
        : '';
      const shown =
        objects.slice(0, 3).map(inlineCode).join(', ') +
        (objects.length > 3 ? ` and ${objects.length - 3} more` : '');
      return `| ${SEVERITY_ICONS[severity]} | \`${code}\` ${escapeMarkdown(message)}${certainty} | ${shown} | ${remedy} |`;
    });
  const more = findings.length - rows.length;
  return [
    '| | Finding | Object | Fix |',
    '|---|---|---|---|',
    ...rows,
    ...(more > 0 ? ['', `…and ${more} more findings.`] : []),
  ];
}

function moves({ stages }: ImpactReport, most: number): string[] {
  const entries = stages
    .filter(({ name }) => ['evict', 'wait', 'reschedule'].includes(name))
    .flatMap((stage) => stage.entries);
  if (entries.length === 0) return [];
  const lines = entries.slice(0, most).map(moveLine);
  const left = entries.length - lines.length;
  return fold(`Eviction and rescheduling (${entries.length} lines)`, [
    '```diff',
    ...lines,
    ...(left > 0 ? [`# and ${left} more`] : []),
    '```',
  ]);
}

function moveLine(entry: StageEntry): string {
  const { sign, object, node, text, details = [] } = entry;
  const where = node === undefined ? '' : `  ${sign === '+' ? '->' : 'from'} ${node}`;
  const why = sign === '!' && details.length > 0 ? `  ${details.join(' ')}` : '';
  // A fence inside the fence would end it.
  return `${sign} ${object}  ${whenOf(entry)}${where}  ${text}${why}`
    .replace(/\s*\n\s*/g, ' ')
    .replace(/`{3,}/g, "'''");
}

function cascade({ stages, assumptions, findings, options }: ImpactReport): string[] {
  const lines = (options.ignored ?? []).map((each) => `- not modelled and left out: ${escapeMarkdown(each)}`);
  if (options.autoscaler) lines.push(`- ${options.autoscaler} takes part as a model`);
  for (const stage of stages.filter(({ name }) => name === 'cascade' || name === 'guard')) {
    lines.push(...stage.entries.map((entry) => cascadeLine(stage, entry)));
  }
  for (const { severity, message } of findings)
    if (severity === 'info') lines.push(`- ${escapeMarkdown(message)}`);
  for (const { key, value, source, detail } of assumptions) {
    lines.push(`- assumed ${inlineCode(key)} ${value} s (${source}: ${escapeMarkdown(detail)})`);
  }
  return lines.length === 0 ? [] : fold('Cascade and assumptions', lines);
}

function cascadeLine(stage: Stage, { sign, object, text }: StageEntry): string {
  const what = object === '' ? stage.name : inlineCode(object);
  return `- ${sign === '?' ? '`?` ' : ''}${what} ${escapeMarkdown(text)}`;
}

function fold(title: string, lines: readonly string[]): string[] {
  return [`<details><summary>${title}</summary>`, '', ...lines, '', '</details>', ''];
}

function footer({ options, commands, snapshot }: ImpactReport): string {
  const lines = commands.map(({ command }) => `"${command}"`).join(' ');
  const again = `kubectl smart simulate ${lines} --snapshot ${snapshot.sources.join(' --snapshot ')}`;
  return `<sub>kubectl smart · seed ${options.seed} · snapshot ${snapshot.digest.slice(0, 19)} · rerun: ${inlineCode(again)}</sub>`;
}
