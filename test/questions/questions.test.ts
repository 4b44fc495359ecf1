import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { VERBS } from '../../src/cli/verbs/registry.ts';
import { shellWord } from '../../src/decisions/index.ts';
import { nearestQuestions, parseQuestions, QUESTIONS } from '../../src/questions/index.ts';

const NOBODY = { about: undefined, at: undefined, lookUp: () => undefined, namespaceOf: () => undefined };
const lookUp = (name: string) => ({ api: 'deployment/api', 'worker-5': 'node/worker-5' })[name];

const lineOf = (text: string, options = {}) =>
  parseQuestions(text, { ...NOBODY, lookUp, ...options }).map((each) =>
    'line' in each
      ? each.line.map((word) => (/^[-\w./:=]+$/.test(word) ? word : `"${word}"`)).join(' ')
      : each.problem,
  );

describe('the table', () => {
  test.each(QUESTIONS.map(({ example, line }) => [example, line]))('%s', (example, line) => {
    expect(lineOf(example)).toEqual([line]);
  });

  test('is what the page shows', () => {
    const page = readFileSync('docs/verbs/ask.md', 'utf8');
    const rows = QUESTIONS.map(({ example, line }) => `| ${example} | \`${line}\` |`);
    expect(page.match(/^\| .* \| `.*` \|$/gm)).toEqual(rows);
  });

  test('leads to verbs that there are, or to those of incidents and forecasts', () => {
    const names = new Set([...VERBS.map(({ name }) => name), 'replay', 'predict']);
    for (const { line } of QUESTIONS) expect(names).toContain(line.split(' ')[0]);
  });
});

describe('other words', () => {
  test.each([
    [
      'What did the orders deployment look like at 14:00 yesterday?',
      'history deployment/orders --state --at "yesterday 14:00"',
    ],
    ['what did deploy/orders look like 2 hours ago', 'history deployment/orders --state --at -2h'],
    ['who changed sts db on 2024-01-15 14:30', 'history statefulset/db --decisions --at "2024-01-15 14:30"'],
    ['who scaled api', 'history deployment/api --decisions'],
    ['was api ever scaled to 5 replicas', 'why deployment/api --replicas=5'],
    [
      'can I drain node worker-5?',
      'simulate "kubectl drain worker-5 --ignore-daemonsets --delete-emptydir-data"',
    ],
    ['what depends on cm/api-config', 'graph configmap/api-config --downstream'],
    ['why is pod web-0 crashing', 'debug pod/web-0 --timeline'],
    ['which services are down', 'debug service-down --timeline'],
    ['what changed in the last hour', 'diff --from -1h'],
    ['what changed today', 'diff --from "today 00:00"'],
    ['what changed on 2024-02-29', 'diff --from "2024-02-29 00:00" --to "2024-03-01 00:00"'],
    ['what has changed 2 hours ago', 'diff --from -2h'],
    ['what changed at 14:30', 'replay outage --timestamp=14:30'],
    ['is it safe to delete deployment orders', 'simulate "kubectl delete deployment orders"'],
    ['should I restart api', 'simulate "kubectl rollout restart deployment/api"'],
    ['can we lose worker-5', 'simulate "fail node worker-5"'],
    ['when will pvc data-0 fill up', 'predict persistentvolumeclaim/data-0 --horizon 365d'],
    ['what changed before the outage at 14:30', 'replay outage --timestamp=14:30'],
    [
      'What changed between 2024-01-15 14:00 and 2024-01-15 14:30?',
      'diff --from "2024-01-15 14:00" --to "2024-01-15 14:30"',
    ],
  ])('%s', (text, line) => {
    expect(lineOf(text)).toEqual([line]);
  });
});

test('a simulated command is run in the namespace of its object', () => {
  expect(lineOf('can I scale deployment orders to 5', { namespaceOf: () => 'shop' })).toEqual([
    'simulate "kubectl scale deployment/orders -n shop --replicas=5"',
  ]);
});

describe('what follows', () => {
  test('"it" is what the question before named, at its time', () => {
    expect(
      lineOf('what did deployment orders look like yesterday 14:00; who changed it; which pods serve it'),
    ).toEqual([
      'history deployment/orders --state --at "yesterday 14:00"',
      'history deployment/orders --decisions --at "yesterday 14:00"',
      'graph deployment/orders --upstream --depth 2 --at "yesterday 14:00"',
    ]);
  });

  test('"it" is what --about names', () => {
    expect(lineOf('who changed it', { about: 'deployment/orders' })).toEqual([
      'history deployment/orders --decisions',
    ]);
    expect(lineOf('what drained these pods', { about: 'deployment/orders' })).toEqual([
      'debug deployment/orders --timeline',
    ]);
  });

  test('without either it is asked for', () => {
    expect(lineOf('who changed it')).toEqual(['no object']);
    expect(lineOf('what happened')).toEqual(['no time']);
    expect(lineOf('who changed the thing')).toEqual(['no object']);
  });
});

test('what is not understood gets the nearest questions', () => {
  expect(lineOf('colour of the sky')).toEqual(['unknown']);
  expect(nearestQuestions('who was it that changed my deployment', 1)).toEqual([
    'who changed deployment orders',
  ]);
});

test('a verb line can be copied into a shell', () => {
  expect(shellWord('kubectl drain n1')).toBe("'kubectl drain n1'");
});
