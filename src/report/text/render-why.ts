import type { AttemptEntry, SimulatedValue, WhyReport } from '../../decisions/index.ts';
import { spanWords, whoWords } from '../../decisions/index.ts';
import {
  finish,
  noteLines,
  outcomeLines,
  reasonLines,
  sourceWords,
  unknownLines,
  valueLines,
} from './render-history.ts';
import { paint, type TextStyle, wrap } from './style.ts';

/** Landings beyond this many are counted. */
const LANDINGS = 10;
const NOT_SIMULATED =
  '  ? how the programs in the pods bear it is not simulated: what was seen before stands above';

/** Why a field is as it is, as text. */
export function renderWhy(report: WhyReport, style: TextStyle): string {
  const { object, path, source, at, current, values, alsoSetBy, notes, unknown } = report;
  const bold = (text: string) => paint(style, 'bold', text);
  const lines = [
    `${bold(object)}   ${path} is ${bold(current.words)}${at === null ? '' : ` at ${at}`} · ${sourceWords(source)}`,
    '',
    bold(values.length === 0 && current.value === null ? 'Why' : `Why it is ${current.words}`),
    ...reasonOfCurrent(report, style),
    ...alsoSetBy.map((each) => `  ~ ${each}`),
    '',
  ];
  if (values.length > 0) lines.push(bold('Every value'), ...valueLines(values, '  ', style), '');
  lines.push(...attemptsLines(report, style), '', ...simulationLines(report, style), '');
  lines.push(...noteLines(notes, style), ...unknownLines(unknown, style));
  return finish(lines, style);
}

function reasonOfCurrent({ values, current }: WhyReport, style: TextStyle): string[] {
  const last = values.at(-1);
  if (!last) return ['  ? nothing is recorded of this field'];
  if (last.from === null)
    return [
      `  ? it was ${current.words} already when ${last.evidence.length > 0 ? 'the recording begins' : 'the snapshot was taken'}: who set it and why is not known`,
      ...reasonLines(last.reasons, style),
    ];
  const held = last.heldSeconds === null ? '' : `, ${spanWords(last.heldSeconds * 1000)} ago`;
  const lines = [`  since ${last.from}${held}, ${whoWords(last.who ?? undefined)}`];
  if (last.reasons.length === 0) lines.push('    no reason was left with this change');
  return [
    ...lines,
    ...reasonLines(last.reasons, style),
    ...(last.evidence.length > 0 ? [paint(style, 'dim', `    [${last.evidence.join(', ')}]`)] : []),
  ];
}

function attemptsLines(
  { asked, current, attempts, source, values, unknown }: WhyReport,
  style: TextStyle,
): string[] {
  const title = paint(style, 'bold', `Was it ${asked.words} before?`);
  if (attempts.length === 0) {
    const span = `between ${source.from ?? '?'} and ${source.to ?? '?'}`;
    const limit = unknown.some((each) => each.includes('content was not recorded'))
      ? ', as far as is recorded'
      : '';
    if (source.kind !== 'recording') return [title, '  ? a snapshot does not tell'];
    if (values.length === 0) return [title, `  ? no value of it is recorded ${span}`];
    return [title, `  not ${span}${limit}; earlier times are not known`];
  }
  const times = attempts.length === 1 ? 'once' : `${attempts.length} times`;
  const now = asked.words === current.words ? ', and it is now' : '';
  return [title, `  ${times}${now}`, ...attempts.flatMap((attempt) => attemptLines(attempt, style))];
}

function attemptLines(attempt: AttemptEntry, style: TextStyle): string[] {
  const { from, to, heldSeconds, end, next, nextWho, who, reasons, outcome, evidence } = attempt;
  const held = heldSeconds === null ? '' : ` for ${spanWords(heldSeconds * 1000)}`;
  const by = from === null ? '' : `, ${whoWords(who ?? undefined)}`;
  const ended =
    end === 'holds'
      ? 'it still is'
      : `then ${end === 'taken back' ? 'back to' : ''} ${next ?? '?'}, ${whoWords(nextWho ?? undefined)}`.replace(
          '  ',
          ' ',
        );
  return [
    `  ${from ?? 'before the recording'} to ${to ?? 'its end'}${held}${by}; ${ended}`,
    ...reasonLines(reasons, style),
    ...outcomeLines(outcome, '    ', style),
    ...reasonLines(
      attempt.nextReasons,
      style,
      `    ${end === 'taken back' ? 'taken back' : 'replaced'} because: `,
    ),
    ...(evidence.length > 0 ? [paint(style, 'dim', `    [${evidence.join(', ')}]`)] : []),
  ];
}

function simulationLines(
  { asked, current, simulation, notSimulated, at, attempts }: WhyReport,
  style: TextStyle,
): string[] {
  const hadTrouble = attempts.some(({ outcome }) => (outcome?.sentences.length ?? 0) > 0);
  const title = paint(style, 'bold', `What would ${asked.words} do ${at === null ? 'now' : `at ${at}`}?`);
  if (!simulation) return [title, `  ? ${notSimulated ?? 'not simulated'}`];
  const same = asked.words === current.words ? ['  it is that already'] : [];
  return [title, ...same, ...simulatedLines(simulation, style), ...(hadTrouble ? [NOT_SIMULATED] : [])];
}

function simulatedLines(simulation: SimulatedValue, style: TextStyle): string[] {
  const { command, verdict, reason, landings, removed, evicted, pending, services, findings } = simulation;
  const lines = [
    `  ${paint(style, 'cyan', command)}`,
    ...wrap(`${paint(style, 'bold', verdict.toUpperCase())}  ${reason}`, '  ', style.width),
  ];
  for (const { pod, node, t } of landings.slice(0, LANDINGS)) lines.push(`  + ${pod}  → ${node}  t+${t}s`);
  if (landings.length > LANDINGS) lines.push(`  … ${landings.length - LANDINGS} more pods find a node`);
  if (simulation.placedAnyway > 0)
    lines.push(
      `  . ${simulation.placedAnyway} other pods find a node with and without it: the cluster was not at rest`,
    );
  if (removed > 0) lines.push(`  - ${removed} pods removed by their controllers`);
  if (evicted > 0) lines.push(`  - ${evicted} pods evicted`);
  for (const { pod, message } of pending)
    lines.push(`  ! ${pod} stays pending`, ...wrap(message, '      ', style.width));
  for (const { service, before, lowest, after } of services)
    lines.push(`  ~ service/${service}  ${before} → ${after} ready endpoints, lowest ${lowest}`);
  for (const { severity, code, message } of findings)
    lines.push(...wrap(`${severity === 'info' ? 'i' : '!'} [${code}] ${message}`, '  ', style.width));
  if (landings.length + pending.length + removed + evicted + findings.length === 0)
    lines.push('  nothing moves');
  for (const assumption of simulation.assumptions) lines.push(paint(style, 'dim', `  assumed ${assumption}`));
  if (simulation.weakenedBy.length > 0)
    lines.push(`  ? not known, and it matters: ${simulation.weakenedBy.join(', ')}`);
  return lines;
}
