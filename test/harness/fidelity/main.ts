import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { renderComparison } from '../../../src/report/text/render-comparison.ts';
import { PLAIN } from '../../../src/report/text/style.ts';
import { readFuzzSummaries } from '../fuzz/fuzz-summary.ts';
import { runMain } from '../run-main.ts';
import { fidelityPage } from './fidelity-page.ts';
import { type Judgement, judge } from './judge.ts';
import { recordedRuns } from './recorded-run-folder.ts';
import { sideBySidePage } from './side-by-side-page.ts';

const DOCS = join(import.meta.dirname, '../../../docs');

/** Predicts every recorded run, writes the two pages, and shows each comparison that is named on the command line. */
await runMain(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { all: { type: 'boolean', default: false } },
  });
  const wanted = recordedRuns().filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const judgements: Judgement[] = [];
  for (const folder of wanted) {
    const judgement = await judge(folder);
    process.stdout.write(brief(judgement, values.all || positionals.length > 0));
    judgements.push(judgement);
  }
  if (positionals.length > 0) return;
  writeFileSync(join(DOCS, 'fidelity.md'), fidelityPage(judgements, readFuzzSummaries()));
  writeFileSync(join(DOCS, 'side-by-side.md'), sideBySidePage(judgements));
});

function brief({ folder, comparison, failure }: Judgement, whole: boolean): string {
  if (comparison === undefined) return `${folder.name}: no prediction: ${failure}\n`;
  const lines = renderComparison(comparison, { ...PLAIN, wide: true });
  return `${(whole ? lines : lines.slice(0, 1)).join('\n')}\n`;
}
