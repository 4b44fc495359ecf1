// Measures ours beside the real scheduler and beside JSON.parse, and prints a table: `npm run bench [-- --quick]`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { compareScheduling, type SchedulingComparison } from './compare-scheduling.ts';
import { measureDrain } from './draining.ts';
import { compareLoading } from './loading.ts';
import { exponent } from './measure.ts';
import { measureSweep, measureWorkers } from './sweeping.ts';

/** The value after an option, if it is given. */
function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

const isQuick = process.argv.includes('--quick');
const page = option('--write');
const folder = join(tmpdir(), 'kubectl-smart-bench');
mkdirSync(folder, { recursive: true });
const rounds = isQuick ? 1 : Number(option('--rounds') ?? 3);
const sizes = isQuick ? [100, 500] : [500, 5_000, 15_000];
const [small, large] = [sizes[0]!, sizes.at(-1)!];
const main = isQuick ? 500 : 5_000;
const lines: string[] = [];
const say = (line = '') => {
  lines.push(line);
  process.stdout.write(`${line}\n`);
};

say(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}`,
);
say();
say('## Scheduling');
say();
say(
  'Pending pods placed one after another, each before the next one’s turn: one thread of ours, the real framework with all processors.',
);
say();
say('| nodes | pods | scored | ours, pods/s | framework, pods/s | ratio | equal decisions |');
say('|---|---|---|---|---|---|---|');
const scheduling = {
  nodes: main,
  podsPerNode: 30,
  pending: isQuick ? 500 : 2_000,
  frameworkPods: isQuick ? 100 : 60,
  rounds,
  folder,
};
for (const everyNode of [true, false]) say(schedulingRow(compareScheduling(scheduling, everyNode)));
say();
say('## Sweep');
say();
say('Nodes drained in turn with all consequences, one thread, processor time.');
say();
say('| nodes | pods | cases | ms a case | cases/s |');
say('|---|---|---|---|---|');
const sweeps = sizes.map((nodes) =>
  measureSweep({ nodes, podsPerNode: 30, cases: isQuick ? 50 : 300, rounds }),
);
for (const { nodes, pods, caseCount, msPerCase, casesPerSecond } of sweeps) {
  say(`| ${nodes} | ${pods} | ${caseCount} | ${msPerCase.toFixed(2)} | ${casesPerSecond.toFixed(0)} |`);
}
const growth = exponent(small, sweeps[0]!.msPerCase, large, sweeps.at(-1)!.msPerCase);
say();
say(
  `A case grows with the exponent ${growth.toFixed(2)} of the number of nodes. Two workers are ${(await measureWorkers({ nodes: main, podsPerNode: 30, cases: isQuick ? 100 : 1_500, rounds })).toFixed(2)} times one.`,
);
say();
say('## Load');
say();
say(
  'Processor time against a program that cuts items out of the same bytes and parses each, keeping the objects or not, and against its JSON.parse alone.',
);
say();
say(
  '| pods | form | file | ours | to keeping | to not keeping | to JSON.parse alone | peak of input | kept |',
);
say('|---|---|---|---|---|---|---|---|---|');
for (const [mix, form] of [
  ['uniform', 'compact'],
  ['uniform', 'pretty'],
  ['varied', 'compact'],
] as const) {
  const { fileBytes, ours, toKeeping, toDropping, toParseAlone, peakOfInput, keptRatio } = compareLoading(
    { nodes: main, podsPerNode: 30, rounds, folder },
    mix,
    form,
  );
  const ratios = [toKeeping, toDropping, toParseAlone, peakOfInput].map((ratio) => ratio.toFixed(2));
  say(
    `| ${mix} | ${form} | ${(fileBytes / 1e6).toFixed(0)} MB | ${ours.ms.toFixed(0)} ms | ${ratios.join(' | ')} | 1 : ${keptRatio.toFixed(0)} |`,
  );
}
say();
say('## One drain from the portable file to the report');
say();
const drain = measureDrain({ nodes: main, podsPerNode: 30, rounds: isQuick ? 1 : 5, folder });
say(
  `${drain.nodes} nodes, ${drain.pods} pods: ${drain.wallMs.toFixed(0)} ms of wall time, ${drain.ratio.toFixed(1)} times \`node -e 0\` (${drain.bareMs.toFixed(0)} ms); import took ${drain.importMs.toFixed(0)} ms.`,
);
if (page)
  writeFileSync(
    page,
    `# Measurements\n\n<!-- Written by \`npm run bench -- --write FILE\`; do not edit. -->\n\n${lines.join('\n')}\n`,
  );

function schedulingRow({
  nodes,
  pods,
  sampling,
  oursPerSecond,
  frameworkPerSecond,
  ratio,
  equalDecisions,
}: SchedulingComparison): string {
  const framework = frameworkPerSecond === undefined ? 'not built here' : frameworkPerSecond.toFixed(1);
  return `| ${nodes} | ${pods} | ${sampling} | ${oursPerSecond.toFixed(0)} | ${framework} | ${ratio === undefined ? '' : `${ratio.toFixed(0)} ×`} | ${equalDecisions} |`;
}
