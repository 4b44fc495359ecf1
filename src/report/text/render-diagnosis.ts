import type { Cause, Diagnosis, DiagnosisReport, FoldedEvent } from '../../diagnosis/index.ts';
import { paint, spell, type TextStyle, wrap } from './style.ts';

const HEALTH = { ok: 'green', degraded: 'yellow', failing: 'red', unknown: 'cyan' } as const;
const SEVERITY = { critical: 'red', warning: 'yellow', info: 'dim' } as const;
/** Lines of a list that is shown without being asked for all. */
const CAUSES = 6;
const EVENTS = 8;
const OBJECTS = 3;

/** What is wrong, as a person reads it: the likely root cause first; `wide` shows every cause, event and object. */
export function renderDiagnosis({ snapshot, diagnoses }: DiagnosisReport, style: TextStyle): string {
  const of = snapshot.cluster === undefined ? '' : `${snapshot.cluster} @ `;
  const lines = [`Snapshot  ${of}${snapshot.takenAt ?? 'of an unknown time'}`];
  const isOne = diagnoses.length === 1;
  const shown = isOne || style.wide ? diagnoses : diagnoses.filter(isWorthALine);
  for (const diagnosis of shown) lines.push('', ...diagnosisLines(diagnosis, style));
  if (!isOne) {
    const ill = diagnoses.filter(({ health }) => health !== 'ok').length;
    const rest = shown.length < diagnoses.length ? ' -o wide shows the others too.' : '';
    lines.push('', `${diagnoses.length} objects: ${ill} not well.${rest}`);
  }
  return `${lines.map((line) => spell(style, line).trimEnd()).join('\n')}\n`;
}

/** Of many, those that are well and of which nothing is said are left out. */
function isWorthALine({ health, causes }: Diagnosis): boolean {
  return health !== 'ok' || causes.some(({ severity }) => severity !== 'info');
}

function diagnosisLines(diagnosis: Diagnosis, style: TextStyle): string[] {
  const { object, health, reason, causes, events, unseen } = diagnosis;
  const lines = [`${paint(style, 'bold', object)}  ${paint(style, HEALTH[health], `[${health}]`)} ${reason}`];
  const roots = causes.filter(({ explainedBy }) => explainedBy.length === 0);
  const [root, ...others] = roots;
  const symptoms = causes.filter(({ explainedBy }) => explainedBy.length > 0);
  if (!root || root.severity === 'info') lines.push('', diagnosis.summary);
  let number = 1;
  const section = (title: string, list: readonly Cause[]) => {
    const shown = style.wide ? list : list.slice(0, CAUSES);
    if (shown.length === 0) return;
    lines.push('', paint(style, 'bold', title));
    for (const cause of shown) lines.push(...causeLines(cause, number++, style));
    if (shown.length < list.length) lines.push(`  … ${list.length - shown.length} more: -o wide shows them`);
  };
  if (root && root.severity !== 'info')
    section(health === 'ok' ? 'It works; not well with it' : 'Likely root cause', [root]);
  section('Contributing', root?.severity === 'info' ? roots : others);
  section('What follows from it', symptoms);
  if (events.length > 0) {
    const shown = style.wide ? events : events.slice(0, EVENTS);
    lines.push(
      '',
      paint(style, 'bold', 'Events that matter'),
      ...shown.flatMap((event) => eventLines(event, style)),
    );
    if (shown.length < events.length)
      lines.push(`  … ${events.length - shown.length} more: -o wide shows them`);
  }
  if (unseen.length > 0) {
    lines.push('', paint(style, 'bold', 'Not seen'));
    for (const each of unseen) lines.push(...wrap(`? ${each}`, '  ', style.width));
  }
  return lines;
}

function causeLines(cause: Cause, number: number, style: TextStyle): string[] {
  const { code, severity, confidence, object, affects, message, evidence, path, suggestions, explainedBy } =
    cause;
  const others = affects.filter((each) => each !== object);
  const why = explainedBy.length > 0 ? `, follows from ${explainedBy.join(', ')}` : '';
  const [first = '', ...rest] = wrap(`[${code}] ${message}`, '     ', style.width);
  return [
    `  ${number}. ${paint(style, SEVERITY[severity], first.trimStart())}`,
    ...rest,
    `     ${object}${others.length > 0 ? `, hits ${listOf(others, style)}` : ''}  (${severity}, ${confidence}${why})`,
    ...(path.length > 1 || (path.length === 1 && !path[0]?.includes(' owns '))
      ? wrap(`by way of ${chainText(path)}`, '     ', style.width)
      : []),
    ...evidence.flatMap((each) => wrap(`- ${oneLine(each)}`, '     ', style.width)),
    ...suggestions.map(({ command, why: reason }) => `     ${paint(style, 'cyan', command)}   # ${reason}`),
  ];
}

function eventLines(
  { type, reason, object, objectCount, message, count, first, last }: FoldedEvent,
  style: TextStyle,
): string[] {
  const span =
    first === null || last === null ? '' : first === last ? ` at ${last}` : ` from ${first} to ${last}`;
  const on = objectCount === 1 ? object : `${object} and ${objectCount - 1} more`;
  const head = `${paint(style, type === 'Warning' ? 'yellow' : 'dim', reason)} ×${count}${span}  ${on}`;
  return [
    `  ${style.unicode ? head : head.replace('×', 'x')}`,
    ...wrap(oneLine(message), '      ', style.width),
  ];
}

/** The steps as one chain: a step that begins where the one before ended does not repeat it. */
function chainText(path: readonly string[]): string {
  return path
    .map((step, index) => {
      const subject = step.slice(0, step.indexOf(' '));
      const isNext = index > 0 && path[index - 1]?.endsWith(` ${subject}`);
      return isNext ? step.slice(subject.length + 1) : step;
    })
    .join(', which ');
}

function listOf(objects: readonly string[], { wide }: TextStyle): string {
  if (wide || objects.length <= OBJECTS) return objects.join(', ');
  return `${objects.slice(0, OBJECTS).join(', ')} and ${objects.length - OBJECTS} more`;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' / ');
}
