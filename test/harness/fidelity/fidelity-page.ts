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
  const knowable = judgements.filter(({ folder }) => folder.run.unknowable === undefined);
  const points = knowable.flatMap(({ comparison }) => comparison?.points ?? []);
  const held = points.filter((point) => point.held).length;
  const commands = knowable.reduce((sum, { folder }) => sum + folder.run.commands.length, 0);
  const whole = knowable.filter(({ comparison }) => comparison?.score === 1).length;
  return [
    '# Fidelity',
    '',
    '<!-- Written by `node test/harness/fidelity/main.ts`; do not edit. -->',
    '',
    `${knowable.length} recorded runs of a real control plane with ${commands} kubectl commands (\`test/twin/\`) were predicted from the`,
    `cluster as it was before. **${held} of ${points.length} points held (${percent(held, points.length)}); ${whole} runs held in every point.**`,
    'A point is one exit code, one stream of output (one that differs counts once for every line that only one side has), one pod that leaves,',
    'comes, lands or stays pending, one service, or one moment in time (within 2 s or 10 %). How they are compared: `src/impact/compare/`.',
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
    '| Kubernetes | tie rule | our path | seed | scenarios | pods | node verdicts | scenarios that differ |',
    '|---|---|---|---|---|---|---|---|',
    ...fuzz.map(
      (one) =>
        `| ${one.kubernetes} | ${one.tie} | ${one.path} | ${one.seed} | ${one.scenarios} | ${one.pods} | ${one.nodeVerdicts} | ${one.differing} |`,
    ),
    '',
  ];
}

/** Shares over all runs, by aspect. */
function totalRow(judgements: readonly Judgement[]): string {
  const points = judgements.flatMap(({ comparison }) => comparison?.points ?? []);
  const share = (some: readonly ComparisonPoint[]) =>
    percent(some.filter(({ held }) => held).length, some.length);
  const cells = ASPECTS.map((aspect) => share(points.filter((point) => point.aspect === aspect)));
  return `| **all** | ${[...cells, share(points)].map((cell) => `**${cell}**`).join(' | ')} |`;
}

function runsPart(judgements: readonly Judgement[]): string[] {
  const unknowable = judgements.filter(({ folder }) => folder.run.unknowable !== undefined);
  return [
    '## Recorded runs',
    '',
    `| run | ${ASPECTS.map((aspect) => HEADINGS[aspect]).join(' | ')} | all |`,
    `|---|${ASPECTS.map(() => '---').join('|')}|---|`,
    ...judgements.map(runRow),
    totalRow(judgements.filter(({ folder }) => folder.run.unknowable === undefined)),
    '',
    ...unknowable.map(
      ({ folder }) =>
        `\\* ${folder.name}: no snapshot could tell ${folder.run.unknowable}; not counted above.`,
    ),
    '',
    'Left to chance by Kubernetes itself, and counted here as if it were not: which of equal nodes takes a pod (from 1.35 on the one that the',
    "scheduler's parallel workers report first, before one that it draws), which of equally ranked pods a ReplicaSet takes away first, in which order",
    'a DaemonSet visits nodes, which concurrent eviction is first and whether the next meets it in the budget, which of two nodes that failed together is tainted first, and where the loops of',
    'the node lifecycle and garbage collectors stand in their period. A report names the pods of which this is true (`SCHEDULER_START_UNKNOWN`,',
    '`ORDER_LEFT_TO_CHANCE`), and `--runs` draws it.',
    '',
    'Decided by the machine that recorded, and counted all the same: how long kubectl took for each command (`medley-apply`, `medley-jobs`), by how',
    'much pods that were started together became Ready one after another (`medley-spread`, `rollout`), and that the played kubelets end a pod after',
    'two seconds even when it has a grace period of one (`medley-delete`), and once ended a pod by its name when a new one had it',
    '(`medley-budgets`). Whether two restarts fall into one second of the clock (`medley-strategies`), and whether a pod is Ready a few milliseconds',
    'before a budget is asked (`medley-budget-times`), is as much in the dark. Which states on the way a watch saw is a matter of milliseconds (the lines',
    'of `kubectl rollout status daemonset`).',
    '',
  ];
}

function runRow({ folder: { run }, comparison, failure }: Judgement): string {
  const name = run.unknowable === undefined ? run.name : `${run.name} \\*`;
  if (comparison !== undefined) return `| ${name} | ${cells(comparison)} |`;
  return `| ${name} | no prediction: ${oneLine(failure ?? '')} ${'|'.repeat(ASPECTS.length)} |`;
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
