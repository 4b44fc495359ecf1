import type { Cause, Diagnosis, DiagnosisReport } from '../../diagnosis/index.ts';
import { escapeMarkdown, inlineCode } from '../escape.ts';

/** What is wrong, for a ticket or a chat: one heading an object, the likely root cause in words, the rest as tables. */
export function renderDiagnosisMarkdown({ snapshot, diagnoses }: DiagnosisReport): string {
  const lines = ['<!-- kubectl-smart:diag -->'];
  for (const diagnosis of diagnoses) lines.push(...section(diagnosis));
  lines.push(
    '',
    `<sub>${escapeMarkdown(snapshot.cluster ?? 'snapshot')} of ${snapshot.takenAt ?? 'an unknown time'}, ${snapshot.digest.slice(0, 19)}</sub>`,
  );
  return `${lines.join('\n')}\n`;
}

function section({ object, health, reason, summary, causes, events, unseen }: Diagnosis): string[] {
  const lines = [
    `### ${escapeMarkdown(object)}: ${health}`,
    '',
    `${escapeMarkdown(summary)}`,
    '',
    `State: ${escapeMarkdown(reason)}`,
  ];
  if (causes.length > 0) {
    lines.push('', '| | cause | object | sure | follows from |', '|---|---|---|---|---|', ...causes.map(row));
    const commands = causes.flatMap(({ suggestions }) => suggestions).slice(0, 6);
    if (commands.length > 0) {
      lines.push(
        '',
        'Next:',
        '',
        ...commands.map(({ command, why }) => `- ${inlineCode(command)} ${escapeMarkdown(why)}`),
      );
    }
    lines.push('', '<details><summary>Evidence</summary>', '');
    for (const { code, evidence } of causes)
      lines.push(...evidence.map((each) => `- ${inlineCode(code)} ${escapeMarkdown(each)}`));
    lines.push('', '</details>');
  }
  if (events.length > 0) {
    lines.push('', '| event | times | last | object | message |', '|---|---|---|---|---|');
    for (const { reason: name, count, last, object: on, objectCount, message } of events.slice(0, 10)) {
      const others = objectCount > 1 ? ` and ${objectCount - 1} more` : '';
      lines.push(
        `| ${escapeMarkdown(name)} | ${count} | ${last ?? ''} | ${escapeMarkdown(on)}${others} | ${escapeMarkdown(message)} |`,
      );
    }
  }
  if (unseen.length > 0)
    lines.push('', 'Not seen:', '', ...unseen.map((each) => `- ${escapeMarkdown(each)}`));
  return lines;
}

const MARKS = { critical: '⛔', warning: '⚠️', info: 'ℹ️' } as const;

function row({ severity, code, message, object, confidence, explainedBy }: Cause): string {
  const cells = [
    MARKS[severity],
    `${inlineCode(code)} ${escapeMarkdown(message)}`,
    escapeMarkdown(object),
    confidence,
    explainedBy.map(inlineCode).join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}
