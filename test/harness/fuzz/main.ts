import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { programFinder } from '../binaries.ts';
import { generateScenario, type SchedulingScenario, THEME_NAMES } from '../generate/generate-scenario.ts';
import type { AnswerDifference } from '../oracle/answer-differences.ts';
import { SchedulerOracle, type TieRule } from '../oracle/scheduler-oracle.ts';
import { runMain } from '../run-main.ts';
import { harnessVersion } from '../versions.ts';
import { askBoth } from './differ.ts';
import { type FuzzSummary, keepFuzzSummary } from './fuzz-summary.ts';
import { ourAnswer } from './our-answer.ts';
import { shrink } from './shrink.ts';

const FOUND = join(import.meta.dirname, '../../vectors/found');

const OPTIONS = {
  count: { type: 'string', default: '500' },
  seed: { type: 'string', default: '1' },
  from: { type: 'string', default: '0' },
  kubernetes: { type: 'string' },
  theme: { type: 'string' },
  fast: { type: 'boolean', default: false },
  tie: { type: 'string', default: 'name' },
  'keep-going': { type: 'boolean', default: false },
  'no-keep': { type: 'boolean', default: false },
  'keep-summary': { type: 'boolean', default: false },
} as const;

/**
 * Compares our scheduler with the real one over random scenarios. The first difference is shrunk, shown and kept as a
 * vector, and ends the run; with --keep-going the first of each kind is, and all are counted.
 */
await runMain(async () => {
  const { values } = parseArgs({ options: OPTIONS });
  const version = harnessVersion(values.kubernetes);
  const minor = Number(version.kubernetes.split('.')[1]);
  const [seed, count, from] = [Number(values.seed), Number(values.count), Number(values.from)];
  const tie: TieRule = values.tie === 'kubernetes' ? 'kubernetes' : 'name';
  const oracle = new SchedulerOracle(programFinder(version), tie);
  const answer = (scenario: SchedulingScenario) => ourAnswer(scenario, minor, { tie, explain: !values.fast });
  const kinds = new Map<string, number>();
  const total = { scenarios: 0, pods: 0, nodeVerdicts: 0, differing: 0 };
  try {
    for (const number of numbers(from, count, values.theme)) {
      const scenario = generateScenario(seed, number, minor);
      const { real, differences } = await askBoth(oracle, answer, scenario);
      if (real.error !== undefined)
        throw new Error(`${scenario.name}: the real scheduler cannot read it: ${real.error}`);
      total.scenarios++;
      total.pods += real.results.length;
      for (const { nodes } of real.results) total.nodeVerdicts += Object.keys(nodes ?? {}).length;
      if (differences.length === 0) continue;
      total.differing++;
      const kind = kindOf(differences);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      if (kinds.get(kind) === 1) await present(scenario, kind);
      if (!values['keep-going']) break;
    }
  } finally {
    oracle.close();
  }
  const summary: FuzzSummary = {
    kubernetes: `v${version.kubernetes}`,
    tie,
    path: values.fast ? 'fast' : 'plain',
    seed,
    ...total,
  };
  if (values['keep-summary']) keepFuzzSummary(summary);
  const { scenarios, pods, nodeVerdicts, differing } = total;
  process.stdout.write(
    `${scenarios} scenarios, ${pods} pods, ${nodeVerdicts} node verdicts: ${differing} scenarios differ\n`,
  );
  for (const [kind, times] of [...kinds].sort((a, b) => b[1] - a[1]))
    process.stdout.write(`${String(times).padStart(5)}  ${kind}\n`);
  if (differing > 0) process.exitCode = 1;

  async function present(scenario: SchedulingScenario, kind: string): Promise<void> {
    const shows = async (candidate: SchedulingScenario) => {
      const { differences } = await askBoth(oracle, answer, candidate);
      return differences.length > 0 && kindOf(differences) === kind;
    };
    const smallest = await shrink(scenario, shows);
    const { real, differences } = await askBoth(oracle, answer, smallest);
    process.stdout.write(`${scenario.name}: ${kind}\n`);
    for (const difference of differences.slice(0, 5))
      process.stdout.write(`  ${JSON.stringify(difference)}\n`);
    if (values['no-keep']) return;
    mkdirSync(FOUND, { recursive: true });
    const vector = { ...smallest, kubernetes: real.kubernetes, expected: real.results };
    const path = join(FOUND, `${scenario.name}${minor === 36 ? '' : `-v1.${minor}`}.json.gz`);
    writeFileSync(path, gzipSync(JSON.stringify(vector), { level: 9 }));
    process.stdout.write(`  kept in ${path}\n`);
  }
});

/** Numbers of the scenarios to ask about; with a theme, those in which it leads. */
function numbers(from: number, count: number, theme: string | undefined): number[] {
  if (theme === undefined) return Array.from({ length: count }, (_, index) => from + index);
  const first = THEME_NAMES.indexOf(theme);
  if (first < 0) throw new Error(`There is no theme ${theme}; there are ${THEME_NAMES.join(', ')}.`);
  return Array.from({ length: count }, (_, index) => first + (from + index) * THEME_NAMES.length);
}

/** What the differences are about, without the names of the scenario; a message only repeats what its nodes say. */
function kindOf(differences: readonly AnswerDifference[]): string {
  const { where, real, ours } = (differences.find((one) => one.where !== 'message') ?? differences[0])!;
  const place = where.replace(/^nodes\.[^.]+/, 'node');
  if (where === 'pods' && JSON.stringify(ours) === '["all"]') return 'our model throws';
  if (place === 'node.scores') return `${place} ${differentKeys(real, ours)}`;
  if (place === 'node.plugin' || place === 'node.reasons' || place === 'node.feasible')
    return `${place} ${JSON.stringify(real)} / ${JSON.stringify(ours)}`;
  return place;
}

function differentKeys(a: unknown, b: unknown): string {
  const [x, y] = [(a ?? {}) as Record<string, number>, (b ?? {}) as Record<string, number>];
  return [...new Set([...Object.keys(x), ...Object.keys(y)])]
    .filter((key) => x[key] !== y[key])
    .sort()
    .join(' ');
}
