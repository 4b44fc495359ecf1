import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readScript } from '../../src/commands/command-line/read-script.ts';
import { shellWord, textTemplate, valueAt, valueCommand } from '../../src/decisions/index.ts';
import { decidedChanges } from '../../src/history/index.ts';
import {
  isEqual,
  type JsonObject,
  type KubeObject,
  strategicMergePatch,
  typeOfKind,
} from '../../src/kubernetes/index.ts';

/** The words of a line as a shell reads it. */
function wordsOf(line: string): readonly string[] {
  return readScript(line)[0]?.words ?? [];
}

const TYPE = typeOfKind('apps/v1', 'Deployment')!;
const ref = { kind: 'Deployment.apps', namespace: 'default', name: 'api' };
const word = fc.constantFrom('a', 'b', 'app.properties', 'x.y', 'kubernetes.io/thing');
const container = fc.record({
  image: fc.constantFrom('i:1', 'i:2'),
  env: fc.uniqueArray(fc.record({ name: fc.constantFrom('A', 'B', 'C'), value: fc.constantFrom('1', '2') }), {
    selector: ({ name }) => name,
  }),
});
const deployment = fc.record({
  replicas: fc.nat(9),
  annotations: fc.dictionary(word, fc.constantFrom('1', '2')),
  containers: fc.uniqueArray(fc.tuple(fc.constantFrom('main', 'side'), container), {
    selector: ([name]) => name,
    minLength: 1,
  }),
});

function objectOf({
  replicas,
  annotations,
  containers,
}: typeof deployment extends fc.Arbitrary<infer Value> ? Value : never): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', namespace: 'default', annotations },
    spec: {
      replicas,
      template: { spec: { containers: containers.map(([name, rest]) => ({ name, ...rest })) } },
    },
  };
}

describe('paths', () => {
  test('of every change lead to the value before and after', () => {
    fc.assert(
      fc.property(deployment, deployment, (one, two) => {
        const [before, after] = [objectOf(one), objectOf(two)];
        for (const change of decidedChanges(before, after)) {
          expect(isEqual(valueAt(before, change.path), change.before)).toBe(true);
          expect(isEqual(valueAt(after, change.path), change.after)).toBe(true);
        }
      }),
    );
  });

  test('that nothing lies on lead to nothing', () => {
    const object = objectOf({
      replicas: 1,
      annotations: {},
      containers: [['main', { image: 'i:1', env: [] }]],
    });
    for (const path of ['spec.nothing', 'spec.template.spec.containers[ghost].image', 'spec.replicas.more'])
      expect(valueAt(object, path)).toBeUndefined();
    expect(valueAt(undefined, 'spec')).toBeUndefined();
  });
});

describe('commands', () => {
  test('that give a field a value give it just that', () => {
    fc.assert(
      fc.property(deployment, deployment, (one, two) => {
        const [before, after] = [objectOf(one), objectOf(two)];
        for (const { path, after: wanted } of decidedChanges(before, after)) {
          const words = wordsOf(valueCommand(ref, path, wanted));
          if (words[1] !== 'patch') continue;
          const patch: unknown = JSON.parse(words.at(-1)!);
          const patched = strategicMergePatch(
            before as unknown as JsonObject,
            patch as JsonObject,
            TYPE,
          ) as unknown as KubeObject;
          if (typeof wanted === 'string') expect(valueAt(patched, path)).toBe(wanted);
        }
      }),
    );
  });

  test.each([
    ['spec.replicas', 5, 'kubectl scale deployment/api -n default --replicas=5'],
    [
      'spec.template.spec.containers[main].image',
      'a b',
      "kubectl set image deployment/api -n default 'main=a b'",
    ],
    [
      'data.app.properties',
      "it's",
      `kubectl patch configmap/c --type=strategic -p '{"data":{"app.properties":"it'\\''s"}}'`,
    ],
  ])('%s', (path, value, line) => {
    const of = path.startsWith('data') ? { kind: 'ConfigMap', namespace: '', name: 'c' } : ref;
    expect(valueCommand(of, path, value)).toBe(line);
  });

  test('quote what a shell would change', () => {
    const line = fc.string({ minLength: 1 }).filter((text) => !/[\n\r]/.test(text));
    fc.assert(fc.property(line, (text) => wordsOf(`x ${shellWord(text)}`)[1] === text));
  });
});

test.each([
  [
    'back-off 5m0s restarting pod=api-6d4cfbbdf-x2kqz_default',
    'back-off <duration> restarting pod=api-<pod>_default',
  ],
  ['took 1.5s for 12 items from 10.0.0.1:80', 'took <duration> for <n> items from <address>'],
  ['2026-01-01T00:00:00.5Z id 4f2a91c0', '<time> id <hex>'],
])('%s has the template of its like', (text, template) => {
  expect(textTemplate(text)).toBe(template);
});
