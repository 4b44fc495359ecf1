import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { secondsFrom } from '../../../src/impact/compare/pod-timeline.ts';
import { clusterPrograms } from '../binaries.ts';
import { runMain } from '../run-main.ts';
import { readScenario } from '../scenario/scenario.ts';
import { harnessVersion } from '../versions.ts';
import { incidentFiles } from './incident-files.ts';
import { type Recording, recordRun } from './record-run.ts';

const USAGE = 'usage: npm run record -- SCENARIO.yaml… [--output FOLDER] [--full] [--kubernetes VERSION]\n';

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      output: { type: 'string' },
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
    const home = join(import.meta.dirname, '../..', scenario.incident === undefined ? 'twin' : 'incidents');
    const folder = join(values.output ?? home, scenario.name);
    if (scenario.incident === undefined) writeRecording(folder, recording, values.full);
    else writeFiles(folder, incidentFiles(scenario, recording));
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
  const lines = observations.map(({ at, type, object }) =>
    JSON.stringify({ t: secondsFrom(startMs, at), type, object }),
  );
  writeFiles(folder, {
    'before.json.gz': JSON.stringify(before),
    'after.json.gz': JSON.stringify(after),
    'truth.json.gz': JSON.stringify(run),
    ...(full && { 'watch.ndjson.gz': `${lines.join('\n')}\n`, 'audit.log.gz': audit }),
  });
}

/** Writes texts into a folder, packed where the name says so. */
function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(folder, name), name.endsWith('.gz') ? gzipSync(text, { level: 9 }) : text);
}
