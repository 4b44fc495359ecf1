import {
  type ChangeEntry,
  type HistoryReport,
  type NoteEntry,
  type OutcomeEntry,
  type ReasonEntry,
  type RollbackEntry,
  spanWords,
  type ValueEntry,
  whoWords,
} from '../../decisions/index.ts';
import { escapeMarkdown, inlineCode } from '../escape.ts';

/** Rows of one table beyond this many are counted. */
const ROWS = 100;

/** The history of one object for a ticket or a page. */
export function historyMarkdown(report: HistoryReport): string {
  const { object, source, decisionsOnly, changes, rollbacks, fields, notes, unknown } = report;
  const decided = decisionsOnly ? changes : changes.filter((change) => change.decided);
  const parts = [
    `### ${decisionsOnly ? 'Decisions about' : 'History of'} ${inlineCode(object)}`,
    '',
    `${source.kind} ${inlineCode(source.name)}, ${source.from ?? '?'} to ${source.to ?? '?'}`,
    '',
    ...changeTable(decided, object),
    ...rollbacks.flatMap((rollback) => rollbackLines(rollback)),
    ...fields.flatMap(({ object: of, path, values }) => [
      `#### ${inlineCode(of === object ? path : `${of} ${path}`)}`,
      '',
      ...valueTable(values),
    ]),
    ...noteList(notes),
    ...unknownList(unknown),
  ];
  return `${parts.join('\n').trimEnd()}\n`;
}

function changeTable(changes: readonly ChangeEntry[], object: string): string[] {
  if (changes.length === 0) return ['Nothing is recorded.', ''];
  const rows = changes.slice(-ROWS).map((change) => {
    const of = change.object === object ? '' : `${change.object}: `;
    return `| ${change.time ?? '?'} | ${escapeMarkdown(`${of}${change.summary}`)} | ${escapeMarkdown(whoWords(change.who ?? undefined))} | ${reasonCell(change.reasons)} |`;
  });
  const left = changes.length - rows.length;
  return [
    ...(left > 0 ? [`${left} earlier changes are left out.`, ''] : []),
    '| when | what | who | why |',
    '|---|---|---|---|',
    ...rows,
    '',
  ];
}

function reasonCell(reasons: readonly ReasonEntry[]): string {
  return reasons.map(({ text, origin }) => `${escapeMarkdown(text)} (${escapeMarkdown(origin)})`).join('; ');
}

function rollbackLines({
  fields,
  from,
  to,
  heldSeconds,
  takenBackBy,
  means,
  outcome,
}: RollbackEntry): string[] {
  const what = fields.map(
    ({ path, tried, backTo }) =>
      `${inlineCode(path)} ${escapeMarkdown(`${tried.join(', then ')} → back to ${backTo}`)}`,
  );
  const held = heldSeconds === null ? '' : ` after ${spanWords(heldSeconds * 1000)}`;
  return [
    `**Tried and taken back${held}**: ${what.join('; ')} (${from ?? '?'} to ${to ?? '?'}, ${escapeMarkdown(whoWords(takenBackBy ?? undefined))}${means ? `, ${means}` : ''})`,
    '',
    ...outcomeList(outcome),
  ];
}

/** What was seen in a stretch of time, as a list. */
export function outcomeList(outcome: OutcomeEntry | null): string[] {
  if (!outcome) return [];
  if (outcome.sentences.length === 0) return ['- nothing wrong was seen of its pods and Services', ''];
  return [
    ...outcome.sentences.map((sentence) => `- ${escapeMarkdown(sentence)}`),
    `- correlated, not proven (${outcome.evidence.map(inlineCode).join(', ')})`,
    '',
  ];
}

/** One row a value. */
export function valueTable(values: readonly ValueEntry[]): string[] {
  const rows = values.slice(-ROWS).map(({ words, from, to, heldSeconds, who, reasons }) => {
    const held = heldSeconds === null ? '?' : spanWords(heldSeconds * 1000);
    return `| ${inlineCode(words)} | ${from ?? 'before the recording'} | ${to ?? 'still'} | ${held} | ${from === null ? '' : escapeMarkdown(whoWords(who ?? undefined))} | ${reasonCell(reasons)} |`;
  });
  return ['| value | from | to | held | who | why |', '|---|---|---|---|---|---|', ...rows, ''];
}

/** What people left. */
export function noteList(notes: readonly NoteEntry[]): string[] {
  if (notes.length === 0) return [];
  return [
    '**Notes**',
    '',
    ...notes.map(
      ({ time, author, text, origin }) =>
        `- ${time ?? ''} ${escapeMarkdown(`${author === '' ? '' : `${author}: `}${text} (${origin})`)}`,
    ),
    '',
  ];
}

/** What is not known. */
export function unknownList(unknown: readonly string[]): string[] {
  if (unknown.length === 0) return [];
  return ['**Not known**', '', ...unknown.map((sentence) => `- ${escapeMarkdown(sentence)}`), ''];
}
