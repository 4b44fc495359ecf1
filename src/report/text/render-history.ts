import type {
  ChangeEntry,
  FieldHistory,
  HistoryReport,
  NoteEntry,
  OutcomeEntry,
  ReasonEntry,
  RollbackEntry,
  ValueEntry,
} from '../../decisions/index.ts';
import { spanWords, whoWords } from '../../decisions/index.ts';
import { pad, paint, spell, type TextStyle, wrap } from './style.ts';

/** Neighbouring reports of the status beyond this many are counted. */
const REPORTS = 3;
/** Values of one field beyond this many are counted; the wide form has all. */
const VALUES = 12;

/** The history of one object as text. */
export function renderHistory(report: HistoryReport, style: TextStyle): string {
  const { object, source, decisionsOnly, changes, fields, rollbacks, notes, unknown } = report;
  const what = decisionsOnly ? 'decisions' : 'every recorded change';
  const lines = [`${paint(style, 'bold', object)}   ${what} · ${sourceWords(source)}`, ''];
  if (changes.length === 0)
    lines.push(decisionsOnly ? 'No decision is recorded.' : 'No change is recorded.', '');
  lines.push(...changeLines(changes, object, style));
  if (rollbacks.length > 0) lines.push(paint(style, 'bold', 'Tried and taken back'));
  for (const rollback of rollbacks) lines.push(...rollbackLines(rollback, object, style));
  if (rollbacks.length > 0) lines.push('');
  if (fields.length > 0) lines.push(paint(style, 'bold', 'Every value'));
  for (const field of fields) lines.push(...fieldLines(field, object, style));
  if (fields.length > 0) lines.push('');
  lines.push(...noteLines(notes, style), ...unknownLines(unknown, style));
  return finish(lines, style);
}

/** Lines as one text, in the characters that the style allows. */
export function finish(lines: readonly string[], style: TextStyle): string {
  return `${lines
    .map((line) => spell(style, line).trimEnd())
    .join('\n')
    .trimEnd()}\n`;
}

/** `recording r.ksrec, 2026-01-01T00:00:00Z to 2026-06-30T00:00:00Z` */
export function sourceWords({ name, kind, from, to }: HistoryReport['source']): string {
  if (kind === 'snapshot') return `snapshot ${name}${to === null ? '' : ` @ ${to}`}`;
  return `recording ${name}, ${from ?? '?'} to ${to ?? '?'}`;
}

function changeLines(changes: readonly ChangeEntry[], object: string, style: TextStyle): string[] {
  const lines: string[] = [];
  for (let index = 0; index < changes.length; index++) {
    const change = changes[index]!;
    const run = style.wide || change.decided ? 1 : reportsFrom(changes, index);
    if (run > REPORTS) {
      const last = changes[index + run - 1]!;
      lines.push(
        paint(
          style,
          'dim',
          `${change.time ?? '?'}  ${run} ${runWords(changes.slice(index, index + run))} until ${last.time ?? '?'}`,
        ),
        paint(style, 'dim', `    last: ${last.summary}`),
      );
      index += run - 1;
    } else lines.push(...oneChange(change, object, style));
  }
  return lines.length === 0 ? [] : [...lines, ''];
}

/** Writes of components are mostly reports of the status; without their content that is not known. */
function runWords(run: readonly ChangeEntry[]): string {
  return run.every(({ summary }) => summary.startsWith('status'))
    ? 'reports of the status'
    : 'writes of components';
}

function reportsFrom(changes: readonly ChangeEntry[], start: number): number {
  let end = start;
  while (changes[end] && !changes[end]!.decided) end++;
  return end - start;
}

function oneChange(change: ChangeEntry, object: string, style: TextStyle): string[] {
  const { time, timeBasis, summary, who, reasons, evidence, decided } = change;
  const of = change.object === object ? '' : `${change.object}  `;
  const when = time === null ? 'at a time that nobody knows' : `${timeBasis === 'said' ? '' : 'by '}${time}`;
  const words = `${when}  ${of}${summary}`;
  if (!decided) return [paint(style, 'dim', words)];
  return [
    ...wrap(words, '', style.width),
    `    ${paint(style, 'cyan', whoWords(who ?? undefined))}${evidence.length > 0 ? paint(style, 'dim', `  [${evidence.join(', ')}]`) : ''}`,
    ...reasonLines(reasons, style),
  ];
}

