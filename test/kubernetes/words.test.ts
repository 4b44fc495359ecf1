import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Amount,
  formatDuration,
  generateName,
  kindsNamed,
  parseDuration,
  parseSelector,
  schemaProblems,
  selects,
  withDefaults,
} from '../../src/kubernetes/index.ts';

describe('label selectors', () => {
  const labels = { app: 'web', tier: 'x', n: '5', empty: '' };

  test.each([
    ['app=web', true],
    ['app==web,tier!=y', true],
    ['app in (web, api),tier notin (y)', true],
    ['app,!missing', true],
    ['missing', false],
    ['missing!=x', true],
    ['n>4,n<6', true],
    ['n>5', false],
    ['empty=', true],
    ['app=', false],
    ['', true],
  ])('%j', (text, matches) => {
    const parsed = parseSelector(text);
    expect('selector' in parsed && selects(parsed.selector, labels)).toBe(matches);
  });

  test.each([['app in web'], ['app=(web)'], ['=web'], ['app web'], ['app in (web'], ['a=b,'], ['app=-x']])(
    '%j is none',
    (text) => {
      expect(parseSelector(text)).toHaveProperty('problem');
    },
  );

  test("in and notin are each other's opposite", () => {
    const word = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(fc.dictionary(word, word), word, fc.array(word, { minLength: 1 }), (map, key, values) => {
        const matches = (operator: string) => {
          const parsed = parseSelector(`${key} ${operator} (${values.join(',')})`);
          return 'selector' in parsed && selects(parsed.selector, map);
        };
        expect(matches('in')).toBe(!matches('notin'));
        expect(matches('in')).toBe(Object.hasOwn(map, key) && values.includes(map[key]!));
      }),
    );
  });
});

describe('amounts', () => {
  test.each([
    ['1000m', '1'],
    ['0.5', '500m'],
    ['1024Mi', '1Gi'],
    ['1536Mi', '1536Mi'],
    ['1e3', '1e3'],
    ['1500', '1500'],
    ['2000', '2k'],
    ['0', '0'],
    ['0.1Gi', '107374182400m'],
    ['100u', '100u'],
  ])('%s is written %s', (text, canonical) => {
    expect(`${Amount.parse(text)}`).toBe(canonical);
  });

  test.each(['', 'x', '1Q', '1.2.3', 'Mi', '--1'])('%j is none', (text) => {
    expect(Amount.parse(text)).toBeUndefined();
  });

  test('what is written is read again as the same', () => {
    const suffix = fc.constantFrom('', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi');
    const amount = fc
      .tuple(fc.nat(1_000_000), suffix)
      .map(([number, unit]) => Amount.parse(`${number}${unit}`)!);
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(Amount.parse(`${a}`)!.compare(a)).toBe(0);
        expect(a.plus(b).minus(b).compare(a)).toBe(0);
        expect(Math.sign(a.compare(b)) + Math.sign(b.compare(a))).toBe(0);
      }),
    );
  });
});

describe('durations', () => {
  test.each([
    [12_000, '12s'],
    [90_000, '1m30s'],
    [3_600_000, '1h0m0s'],
    [1500, '1.5s'],
    [500, '500ms'],
  ])('%d ms is %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
    expect(parseDuration(text)).toBe(durationMs);
  });

  test.each(['5', '', 's', '1d', '1h 2m'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('names of types', () => {
  const definition = {
    metadata: { name: 'rollouts.argoproj.io' },
    spec: {
      group: 'argoproj.io',
      scope: 'Namespaced',
      names: { kind: 'Rollout', plural: 'rollouts', shortNames: ['ro'] },
      versions: [{ name: 'v1alpha1', storage: true }],
    },
  };

  test.each([
    ['po', 'Pod'],
    ['Deployment', 'Deployment.apps'],
    ['deployments.apps', 'Deployment.apps'],
    ['deployments.v1.apps', 'Deployment.apps'],
    ['hpa', 'HorizontalPodAutoscaler.autoscaling'],
    ['rollouts', 'Rollout.argoproj.io'],
    ['ro', 'Rollout.argoproj.io'],
    ['rollout.argoproj.io', 'Rollout.argoproj.io'],
    ['widgets', 'Widget.example.com'],
  ])('%s', (word, kind) => {
    const kinds = kindsNamed(word, [definition], ['Widget.example.com']);
    expect(kinds.map(({ groupKind }) => groupKind)).toEqual([kind]);
  });

  test('deployments of another group are no such type', () => {
    expect(kindsNamed('deployments.example.com', [])).toEqual([]);
  });
});

test('a generated name keeps to the alphabet and to 63 characters', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '-', '0'), maxLength: 80 }),
      fc.integer(),
      (base, seed) => {
        let state = seed;
        const random = () => {
          state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
          return state / 0x80000000;
        };
        const name = generateName(base, random, 'sm');
        expect(name.length).toBeLessThanOrEqual(63);
        expect(name.slice(-5)).toMatch(/^sm[bcdfghjklmnpqrstvwxz2456789]{3}$/);
      },
    ),
  );
});

test('strict decoding names the field', () => {
  const deployment = (spec: object) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'x' },
    spec,
  });
  expect(
    schemaProblems(deployment({ replica: 1, template: { spec: { containers: [{ imagee: 'x' }] } } })),
  ).toEqual({
    unknown: ['spec.replica', 'spec.template.spec.containers[0].imagee'],
  });
  expect(schemaProblems(deployment({ replicas: '3' })).wrongType).toBe(
    'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
  );
});

test.each([
  [
    'Deployment',
    { template: { spec: { containers: [{ name: 'a', image: 'a' }] } } },
    {
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      template: { spec: { restartPolicy: 'Always', containers: [{ imagePullPolicy: 'Always' }] } },
    },
  ],
  [
    'StatefulSet',
    {},
    {
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    },
  ],
  ['DaemonSet', {}, { updateStrategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } }],
])('defaults of a %s', (kind, spec, defaults) => {
  expect(withDefaults({ apiVersion: 'apps/v1', kind, metadata: {}, spec }).spec).toMatchObject(defaults);
});
