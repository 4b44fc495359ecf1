import type { PatternReport } from '../../trends/index.ts';
import { escapeMarkdown } from '../escape.ts';
import { evidenceOf, headOf } from './render-patterns.ts';
import { pWords } from './trend-words.ts';

/** Patterns as Markdown for a page or a comment. */
export function renderPatternsMarkdown(report: PatternReport): string {
  const { patterns, anomalies = [], notes } = report;
  const lines = ['## Patterns', '', ...headOf(report).map((line) => escapeMarkdown(line)), ''];
  if (patterns.length > 0) {
    lines.push('| pattern | evidence | what to do |', '|---|---|---|');
    for (const pattern of patterns) {
      const cells = [pattern.summary, evidenceOf(pattern), pattern.advice].map((cell) =>
        escapeMarkdown(cell),
      );
      lines.push(`| ${cells.join(' | ')} |`);
    }
    lines.push('');
  }
  if (anomalies.length > 0) {
    lines.push('| unusual day | what | count | usual | |', '|---|---|---|---|---|');
    for (const { from, what, objects, count, usual, p } of anomalies) {
      const name = escapeMarkdown(`${what} of ${objects.join(', ')}`);
      lines.push(`| ${from.slice(0, 10)} | ${name} | ${count} | ${usual} | ${pWords(p)} |`);
    }
    lines.push('');
  }
  lines.push(...notes.map((note) => `- ${escapeMarkdown(note)}`), '', 'Correlated, not proven.');
  return `${lines.join('\n')}\n`;
}
