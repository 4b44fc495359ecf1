import {
  type AttemptEntry,
  type SimulatedValue,
  spanWords,
  type WhyReport,
  whoWords,
} from '../../decisions/index.ts';
import { escapeMarkdown, inlineCode } from '../escape.ts';
import { noteList, outcomeList, unknownList, valueTable } from './history-markdown.ts';

/** Why a field is as it is, for a ticket or a page. */
export function whyMarkdown(report: WhyReport): string {
  const { object, path, current, asked, at, source, values, attempts, alsoSetBy, notes, unknown } = report;
  const parts = [
    `### ${inlineCode(object)} ${inlineCode(path)} is ${inlineCode(current.words)}`,
    '',
    `${source.kind} ${inlineCode(source.name)}${at === null ? '' : `, at ${at}`}`,
    '',
    ...(values.length === 0 ? ['Nothing is recorded of this field.', ''] : valueTable(values)),
    ...alsoSetBy.map((each) => `- ${escapeMarkdown(each)}`),
    ...(alsoSetBy.length > 0 ? [''] : []),
    `#### Was it ${inlineCode(asked.words)} before?`,
    '',
    ...(attempts.length === 0 ? ['Not in what is recorded.', ''] : attempts.flatMap(attemptLines)),
    `#### What would ${inlineCode(asked.words)} do?`,
    '',
    ...simulationLines(report.simulation, report.notSimulated),
    ...noteList(notes),
    ...unknownList(unknown),
  ];
  return `${parts.join('\n').trimEnd()}\n`;
}

function attemptLines({ from, to, heldSeconds, end, next, nextWho, who, outcome }: AttemptEntry): string[] {
  const held = heldSeconds === null ? '' : ` for ${spanWords(heldSeconds * 1000)}`;
  const by = from === null ? '' : `, ${escapeMarkdown(whoWords(who ?? undefined))}`;
  const ended =
    end === 'holds'
      ? 'it still is'
      : `then ${end === 'taken back' ? 'back to ' : ''}${inlineCode(next ?? '?')}, ${escapeMarkdown(whoWords(nextWho ?? undefined))}`;
  return [
    `**${from ?? 'before the recording'} to ${to ?? 'its end'}**${held}${by}; ${ended}`,
    '',
    ...outcomeList(outcome),
  ];
}

function simulationLines(simulation: SimulatedValue | null, notSimulated: string | null): string[] {
  if (!simulation) return [escapeMarkdown(notSimulated ?? 'not simulated'), ''];
  const { command, verdict, reason, landings, pending, findings, assumptions } = simulation;
  return [
    `${inlineCode(command)}: **${verdict.toUpperCase()}** ${escapeMarkdown(reason)}`,
    '',
    ...landings.map(({ pod, node, t }) => `- ${inlineCode(pod)} → ${inlineCode(node)} (t+${t}s)`),
    ...pending.map(({ pod, message }) => `- ${inlineCode(pod)} stays pending: ${escapeMarkdown(message)}`),
    ...findings.map(({ code, message }) => `- ${inlineCode(code)} ${escapeMarkdown(message)}`),
    ...assumptions.map((assumption) => `- assumed ${escapeMarkdown(assumption)}`),
    '',
  ];
}
