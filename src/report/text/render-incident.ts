import { spanWords } from '../../decisions/index.ts';
import type { Counterfactual, IncidentReport, TimelineType } from '../../incidents/index.ts';
import { clock } from './clock.ts';
import { pad, paint, spell, type TextStyle, wrap } from './style.ts';

const PAINTS: Readonly<Record<TimelineType, 'red' | 'yellow' | 'green' | 'cyan' | 'bold'>> = {
  change: 'bold',
  symptom: 'yellow',
  spread: 'yellow',
  outage: 'red',
  action: 'cyan',
  recovery: 'green',
};
/** Without --output wide these many pieces of evidence are shown of a line. */
const EVIDENCE = 1;
const LOGS = 5;

/** An incident as an operator reads it the morning after: the chain first, then all that happened, then what it cost. */
export function renderIncident(report: IncidentReport, style: TextStyle): string {
  const lines = [
    ...header(report, style),
    ...chain(report, style),
    ...timeline(report, style),
    ...impact(report, style),
    ...alternatives(report, style),
    ...logs(report, style),
    ...(report.counterfactual ? counterfactual(report.counterfactual, style) : []),
    ...report.limits.map((limit) => `? ${limit}`),
    ...next(report, style),
  ];
  return `${lines.map((line) => spell(style, line).trimEnd()).join('\n')}\n`;
}

function header({ incident, window, recording, claim }: IncidentReport, style: TextStyle): string[] {
  const head = paint(style, 'bold', 'Incident');
  if (incident.severity === 'none')
    return [`${head}  ${incident.summary}`, `          recording ${recording.name}`, ''];
  return [
    ...wrap(incident.summary, `${head}  `, undefined),
    `          ${incident.severity} · ${incident.class} · window ${clock(window.from, window.from)} to ${clock(window.to, window.from)} on ${window.from.slice(0, 10)} (UTC)`,
    paint(style, 'dim', `          ${claim}`),
    '',
  ];
}

function chain({ chain, window }: IncidentReport, style: TextStyle): string[] {
  if (chain.length === 0) return [];
  const lines = [paint(style, 'bold', 'Chain')];
  const width = Math.max(...chain.map(({ object }) => object.length));
  for (const { time, object, who, summary, relation, evidence } of chain) {
    const by = who === undefined ? '' : paint(style, 'cyan', `  ${who}`);
    lines.push(`  ${clock(time, window.from)}  ${pad(object, width)}  ${summary}${by}`);
    const shown = evidence.slice(0, style.wide ? evidence.length : EVIDENCE).join(', ');
    lines.push(`                  → ${relation}${shown === '' ? '' : paint(style, 'dim', `   [${shown}]`)}`);
  }
  return [...lines, ''];
}

function timeline({ timeline, window }: IncidentReport, style: TextStyle): string[] {
  if (timeline.length === 0) return [];
  const lines = [paint(style, 'bold', 'Time line')];
  for (const { time, type, object, who, summary, count, until } of timeline) {
    const by = who === undefined ? '' : paint(style, 'cyan', `  ${who}`);
    const folded =
      count === undefined || until === undefined
        ? ''
        : paint(style, 'dim', `  ${count} signs until ${clock(until, window.from)}`);
    lines.push(
      `  ${clock(time, window.from)}  ${paint(style, PAINTS[type], pad(type, 8))}  ${object}  ${summary}${by}${folded}`,
    );
  }
  return [...lines, ''];
}