/** The reasons of a change, each with where it comes from. */
export function reasonLines(
  reasons: readonly ReasonEntry[],
  style: TextStyle,
  lead = '    reason: ',
): string[] {
  const indent = /^ */.exec(lead)![0];
  return reasons.flatMap(({ text, origin, links }) => {
    const more = links.filter((link) => !text.includes(link) && !origin.includes(link));
    return wrap(`${lead.trimStart()}${text}  (${[origin, ...more].join(', ')})`, indent, style.width);
  });
}

function rollbackLines(rollback: RollbackEntry, object: string, style: TextStyle): string[] {
  const { fields, from, to, heldSeconds, triedBy, takenBackBy, means, outcome } = rollback;
  const { triedReasons, takenBackReasons } = rollback;
  const of = rollback.object === object ? '' : `${rollback.object}  `;
  const lines = fields.map(
    ({ path, tried, backTo }) => `  ${of}${path}  ${tried.join(', then ')} → back to ${backTo}`,
  );
  const held = heldSeconds === null ? '' : `, held ${spanWords(heldSeconds * 1000)}`;
  lines.push(
    `      ${from ?? '?'} to ${to ?? '?'}${held}; tried by ${whoWords(triedBy ?? undefined)}, taken back by ${whoWords(takenBackBy ?? undefined)}${means ? ` with ${means}` : ''}`,
    ...reasonLines(triedReasons, style, '      tried because: '),
    ...outcomeLines(outcome, '      ', style),
    ...reasonLines(takenBackReasons, style, '      taken back because: '),
  );
  return lines;
}

/** What was seen in between; correlation, and it says so. */
export function outcomeLines(outcome: OutcomeEntry | null, indent: string, style: TextStyle): string[] {
  if (!outcome) return [];
  const { sentences, servicesKnown, evidence } = outcome;
  const lines =
    sentences.length === 0
      ? [`${indent}nothing wrong was seen of its pods and Services`]
      : sentences.flatMap((sentence) => wrap(`! ${sentence}`, indent, style.width));
  if (!servicesKnown) lines.push(`${indent}? the endpoints of its Services are not in the recording`);
  if (evidence.length > 0)
    lines.push(paint(style, 'dim', `${indent}correlated, not proven  [${evidence.join(', ')}]`));
  return lines;
}

function fieldLines(field: FieldHistory, object: string, style: TextStyle): string[] {
  const of = field.object === object ? '' : `${field.object}  `;
  return [`  ${of}${field.path}`, ...valueLines(field.values, '      ', style)];
}

/** One line a value: since when, how long, by whom. */
export function valueLines(values: readonly ValueEntry[], indent: string, style: TextStyle): string[] {
  const shown = style.wide ? values : values.slice(-VALUES);
  const width = Math.max(0, ...shown.map(({ words }) => Math.min(words.length, 40)));
  const lines = shown.map(({ words, from, to, heldSeconds, who }) => {
    const since = from ?? 'before the recording';
    const held = heldSeconds === null ? `until ${to ?? 'its end'}` : `held ${spanWords(heldSeconds * 1000)}`;
    const by = from === null || !who ? '' : `, ${whoWords(who)}`;
    const still = to === null ? ', still' : '';
    return `${indent}${pad(words, width)}  ${from === null ? 'so ' : ''}${since}, ${held}${still}${by}`;
  });
  const left = values.length - shown.length;
  return left === 0 ? lines : [`${indent}… ${left} earlier values (-o wide shows them)`, ...lines];
}

/** What people left about the object. */
export function noteLines(notes: readonly NoteEntry[], style: TextStyle): string[] {
  if (notes.length === 0) return [];
  const lines = [paint(style, 'bold', 'Notes')];
  for (const { time, author, text, origin } of notes)
    lines.push(
      ...wrap(`${time ?? ''}  ${author === '' ? '' : `${author}: `}${text}  (${origin})`, '  ', style.width),
    );
  return [...lines, ''];
}

/** What the source does not tell. */
export function unknownLines(unknown: readonly string[], style: TextStyle): string[] {
  if (unknown.length === 0) return [];
  return [
    paint(style, 'bold', 'Not known'),
    ...unknown.flatMap((sentence) => wrap(`? ${sentence}`, '  ', style.width)),
  ];
}
