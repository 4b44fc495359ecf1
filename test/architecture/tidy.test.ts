import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VERBS as OUR_VERBS } from '../../src/cli/verbs/registry.ts';
import { VERBS as COMMANDS } from '../../src/commands/registry.ts';
import { ALL_FINDINGS } from '../../src/impact/findings/registry.ts';
import { FORMATS } from '../../src/report/index.ts';
import { codeOf, filesBelow, foldersIn } from './source-files.ts';

const SOURCES = [...filesBelow('scheduler-model'), ...filesBelow('src')];
const TESTS = filesBelow('test').filter(({ path }) => path.endsWith('.test.ts'));
const allTests = TESTS.map(({ text }) => text).join('\n');
test('there is something to look at', () => {
  expect(SOURCES.length).toBeGreaterThan(300);
  expect(TESTS.length).toBeGreaterThan(30);
});

describe('every part has its page, its test and its line in a registry', () => {
  const registered = (path: string) => readFileSync(path, 'utf8');

  test.each(
    foldersIn('scheduler-model/plugins').filter((name) => /^[A-Z]/.test(name) && name !== 'NodeResources'),
  )('plugin %s', (name) => {
    expect(registered('scheduler-model/plugins/registry.ts')).toContain(`/${name}/`);
    expect(existsSync(`docs/plugins/${name}.md`)).toBe(true);
    expect(allTests).toContain(name);
  });

  test.each(foldersIn('src/simulation/controllers').filter((name) => name !== 'machinery'))(
    'controller %s',
    (name) => {
      expect(registered('src/simulation/controllers/registry.ts')).toContain(`./${name}/`);
      const page = readFileSync(`docs/controllers/${name}.md`, 'utf8');
      const tests = [...page.matchAll(/`(test\/[\w/.-]+)`/g)].map(([, path = '']) => path);
      expect(tests).not.toEqual([]);
      expect(tests.filter((path) => !existsSync(path))).toEqual([]);
    },
  );

  test.each(COMMANDS.map(({ name }) => name))('command %s', (name) => {
    const [family = ''] = name.split(' ');
    const pages = [`docs/commands/${name.replaceAll(' ', '-')}.md`, `docs/commands/${family}.md`];
    expect(pages.filter((page) => existsSync(page))).not.toEqual([]);
    expect(allTests).toContain(name);
  });

  test.each(OUR_VERBS.map(({ name }) => name))('verb %s', (name) => {
    expect(existsSync(`docs/verbs/${name}.md`)).toBe(true);
    expect(readFileSync('docs/verbs/README.md', 'utf8')).toContain(`(${name}.md)`);
    expect(
      TESTS.filter(({ path }) => path.startsWith('test/cli/')).some(({ text }) => text.includes(`'${name}'`)),
    ).toBe(true);
  });

  test.each([...ALL_FINDINGS])('finding $code', ({ code, title }) => {
    const page = readFileSync(`docs/findings/${code}.md`, 'utf8');
    expect(page.startsWith(`# ${code}\n\n${title}.\n`)).toBe(true);
    for (const heading of ['## When it is found', '## Why it matters', '## What to do'])
      expect(page).toContain(heading);
    expect(readFileSync('docs/findings/README.md', 'utf8')).toContain(`(${code}.md)`);
    expect(allTests).toContain(code);
  });

  test('findings: each file is registered', () => {
    const registry = registered('src/impact/findings/registry.ts');
    const helpers = ['finding', 'find-problems', 'held-pods', 'proposals', 'registry'];
    const files = filesBelow('src/impact/findings').map(({ path }) => path.replace(/^.*\/|\.ts$/g, ''));
    expect(files.filter((name) => !helpers.includes(name) && !registry.includes(`./${name}.ts`))).toEqual([]);
  });

  test.each(FORMATS.map(({ name }) => name))('format %s', (name) => {
    expect(readFileSync('docs/verbs/simulate.md', 'utf8')).toContain(`\`${name}\``);
  });
});

