import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestsOf } from '../harness/scenario/builders.ts';
import { decodeScenario, readScenario } from '../harness/scenario/scenario.ts';
import { splitWords } from '../harness/scenario/split-words.ts';

const SCENARIOS = join(import.meta.dirname, '../harness/scenarios');

describe('readScenario()', () => {
  it.each(readdirSync(SCENARIOS))('understands %s', (file) => {
    const scenario = readScenario(join(SCENARIOS, file));
    expect(scenario.steps.length).toBeGreaterThan(0);
    expect(scenario.ground.some(({ kind }) => kind === 'Node')).toBe(true);
    expect(scenario.description).not.toBe('');
  });
});

describe('incidents', () => {
  const folder = join(import.meta.dirname, '../harness/incidents');
  it.each(readdirSync(folder))('%s names its cause, and every user in it may act', (file) => {
    const { incident, people, steps } = readScenario(join(folder, file));
    expect(Object.keys(incident?.truth ?? {})).toEqual(['symptom', 'cause', 'innocent', 'vain', 'ended']);
    const users = steps.flatMap((step) => (step.kind === 'kubectl' ? [step.user] : []));
    expect(users.filter((user) => user === undefined || !people.includes(user))).toEqual([]);
    const times = steps.flatMap(({ atSeconds }) => atSeconds ?? []);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

describe('decodeScenario()', () => {
  const content = { description: 'x', cluster: [{ node: 'n-0' }], commands: ['kubectl cordon n-0'] };

  it('turns a failing node into a label that is taken away', () => {
    const { steps } = decodeScenario('x', { ...content, commands: ['fail node n-0', 'sleep 1.5s'] });
    expect(steps).toMatchObject([
      { kind: 'kubectl', args: ['label', 'node', 'n-0', 'harness.test/live-'] },
      { kind: 'pause', seconds: 1.5 },
    ]);
  });

  it('reads who acts, when, and what kubelets tell', () => {
    const { steps } = decodeScenario('x', {
      ...content,
      commands: [
        { at: '5s', run: 'kubectl drain n-0', as: 'tom', meanwhile: true },
        { at: '1m', report: { pods: 'web', ready: false } },
        'stop kubelets n-0 n-1',
      ],
    });
    expect(steps).toMatchObject([
      { kind: 'kubectl', atSeconds: 5, user: 'tom', meanwhile: true },
      { kind: 'report', atSeconds: 60, report: { pods: 'web', namespace: 'default', ready: false } },
      { kind: 'kubelets', nodes: ['n-0', 'n-1'], run: false },
    ]);
  });

  it.each([
    [{ ...content, comands: [] }, 'unknown field comands'],
    [{ ...content, commands: ['rm -rf x'] }, 'a command starts with'],
    [{ ...content, settle: '3 seconds' }, 'is no duration'],
    [{ ...content, cluster: [{ deploy: 'x' }] }, 'An entry needs a kind'],
  ])('says what it does not understand', (bad, message) => {
    expect(() => decodeScenario('x', bad)).toThrow(message);
  });
});

describe('manifestsOf()', () => {
  it('makes one object for each number of a range', () => {
    expect(manifestsOf({ node: 'w-[2-4]' }).map(({ metadata }) => metadata.name)).toEqual([
      'w-2',
      'w-3',
      'w-4',
    ]);
  });

  it('puts a local volume on the node of its number', () => {
    const [, second] = manifestsOf({ disk: 'd-[0-1]', on: 'worker' });
    expect(JSON.stringify(second)).toContain('"worker-1"');
  });
});

describe('splitWords()', () => {
  it.each([
    ['kubectl get pods', ['kubectl', 'get', 'pods']],
    [`patch -p '{"a": "b c"}'`, ['patch', '-p', '{"a": "b c"}']],
    ['label x="a b"', ['label', 'x=a b']],
  ])('splits %s', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });
});
