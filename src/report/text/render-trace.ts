import type { TraceReport } from '../../incidents/index.ts';
import { clock } from './clock.ts';
import { pad, paint, spell, type TextStyle, wrap } from './style.ts';

/** The way from a symptom back to what changed before it. */
export function renderTrace(report: TraceReport, style: TextStyle): string {
  const { target, metric, spike, window, claim, paths, walked, limits } = report;
  const lines = [
    `${paint(style, 'bold', 'Trace')}  ${metric} of ${target} around ${spike}, from ${window.from} to ${window.to}`,
    paint(style, 'dim', `       ${claim}`),
    '',
  ];
  for (const [index, { steps, score, reasons }] of paths.entries()) {
    lines.push(paint(style, 'bold', `${index + 1}. weight ${score.toFixed(2)}`));
    const width = Math.max(...steps.map(({ object }) => object.length));
    for (const { time, object, who, summary, relation, evidence } of steps) {
      if (relation !== undefined) lines.push(`   ← ${relation}`);
      const by = who === undefined ? '' : paint(style, 'cyan', `  ${who}`);
      lines.push(`     ${clock(time, window.from)}  ${pad(object, width)}  ${summary}${by}`);
      const shown = style.wide ? evidence : evidence.slice(0, 1);
      for (const each of shown) lines.push(paint(style, 'dim', `                   [${each}]`));
    }
    if (reasons.length > 0) lines.push(...wrap(`because ${reasons.join('; ')}`, '     ', style.width));
    lines.push('');
  }
  lines.push(paint(style, 'bold', 'Looked at'));
  for (const { object, hops, relation, found } of walked) {
    lines.push(
      `  ${'  '.repeat(hops)}${object}  ${paint(style, 'dim', relation)}`,
      ...wrap(found, `  ${'  '.repeat(hops)}  `, style.width),
    );
  }
  if (limits.length > 0) lines.push('', ...limits.map((limit) => `? ${limit}`));
  const plain = (line: string) => (style.unicode ? line : line.replace('←', '<-'));
  return `${lines.map((line) => spell(style, plain(line)).trimEnd()).join('\n')}\n`;
}
