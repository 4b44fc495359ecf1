import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const MODULE = resolve('src/snapshot/ksnap/atomic-file.ts');

/** Runs a program that begins to write `whole` into a folder of its own; returns its exit code and what is in the folder then. */
function runProgram(body: string): { readonly status: number | null; readonly files: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-smart-test-'));
  const path = JSON.stringify(join(folder, 'whole'));
  const program = `const { writeAtomically } = await import(${JSON.stringify(MODULE)}); const path = ${path}; ${body}`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', program]);
  return { status, files: readdirSync(folder) };
}

describe('writeAtomically()', () => {
  it.each([
    ['before anything is open', 'writeAtomically(path, async () => {}); process.exit(130);'],
    ['while it writes', 'await writeAtomically(path, async () => process.exit(130));'],
    [
      'with further files',
      'await writeAtomically(path, async (_, more) => { await more(); void more(); process.exit(130); });',
    ],
  ])('leaves nothing behind when the program ends %s', (_, body) => {
    expect(runProgram(body)).toEqual({ status: 130, files: [] });
  });

  it('leaves the whole file, and no other', () => {
    const body =
      "await writeAtomically(path, async (file, more) => { await more(); await file.write('x'); });";
    expect(runProgram(body)).toEqual({ status: 0, files: ['whole'] });
  });
});
