import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { clusterPrograms } from '../binaries.ts';
import { runMain } from '../run-main.ts';
import { readScenario } from '../scenario/scenario.ts';
import { harnessVersion } from '../versions.ts';
import { type Recording, recordRun } from './record-run.ts';
import { secondsFrom } from './timeline.ts';

const USAGE = 'usage: npm run record -- SCENARIO.yaml… [--output FOLDER] [--full] [--kubernetes VERSION]\n';

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      output: { type: 'string', default: join(import.meta.dirname, '../../twin') },
      full: { type: 'boolean', default: false },
      kubernetes: { type: 'string' },
    },
  });
  if (positionals.length === 0) throw new Error(USAGE);
  const version = harnessVersion(values.kubernetes);
  const programs = clusterPrograms(version);
  const suffix = version === harnessVersion() ? '' : `-v${version.kubernetes.split('.', 2).join('.')}`;
  for (const path of positionals) {
    const read = readScenario(path);
    const scenario = { ...read, name: `${read.name}${suffix}` };
    const recording = await recordRun(scenario, programs);
    const folder = join(values.output, scenario.name);
    writeRecording(folder, recording, values.full);
    process.stdout.write(
      `${scenario.name}: ${recording.run.timeline.length} pod events in ${recording.run.observedSeconds} s → ${folder}\n`,
    );
  }
});

/** Writes the recorded run; with `full`, the raw watch and the audit log too. */
function writeRecording(
  folder: string,
  { before, after, run, observations, startMs, audit }: Recording,
  full: boolean,
): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) =>
    writeFileSync(join(folder, `${name}.gz`), gzipSync(text, { level: 9 }));
  write('before.json', JSON.stringify(before));
  write('after.json', JSON.stringify(after));
  write('truth.json', JSON.stringify(run));
  if (!full) return;
  const lines = observations.map(({ at, type, object }) =>
    JSON.stringify({ t: secondsFrom(startMs, at), type, object }),
  );
  write('watch.ndjson', `${lines.join('\n')}\n`);
  write('audit.log', audit);
}
