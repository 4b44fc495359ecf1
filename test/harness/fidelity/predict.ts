import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImpactReport } from '../../../src/impact/documents.ts';
import { importWith } from '../../../src/snapshot/import-snapshot.ts';
import { readSources } from '../../../src/snapshot/read-snapshot.ts';
import type { RecordedRunFolder } from './recorded-run-folder.ts';

/** The built program, or another one for comparisons. */
const PROGRAM = process.env.KUBECTL_SMART_PROGRAM ?? join(import.meta.dirname, '../../../bin/kubectl-smart');
const MAX_OUTPUT_BYTES = 1 << 28;
const PATIENCE_MS = 120_000;

/** What the simulation says to a recorded run's commands, or why it says nothing. */
export type Answer = { readonly report: ImpactReport } | { readonly failure: string };

/** Asks `kubectl-smart simulate` what the commands of a recorded run would do to the cluster as it was before. */
export async function predict({ run, before, takenAtMs }: RecordedRunFolder): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-smart-predict-'));
  try {
    writeFileSync(join(folder, 'before.json'), before);
    await writeDated(folder, takenAtMs);
    for (const [name, text] of Object.entries(run.files ?? {})) writeFileSync(join(folder, name), text);
    const assume = Object.entries(run.assume).flatMap(([key, value]) => ['--assume', `${key}=${value}`]);
    const horizon = `${Math.ceil(run.observedSeconds)}s`;
    const version = run.kubernetes.split('.', 2).join('.');
    const input = ['--snapshot', 'before.ksnap', '--kubernetes-version', version];
    const output = ['--fail-on', 'none', '--horizon', horizon, '-o', 'json'];
    const stdin = run.commands.find((command) => command.stdin !== undefined)?.stdin ?? '';
    const child = spawnSync(PROGRAM, ['simulate', ...run.simulate, ...input, ...output, ...assume], {
      cwd: folder,
      input: stdin,
      encoding: 'utf8',
      maxBuffer: MAX_OUTPUT_BYTES,
      timeout: PATIENCE_MS,
    });
    if (child.status !== 0)
      return { failure: firstLines(child.stderr || child.error?.message || `exit ${child.status}`) };
    return { report: JSON.parse(child.stdout) as ImpactReport };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes the list of objects a portable file, which can say when it was read. */
async function writeDated(folder: string, takenAtMs: number | undefined): Promise<void> {
  const [list, file] = [join(folder, 'before.json'), join(folder, 'before.ksnap')];
  await importWith(
    (builder) => readSources([list], {}, builder),
    file,
    {},
    {
      finish: (snapshot) => ({
        ...snapshot,
        metadata: { ...snapshot.metadata, ...(takenAtMs !== undefined && { takenAtMs }) },
      }),
    },
  );
}

/** What a reader needs of an error: its first two lines. */
function firstLines(text: string): string {
  return text.trim().split('\n').slice(0, 2).join('\n');
}
