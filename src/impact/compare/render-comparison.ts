import { ASPECTS, type Aspect, type Comparison, type ComparisonPoint } from './comparison.ts';

const QUESTIONS: Readonly<Record<Aspect, string>> = {
  exit: 'exit codes',
  output: 'what the commands print',
  leaves: 'which pods leave',
  comes: 'which pods come',
  lands: 'where pods land',
  pending: 'which pods stay pending, in which words',
  services: 'services: fewest ready endpoints, and how long none',
  when: 'when it happens (within 2 s or 10 %)',
};

/** A comparison as text: one line an aspect, then every point that did not hold. */
export function renderComparison({ name, aspects, score, points }: Comparison): string {
  const lines = [`${name}: ${percent(score)} of ${points.length} points held`];
  for (const aspect of ASPECTS) {
    const count = aspects[aspect];
    if (count !== undefined) lines.push(`  ${`${count.held}/${count.of}`.padStart(9)}  ${QUESTIONS[aspect]}`);
  }
  const missed = points.filter(({ held }) => !held);
  if (missed.length > 0) lines.push('', 'Not as predicted:', ...missed.flatMap(renderPoint));
  return `${lines.join('\n')}\n`;
}

function renderPoint({ aspect, object, real, predicted }: ComparisonPoint): string[] {
  return [
    `- ${object} (${aspect})`,
    `    happened:  ${real ?? 'nothing of it'}`,
    `    predicted: ${predicted ?? 'nothing of it'}`,
  ];
}

function percent(share: number): string {
  return share === 1 ? '100 %' : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
