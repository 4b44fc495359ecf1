import { ASPECTS, type Comparison, type ComparisonPoint } from '../../../src/impact/compare/comparison.ts';
import type { FuzzSummary } from '../fuzz/fuzz-summary.ts';
import type { Judgement } from './judge.ts';

const HEADINGS: Readonly<Record<(typeof ASPECTS)[number], string>> = {
  exit: 'exit',
  output: 'output',
  leaves: 'leaves',
  comes: 'comes',
  lands: 'lands',
  pending: 'pending',
  services: 'services',
  when: 'when',
};
const LONGEST_TEXT = 160;

/** The page docs/fidelity.md: how predictions held against recorded runs and against the real scheduler. */
export function fidelityPage(judgements: readonly Judgement[], fuzz: readonly FuzzSummary[]): string {
  return `${[...intro(judgements), ...schedulerPart(fuzz), ...runsPart(judgements), ...differencesPart(judgements)].join('\n')}\n`;
}

function intro(judgements: readonly Judgement[]): string[] {
  const points = judgements.flatMap(({ comparison }) => comparison?.points ?? []);
  const held = points.filter((point) => point.held).length;
  const commands = judgements.reduce((sum, { folder }) => sum + folder.run.commands.length, 0);
  const whole = judgements.filter(({ comparison }) => comparison?.score === 1).length;
  return [
    '# Fidelity',
    '',
    '<!-- Written by `node test/harness/fidelity/main.ts`; do not edit. -->',
    '',
    `${judgements.length} recorded runs of a real control plane with ${commands} kubectl commands (\`test/twin/\`) were predicted from the`,
    `cluster as it was before. **${held} of ${points.length} points held (${percent(held, points.length)}); ${whole} runs held in every point.**`,
    'A point is one exit code, one stream of output, one pod that leaves, comes, lands or stays pending, one service, or one moment in time',
    '(within 2 s or 10 %). How they are compared: `src/impact/compare/`.',
    '',
  ];
}

function schedulerPart(fuzz: readonly FuzzSummary[]): string[] {
  if (fuzz.length === 0) return [];
  return [
    '## Against the real scheduler, in process',
    '',
    'Random scenarios (`npm run fuzz:scheduler`), every verdict, reason, score, choice and message compared.',
    '',
    '| Kubernetes | seed | scenarios | pods | node verdicts | scenarios that differ |',
    '|---|---|---|---|---|---|',
    ...fuzz.map(
      (one) =>
        `| ${one.kubernetes} | ${one.seed} | ${one.scenarios} | ${one.pods} | ${one.nodeVerdicts} | ${one.differing} |`,
    ),
    '',
  ];
}

function runsPart(judgements: readonly Judgement[]): string[] {
  return [
    '## Recorded runs',
    '',
    `| run | ${ASPECTS.map((aspect) => HEADINGS[aspect]).join(' | ')} | all |`,
    `|---|${ASPECTS.map(() => '---').join('|')}|---|`,
    ...judgements.map(
      ({ folder, comparison, failure }) =>
        `| ${folder.name} | ${failure === undefined ? cells(comparison as Comparison) : `no prediction: ${oneLine(failure)} ${'|'.repeat(ASPECTS.length)}`} |`,
    ),
    '',
  ];
}

function cells({ aspects, points }: Comparison): string {
  const counts = ASPECTS.map((aspect) =>
    aspects[aspect] === undefined ? '' : `${aspects[aspect].held}/${aspects[aspect].of}`,
  );
  return [...counts, percent(points.filter(({ held }) => held).length, points.length)].join(' | ');
}

function differencesPart(judgements: readonly Judgement[]): string[] {
  const different = judgements.filter(({ comparison }) => comparison !== undefined && comparison.score < 1);
  if (different.length === 0) return [];
  return [
    '## What did not hold',
    '',
    ...different.flatMap(({ folder, comparison }) => [
      `### ${folder.name}`,
      '',
      folder.run.description,
      '',
      '| what | happened | predicted |',
      '|---|---|---|',
      ...(comparison as Comparison).points.filter(({ held }) => !held).map(row),
      '',
    ]),
  ];
}

function row({ aspect, object, real, predicted }: ComparisonPoint): string {
  return `| ${oneLine(object)}: ${aspect} | ${oneLine(real ?? 'nothing of it')} | ${oneLine(predicted ?? 'nothing of it')} |`;
}

function oneLine(text: string): string {
  const line = text.trim().replaceAll('\n', ' ⏎ ').replaceAll('|', '\\|');
  return line.length <= LONGEST_TEXT ? line : `${line.slice(0, LONGEST_TEXT)} …`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${(Math.floor((part / whole) * 1000) / 10).toFixed(1)} %`;
}
