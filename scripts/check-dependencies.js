// Runs dependency-cruiser and fails as well when it saw no module: a gate that sees nothing must not be green.
import { spawnSync } from 'node:child_process';

const run = spawnSync(
  process.execPath,
  [
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    'scheduler-model',
    'src',
    '--output-type',
    'json',
  ],
  { encoding: 'utf8', maxBuffer: 1 << 28 },
);
if (!run.stdout) {
  console.error(run.stderr);
  process.exit(1);
}
const { summary } = JSON.parse(run.stdout);
for (const violation of summary.violations) {
  console.error(`${violation.rule.severity} ${violation.rule.name}: ${violation.from} → ${violation.to}`);
}
if (summary.totalCruised < 20) {
  console.error(`dependency-cruiser saw only ${summary.totalCruised} modules`);
  process.exit(1);
}
console.log(`dependencies: ${summary.totalCruised} modules, ${summary.error} errors`);
process.exit(summary.error > 0 ? 1 : 0);