describe('the rules of the house', () => {
  const below = (...folders: string[]) =>
    SOURCES.filter(({ path }) => folders.some((folder) => path.startsWith(`${folder}/`)));
  const offenders = (files: readonly (typeof SOURCES)[number][], pattern: RegExp) =>
    files.filter((file) => pattern.test(codeOf(file))).map(({ path }) => path);
  const PURE = [
    'scheduler-model',
    'src/world',
    'src/simulation',
    'src/commands',
    'src/impact',
    'src/report',
    'src/trends',
    'src/kubernetes',
    'src/relations',
    'src/diagnosis',
    'src/incidents',
    'src/policy',
    'src/decisions',
    'src/differences',
    'src/timelines',
    'src/questions',
  ];

  test('no file is longer than 400 lines', () => {
    const long = SOURCES.filter(({ text }) => text.split('\n').length > 401).map(({ path }) => path);
    expect(long).toEqual([]);
  });

  test('no wall clock and no randomness below the edges', () => {
    expect(
      offenders(below(...PURE), /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bperformance\./),
    ).toEqual([]);
  });

  test('no locale decides an order or a text', () => {
    // Which zones there are and how far they are from UTC is only to be had from Intl; the locale is a fixed one there.
    const zones = [join('src', 'cli', 'options', 'times.ts'), join('src', 'kubernetes', 'time-zone.ts')];
    const files = SOURCES.filter(({ path }) => !zones.includes(path));
    expect(offenders(files, /\.toLocale\w*\(|\.localeCompare\(|\bIntl\./)).toEqual([]);
  });

  test('only the cli touches the process and the console', () => {
    expect(
      offenders(
        below(...PURE),
        /\bprocess\.(?:env|argv|exit|stdout|stderr|stdin|cwd|on|hrtime|memoryUsage|pid)\b|\bconsole\./,
      ),
    ).toEqual([]);
  });

  test('only apply writes to the tables', () => {
    const writing =
      /\b(?:pods|nodes|objects)\.(?:append|dropLast|restore|setTemplate|restoreTemplate|assign|unassign|setNominatedNode|setPhase|setFlag|setRestartCount|setStartedMs|setReadyChangedMs|setDeletion|setStatus|setObject|put)\(/;
    const files = below('src/world', 'src/simulation', 'src/commands', 'src/impact').filter(
      ({ path }) => path !== join('src', 'world', 'apply.ts') && path !== join('src', 'world', 'world.ts'),
    );
    expect(offenders(files, writing)).toEqual([]);
  });

  test('no default exports, no enums, no any', () => {
    expect(offenders(SOURCES, /\bexport default\b|^\s*(?:export )?(?:const )?enum \w/m)).toEqual([]);
    expect(offenders(SOURCES, /[:<(,]\s*any\b(?!\w)\s*[;,)>=[\]]/)).toEqual([]);
  });

  test('files have names of content', () => {
    const vague = SOURCES.filter(({ path }) =>
      /\/(?:util|utils|helper|helpers|common|misc)(?:\.ts|\/)/.test(path),
    );
    expect(vague.map(({ path }) => path)).toEqual([]);
    const unlike = SOURCES.filter(({ path }) => !/\/(?:[a-z0-9]+(?:-[a-z0-9]+)*)(?:\.d)?\.ts$/.test(path));
    expect(unlike.map(({ path }) => path)).toEqual([]);
  });

  test('nothing is left undone', () => {
    const undone = SOURCES.filter(({ text }) => /\b(?:TODO|FIXME|XXX|HACK)\b/.test(text)).map(
      ({ path }) => path,
    );
    expect(undone).toEqual([]);
  });

  test('a folder is entered through its index', () => {
    const top =
      /from '((?:\.\.\/)+)(?:src\/)?(errors|columns|kubernetes|snapshot|world|simulation|commands|impact|report|history|relations|diagnosis|decisions|differences|timelines|questions|policy|trends|incidents|workers)\/([^']+)'/g;
    const deep = below('src').flatMap(({ path, text }) => {
      const [, , own] = path.split('/');
      return [...text.matchAll(top)]
        .filter(([, up, folder, rest]) => {
          const target = join(path, '..', up ?? '', folder ?? '');
          return target === join('src', folder ?? '') && path.split('/')[1] !== folder && rest !== 'index.ts';
        })
        .map(([, , folder, rest]) => `${path} (${own}) → ${folder}/${rest}`);
    });
    expect(deep).toEqual([]);
  });
});

describe('documents', () => {
  const PAGES = filesBelow('docs', '.md');

  test('have one title each', () => {
    const wrong = PAGES.filter(
      ({ text }) => (text.replace(/^```[\s\S]*?^```/gm, '').match(/^# /gm) ?? []).length !== 1,
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('link to files that there are', () => {
    const dead = PAGES.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target]) => join(path, '..', target ?? ''))
        .filter((target) => !existsSync(target))
        .map((target) => `${path} → ${target}`),
    );
    expect(dead).toEqual([]);
  });
});
