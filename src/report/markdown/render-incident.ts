import type { IncidentReport } from '../../incidents/index.ts';
import { escapeMarkdown, inlineCode } from '../escape.ts';
import { clock as exactClock } from '../text/clock.ts';

const ICONS = { critical: '⛔', warning: '⚠️', info: 'ℹ️', none: '✅' } as const;
const ROWS = 60;

/** The incident as the draft of a post-mortem: what happened, why as far as it can be told, what it cost, what ended it. */
export function renderIncidentMarkdown(report: IncidentReport): string {
  const { incident, window, claim } = report;
  const parts = [
    `<!-- kubectl-smart:replay -->`,
    `### ${ICONS[incident.severity]} ${escapeMarkdown(incident.summary)}`,
    '',
    `${incident.severity} · ${incident.class} · ${window.from} to ${window.to}`,
    '',
    `_${claim}_`,
    '',
    ...chain(report),
    ...impact(report),
    ...timeline(report),
    ...alternatives(report),
    ...counterfactual(report),
    ...report.limits.map((limit) => `- ❔ ${escapeMarkdown(limit)}`),
  ];
  return `${parts.join('\n').trimEnd()}\n`;
}

function chain({ chain, window }: IncidentReport): string[] {
  if (chain.length === 0) return [];
  const rows = chain.map(({ time, object, who, summary, relation, evidence }, index) => {
    const by = who === undefined ? '' : ` by ${escapeMarkdown(who)}`;
    const proof = evidence.slice(0, 2).map(inlineCode).join(', ');
    return `${index + 1}. ${clock(time, window.from)} ${inlineCode(object)} ${escapeMarkdown(summary)}${by} — ${escapeMarkdown(relation)} (${proof})`;
  });
  return ['#### Chain', '', ...rows, ''];
}

function impact({ impact, recovery, window }: IncidentReport): string[] {
  if (impact.services.length === 0) return [];
  const rows = impact.services.map(
    ({ service, zeroFrom, zeroTo, before }) =>
      `| ${inlineCode(service)} | ${before} | ${clock(zeroFrom, window.from)} | ${zeroTo === null ? 'not within the recording' : clock(zeroTo, window.from)} |`,
  );
  const end =
    recovery.seconds === null
      ? 'Not recovered within the recording.'
      : `Recovered after ${recovery.seconds} s, by ${escapeMarkdown(recovery.by)}.`;
  return [
    '#### Impact',
    '',
    '| Service | endpoints before | none from | none to |',
    '|---|---|---|---|',
    ...rows,
    '',
    end,
    '',
  ];
}

function timeline({ timeline, window }: IncidentReport): string[] {
  if (timeline.length === 0) return [];
  const rows = timeline.slice(0, ROWS).map(({ time, type, object, who, summary, count }) => {
    const times = count === undefined ? '' : ` (${count} signs)`;
    return `| ${clock(time, window.from)} | ${type} | ${inlineCode(object)} | ${escapeMarkdown(summary)}${times} | ${escapeMarkdown(who ?? '')} |`;
  });
  const rest = timeline.length > ROWS ? [`${timeline.length - ROWS} more lines are in the JSON.`] : [];
  return [
    `<details><summary>Time line (${timeline.length} lines)</summary>`,
    '',
    '| time (UTC) | | object | what | who |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    ...rest,
    '</details>',
    '',
  ];
}

function alternatives({ alternatives }: IncidentReport): string[] {
  if (alternatives.length === 0) return [];
  const rows = alternatives.map(
    ({ object, who, summary, why }) =>
      `- ${inlineCode(object)} ${escapeMarkdown(summary)}${who === undefined ? '' : ` by ${escapeMarkdown(who)}`}: ${escapeMarkdown(why)}`,
  );
  return ['#### Other possible causes', '', ...rows, ''];
}

function counterfactual({ counterfactual }: IncidentReport): string[] {
  if (!counterfactual) return [];
  const cell = (value: number | null) => (value === null ? '?' : `${value} s`);
  const rows = counterfactual.services.map(
    ({ service, recordedZeroSeconds, asItWasZeroSeconds, simulatedZeroSeconds }) =>
      `| ${inlineCode(service)} | ${cell(recordedZeroSeconds)} | ${cell(asItWasZeroSeconds)} | ${cell(simulatedZeroSeconds)} |`,
  );
  return [
    `#### Simulated ${escapeMarkdown(counterfactual.change)}`,
    '',
    '| Service | at zero, recorded | replayed as it was | with the difference |',
    '|---|---|---|---|',
    ...rows,
    '',
    ...counterfactual.notDerived.map(
      ({ summary, why }) => `- ❔ ${escapeMarkdown(summary)}: ${escapeMarkdown(why)}`,
    ),
    '',
    escapeMarkdown(counterfactual.verdict),
    '',
  ];
}

/** To the second, with the date where it is another day. */
function clock(time: string, day: string): string {
  return exactClock(time, day).slice(0, -4);
}
