import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareRun } from '../../../src/impact/compare/compare-run.ts';
import { renderComparison } from '../../../src/report/text/render-comparison.ts';
import { PLAIN } from '../../../src/report/text/style.ts';
import { clusterPrograms } from '../binaries.ts';
import { predict } from '../fidelity/predict.ts';
import type { RecordedRunFolder } from '../fidelity/recorded-run-folder.ts';
import { recordRun } from '../record/record-run.ts';
import { runMain } from '../run-main.ts';
import { readScenario } from '../scenario/scenario.ts';
import { harnessVersion } from '../versions.ts';

const SCENARIOS = join(import.meta.dirname, '../scenarios');
/** A few scenarios of different kinds, for a test of minutes. */
const QUICK = [
  'drain-budget-waits',
  'rollout-no-surge',
  'delete-pod-statefulset',
  'taint-no-execute',
  'scale-beyond-room',
];
const LOWEST_SCORE = 0.95;

/** Does scenarios on a real control plane and in the simulation, and fails where the simulation was wrong. */
await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { all: { type: 'boolean', default: false }, kubernetes: { type: 'string' } },
  });
  const programs = clusterPrograms(harnessVersion(values.kubernetes));
  const every = readdirSync(SCENARIOS).map((file) => file.replace(/\.yaml$/, ''));
  const names = positionals.length > 0 ? positionals : values.all ? every : QUICK;
  const wrong: string[] = [];
  for (const name of names) {
    const { before, run, startMs } = await recordRun(readScenario(join(SCENARIOS, `${name}.yaml`)), programs);
    const podsBefore = before.items.filter(
      ({ kind }) => kind === 'Pod',
    ) as unknown as RecordedRunFolder['podsBefore'];
    const answer = await predict({
      name,
      run,
      before: JSON.stringify(before),
      podsBefore,
      takenAtMs: startMs,
    });
    if ('failure' in answer) throw new Error(`${name}: no prediction: ${answer.failure}`);
    const comparison = compareRun(answer.report, run, podsBefore);
    process.stdout.write(`${renderComparison(comparison, { ...PLAIN, wide: true }).join('\n')}\n`);
    if (comparison.score < LOWEST_SCORE) wrong.push(name);
  }
  if (wrong.length > 0) throw new Error(`Less than ${LOWEST_SCORE * 100} % held in ${wrong.join(', ')}.`);
});
