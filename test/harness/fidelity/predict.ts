import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImpactReport } from '../../../src/impact/documents.ts';
import type { RecordedRunFolder } from './recorded-run-folder.ts';

/** The sources themselves: nobody's build gets in the way. */
const PROGRAM = join(import.meta.dirname, '../../../src/cli/main.ts');
const MAX_OUTPUT_BYTES = 1 << 28;
const PATIENCE_MS = 120_000;

/** What the simulation says to a recorded run's commands, or why it says nothing. */
export type Answer = { readonly report: ImpactReport } | { readonly failure: string };

/** Asks `kubectl-smart simulate` what the commands of a recorded run would do to the cluster as it was before. */
export function predict({ run, before }: RecordedRunFolder): Answer {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-smart-predict-'));
  try {
    writeFileSync(join(folder, 'before.json'), before);
    for (const [name, text] of Object.entries(run.files ?? {})) writeFileSync(join(folder, name), text);
    const assume = Object.entries(run.assume).flatMap(([key, value]) => ['--assume', `${key}=${value}`]);
    const fixed = [
      '--snapshot',
      'before.json',
      '--fail-on',
      'none',
      '--horizon',
      `${Math.ceil(run.observedSeconds)}s`,
      '-o',
      'json',
    ];
    const stdin = run.commands.find((command) => command.stdin !== undefined)?.stdin ?? '';
    const child = spawnSync(process.execPath, [PROGRAM, 'simulate', ...run.simulate, ...fixed, ...assume], {
      cwd: folder,
      input: stdin,
      encoding: 'utf8',
      maxBuffer: MAX_OUTPUT_BYTES,
      timeout: PATIENCE_MS,
    });
    if (child.status !== 0)
      return { failure: (child.stderr || child.error?.message || `exit ${child.status}`).trim() };
    return { report: JSON.parse(child.stdout) as ImpactReport };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
