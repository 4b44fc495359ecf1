import { ASPECTS, type Aspect, type Comparison, type ComparisonPoint } from '../../impact/index.ts';
import { paint, type TextStyle } from './style.ts';

const QUESTIONS: Readonly<Record<Aspect, string>> = {
  exit: 'exit codes',
  output: 'what the commands print',
  leaves: 'which pods leave',
  comes: 'which pods come',
  lands: 'where pods land',
  pending: 'which pods stay pending, in which words',
  services: 'ready endpoints of services',
  when: 'when it happens (within 2 s or 10 %)',
};
/** As many misses are told unless every line is asked for. */
const SHOWN = 20;

/** How well a prediction held: the score, one line an aspect, then the points that did not hold. */
export function renderComparison(
  { name, aspects, score, points, notes = [] }: Comparison,
  style: TextStyle,
): string[] {
  const lines = [`${paint(style, 'bold', `${name}: ${percent(score)} of ${points.length} points held`)}`];
  for (const aspect of ASPECTS) {
    const count = aspects[aspect];
    if (count !== undefined) lines.push(`  ${`${count.held}/${count.of}`.padStart(9)}  ${QUESTIONS[aspect]}`);
  }
  lines.push(...notes.map((note) => `  ${paint(style, 'yellow', '?')} ${note}`));
  const missed = points.filter(({ held }) => !held);
  const shown = style.wide ? missed : missed.slice(0, SHOWN);
  if (missed.length > 0) lines.push('', 'Not as predicted:', ...shown.flatMap(renderPoint));
  if (shown.length < missed.length)
    lines.push(`… and ${missed.length - shown.length} more; -o wide shows all.`);
  return lines;
}

function renderPoint({ aspect, object, real, predicted }: ComparisonPoint): string[] {
  return [
    `- ${object} (${aspect})`,
    `    happened:  ${real ?? 'nothing of it'}`,
    `    predicted: ${predicted ?? 'nothing of it'}`,
  ];
}

/** A share as text, never rounded up to all. */
export function percent(share: number): string {
  return share === 1 ? '100 %' : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
