import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** One command of a page, with the output that the page shows. */
interface Example {
  readonly command: string;
  /** Lines in their order; `...` stands for any number of others. */
  readonly shown: readonly string[];
}

const PAGES = [
  'README.md',
  'docs/verbs/sweep.md',
  ...readdirSync('docs/handbook')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/handbook/${name}`),
];

const hasExamples = (path: string) => readFileSync(path, 'utf8').includes('```console');

function examplesOf(path: string): Example[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/^```console\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...shown] = part.trimEnd().split('\n');
        return { command, shown: shown.filter((line) => line !== '...' && line.trim() !== '') };
      }),
  );
}

mkdirSync('node_modules/.cache', { recursive: true });

describe.each(PAGES.filter(hasExamples))('%s', (path) => {
  const examples = examplesOf(path).filter(({ command }) => command.startsWith('kubectl smart '));

  test.each(examples)('$command shows what it says', ({ command, shown }) => {
    const line = command.replace(/^kubectl smart/, 'bin/kubectl-smart');
    const { stdout, stderr, status } = spawnSync('sh', ['-c', line], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    expect([0, 1], stderr).toContain(status);
    let from = 0;
    for (const expected of shown) {
      const found = stdout.indexOf(expected, from);
      expect(found, `${expected}\n--- is not in ---\n${stdout}`).toBeGreaterThanOrEqual(0);
      from = found + expected.length;
    }
  });
});

test('there are examples', () => {
  expect(PAGES.flatMap(examplesOf).length).toBeGreaterThan(8);
});