function impact({ impact, recovery, window }: IncidentReport, style: TextStyle): string[] {
  if (impact.services.length === 0) return [];
  const lines = [paint(style, 'bold', 'Impact')];
  for (const { service, zeroFrom, zeroTo, before, source } of impact.services) {
    const span =
      zeroTo === null
        ? `from ${clock(zeroFrom, window.from)} to the end of the recording`
        : `from ${clock(zeroFrom, window.from)} to ${clock(zeroTo, window.from)} (${seconds(zeroFrom, zeroTo)})`;
    const counted = source === 'EndpointSlice' ? '' : `, counted from ${source}`;
    lines.push(`  Service ${service}  0 of ${before} ready ${span}${counted}`);
  }
  if (impact.otherOutages > 0)
    lines.push(`  ${impact.otherOutages} other outages in the window have nothing to do with it`);
  const took =
    recovery.seconds === null
      ? 'not within the recording'
      : `after ${spanWords(recovery.seconds * 1000)}, by ${recovery.by}`;
  return [...lines, `${paint(style, 'bold', 'Recovery')}  ${took}`, ''];
}

function alternatives({ alternatives, window }: IncidentReport, style: TextStyle): string[] {
  if (alternatives.length === 0) return [];
  const lines = [paint(style, 'bold', 'Other possible causes')];
  for (const { time, object, who, summary, why } of alternatives) {
    lines.push(
      `  ${clock(time, window.from)}  ${object}  ${summary}${who === undefined ? '' : paint(style, 'cyan', `  ${who}`)}`,
    );
    lines.push(...wrap(why, '                ', style.width));
  }
  return [...lines, ''];
}

function logs({ logs, window }: IncidentReport, style: TextStyle): string[] {
  if (logs.length === 0) return [];
  const lines = [paint(style, 'bold', 'Logs of what failed, new ones first')];
  for (const { object, template, count, first, last, isNew } of logs.slice(
    0,
    style.wide ? logs.length : LOGS,
  )) {
    const mark = isNew ? paint(style, 'yellow', 'new') : '   ';
    lines.push(
      `  ${mark}  ${clock(first, window.from)} to ${clock(last, window.from)}  ${count} times  ${object}  ${template}`,
    );
  }
  return [...lines, ''];
}

function counterfactual(
  { change, services, pods, notDerived, verdict, assumptions }: Counterfactual,
  style: TextStyle,
): string[] {
  const lines = [paint(style, 'bold', `Simulated ${change}`)];
  const width = Math.max(7, ...services.map(({ service }) => service.length));
  lines.push(
    `  ${pad('Service', width)}  recorded          ${pad('replayed as it was', 20)}  with the difference`,
  );
  for (const { service, recordedZeroSeconds, asItWasZeroSeconds, simulatedZeroSeconds } of services) {
    lines.push(
      `  ${pad(service, width)}  ${pad(down(recordedZeroSeconds), 16)}  ${pad(down(asItWasZeroSeconds), 20)}  ${down(simulatedZeroSeconds)}`,
    );
  }
  lines.push(
    `  pods lost: ${pods.asItWasLost} replayed, ${pods.simulatedLost} with the difference; pending at the end: ${pods.asItWasPending}, ${pods.simulatedPending}`,
  );
  for (const { summary, why } of notDerived) lines.push(...wrap(`? ${summary}: ${why}`, '  ', style.width));
  for (const assumption of assumptions) lines.push(paint(style, 'dim', `  ${assumption}`));
  return [...lines, ...wrap(verdict, '  ', style.width), ''];
}

function down(value: number | null): string {
  return value === null ? '?' : value === 0 ? 'never at zero' : `${value}s at zero`;
}

function next({ chain, counterfactual, recording, window }: IncidentReport, style: TextStyle): string[] {
  const [root] = chain;
  if (!root || counterfactual || root.who === undefined) return [];
  const middle = new Date((Date.parse(window.from) + Date.parse(window.to)) / 2).toISOString();
  const time = chain.at(-1)?.time ?? middle;
  return [
    paint(style, 'dim', 'What if it had not been done:'),
    `  kubectl smart replay outage --timestamp ${time} --recording ${recording.name} --without ${root.object}`,
  ];
}

function seconds(from: string, to: string): string {
  return spanWords(Date.parse(to) - Date.parse(from));
}
