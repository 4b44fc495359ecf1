// Measures ours beside the real scheduler and beside JSON.parse, and prints tables: `npm run bench [-- --quick] [--only NAME] [--cases N]`.
// With `--write docs/performance.md` the sections that were measured take the place of those on the page.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineLine } from './machine.ts';
import { parsePage, renderPage } from './page.ts';
import { SECTIONS } from './sections/registry.ts';

/** The values after an option, wherever it stands. */
function values(name: string): string[] {
  return process.argv.flatMap((word, at) => (word === name ? [process.argv[at + 1] ?? ''] : []));
}

const isQuick = process.argv.includes('--quick');
const only = values('--only');
const [page] = values('--write');
const folder = join(tmpdir(), 'kubectl-smart-bench');
mkdirSync(folder, { recursive: true });
const casesMax = Number(values('--cases')[0] ?? Number.POSITIVE_INFINITY);
const context = { isQuick, casesMax, rounds: isQuick ? 1 : Number(values('--rounds')[0] ?? 3), folder };
const known = SECTIONS.map(({ name }) => name);
const wrong = only.filter((name) => !known.includes(name));
if (wrong.length > 0)
  throw new Error(`there is no section ${wrong.join(', ')}; there are ${known.join(', ')}`);

const NOTES = new URL('../docs/performance-notes.md', import.meta.url);
const measured = new Map(page && existsSync(page) ? parsePage(readFileSync(page, 'utf8')) : []);
let failures = 0;
for (const { name, title, run } of SECTIONS) {
  if (only.length > 0 && !only.includes(name)) continue;
  const { lines, checks } = await run(context);
  const text = [...lines, '', `Measured on ${machineLine()}.`];
  process.stdout.write(`## ${title}\n\n${text.join('\n')}\n\n`);
  for (const { what, holds } of checks) {
    process.stdout.write(`${holds ? 'ok  ' : 'FAIL'} ${what}\n`);
    if (!holds) failures++;
  }
  process.stdout.write('\n');
  measured.set(title, text);
}
if (page) {
  // Their title gives way to the page's own heading.
  const notes = readFileSync(NOTES, 'utf8').replace(/^# .*\n/, '');
  writeFileSync(page, renderPage(SECTIONS, measured, notes));
}
if (failures > 0) process.exitCode = 1;
