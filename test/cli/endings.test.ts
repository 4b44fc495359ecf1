import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { printBug, printInputError } from '../../src/cli/print-error.ts';
import { runContext } from '../../src/cli/run-context.ts';
import { InputError } from '../../src/errors/index.ts';
import { DRAIN, SAMPLE } from './run-cli.ts';

describe('a closed pipe', () => {
  test('is no error', () => {
    const line = `bin/kubectl-smart simulate "${DRAIN}" --snapshot ${SAMPLE} -o json | head -n 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['{\n', '']);
  });
});

describe('Ctrl-C', () => {
  test('ends with 130, as shells count it', async () => {
    const child = spawn(resolve('bin/kubectl-smart'), [
      'simulate',
      DRAIN,
      '--snapshot',
      SAMPLE,
      '--runs',
      '20000',
    ]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill('SIGINT');
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.on('exit', (...ending) => resolve(ending));
    });
    expect(code ?? (signal === 'SIGINT' ? 130 : -1)).toBe(130);
  });
});

describe('on standard error', () => {
  afterEach(() => vi.restoreAllMocks());

  function written(print: () => void): string {
    const lines: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
    print();
    return lines.join('');
  }

  test('an input error says what, where and what to do, the last line last', () => {
    const error = new InputError('no such thing', { where: 'file.yaml:3:5', hint: 'Did you mean that?' });
    expect(written(() => printInputError(error))).toBe(
      'error: no such thing\n  at file.yaml:3:5\n  Did you mean that?\n',
    );
  });

  test('an input error fits on one screen', () => {
    const error = new InputError(Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n'));
    const text = written(() => printInputError(error));
    expect(text.split('\n').length).toBeLessThan(24);
    expect(text).toContain('and 82 more lines');
  });

  test('a bug of ours says how to show it again', () => {
    Object.assign(runContext, { seed: 7, digest: 'sha256:abc' });
    const text = written(() =>
      printBug(new Error('impossible'), ['simulate', 'kubectl drain n1', '--seed', '7']),
    );
    expect(text).toContain('kubectl smart simulate "kubectl drain n1" --seed 7');
    expect(text).toMatch(/seed {6}7\n {2}snapshot {2}sha256:abc/);
    expect(text).toContain('impossible');
  });
});
