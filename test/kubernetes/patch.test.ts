import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyMerge,
  createMergePatch,
  isEqual,
  type JsonObject,
  jsonPatch,
  mergePatch,
  strategicMergePatch,
  threeWayMerge,
} from '../../src/kubernetes/index.ts';

const POD = 'core.v1.PodSpec';
const key = fc.constantFrom('a', 'b', 'c', 'd');
const json = fc.letrec<{ value: unknown; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.array(fc.integer()),
    tie('object'),
  ),
  object: fc.dictionary(key, tie('value'), { noNullPrototype: true }),
})).object;

describe('JSON merge patch', () => {
  test('the patch between two objects takes one to the other', () => {
    fc.assert(fc.property(json, json, (a, b) => isEqual(mergePatch(a, createMergePatch(a, b)), b)));
  });

  test('applied twice it is applied once', () => {
    fc.assert(
      fc.property(json, json, (a, patch) => {
        const once = mergePatch(a, patch);
        expect(mergePatch(once, patch)).toEqual(once);
      }),
    );
  });

  test('null removes', () => {
    expect(mergePatch({ a: 1, b: { c: 2, d: 3 } }, { a: null, b: { c: null } })).toEqual({ b: { d: 3 } });
  });
});

describe('JSON patch', () => {
  const target = { a: { b: [1, 2, 3] }, 'x/y': 1 };

  test.each([
    [[{ op: 'add', path: '/a/b/1', value: 9 }], { a: { b: [1, 9, 2, 3] }, 'x/y': 1 }],
    [[{ op: 'add', path: '/a/b/-', value: 9 }], { a: { b: [1, 2, 3, 9] }, 'x/y': 1 }],
    [[{ op: 'remove', path: '/a/b/0' }], { a: { b: [2, 3] }, 'x/y': 1 }],
    [[{ op: 'replace', path: '/x~1y', value: 2 }], { a: { b: [1, 2, 3] }, 'x/y': 2 }],
    [[{ op: 'move', from: '/a/b', path: '/c' }], { a: {}, 'x/y': 1, c: [1, 2, 3] }],
    [[{ op: 'copy', from: '/x~1y', path: '/z' }], { a: { b: [1, 2, 3] }, 'x/y': 1, z: 1 }],
    [[{ op: 'test', path: '/a/b/2', value: 3 }], target],
  ])('%j', (patch, value) => {
    expect(jsonPatch(target, patch)).toEqual({ value });
  });

  test.each([
    [
      [{ op: 'remove', path: '/none' }],
      'remove operation does not apply: doc is missing key: /none: missing value',
    ],
    [
      [{ op: 'replace', path: '/a/b/7', value: 1 }],
      'replace operation does not apply: doc is missing path: /a/b/7: invalid index referenced',
    ],
    [[{ op: 'test', path: '/x~1y', value: 2 }], 'testing value /x~1y failed'],
    [[{ op: 'twist', path: '/a' }], 'Unexpected kind: twist'],
  ])('%j does not apply', (patch, problem) => {
    expect(jsonPatch(target, patch)).toEqual({ problem });
  });

  test('what is added can be removed again', () => {
    fc.assert(
      fc.property(json, fc.integer(), (object, value) => {
        const { e: _e, ...before } = object as Record<string, unknown>;
        const patch = [
          { op: 'add', path: '/e', value },
          { op: 'test', path: '/e', value },
          { op: 'remove', path: '/e' },
        ];
        expect(jsonPatch(before, patch)).toEqual({ value: before });
      }),
    );
  });
});

describe('strategic merge patch', () => {
  const spec = {
    containers: [
      { name: 'a', image: 'a:1', ports: [{ containerPort: 80 }], args: ['x'] },
      { name: 'b', image: 'b:1' },
    ],
    tolerations: [{ key: 'k' }],
    volumes: [{ name: 'v', emptyDir: {} }],
  };

  test.each([
    [
      'merges containers by name',
      { containers: [{ name: 'b', image: 'b:2' }] },
      { containers: [spec.containers[0], { name: 'b', image: 'b:2' }] },
    ],
    [
      'adds a container in front of those that it does not name',
      { containers: [{ name: 'c' }] },
      { containers: [{ name: 'c' }, ...spec.containers] },
    ],
    ['deletes one', { containers: [{ name: 'a', $patch: 'delete' }] }, { containers: [spec.containers[1]] }],
    ['replaces all', { containers: [{ $patch: 'replace' }, { name: 'z' }] }, { containers: [{ name: 'z' }] }],
    ['replaces lists without a key', { tolerations: [{ key: 'l' }] }, { tolerations: [{ key: 'l' }] }],
    ['removes with null', { tolerations: null }, { tolerations: undefined }],
    [
      'merges ports by number',
      { containers: [{ name: 'a', ports: [{ containerPort: 81 }] }] },
      {
        containers: [
          { ...spec.containers[0], ports: [{ containerPort: 81 }, { containerPort: 80 }] },
          spec.containers[1],
        ],
      },
    ],
    [
      'keeps only the named fields of a volume',
      { volumes: [{ name: 'v', $retainKeys: ['name', 'secret'], secret: { secretName: 's' } }] },
      { volumes: [{ name: 'v', secret: { secretName: 's' } }] },
    ],
    [
      'orders',
      {
        '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }],
        containers: [{ name: 'b', image: 'b:3' }],
      },
      { containers: [{ name: 'b', image: 'b:3' }, spec.containers[0]] },
    ],
  ])('%s', (_name, patch, changed) => {
    expect(strategicMergePatch(spec, patch, POD)).toEqual({ ...spec, ...changed });
  });

  test('applied twice it is applied once', () => {
    const container = fc.record({ name: key, image: fc.string() });
    const list = fc.uniqueArray(container, { selector: ({ name }) => name });
    fc.assert(
      fc.property(list, list, (stored, patched) => {
        const once = strategicMergePatch({ containers: stored }, { containers: patched }, POD);
        expect(strategicMergePatch(once, { containers: patched }, POD)).toEqual(once);
      }),
    );
  });
});

describe('apply', () => {
  test('what was applied and is not any more goes, what others set stays', () => {
    const last = {
      containers: [
        { name: 'a', image: 'a:1' },
        { name: 'b', image: 'b:1' },
      ],
      nodeSelector: { x: 'y' },
    };
    const stored = {
      containers: [
        { name: 'a', image: 'a:1', imagePullPolicy: 'Always' },
        { name: 'b', image: 'b:1' },
        { name: 'injected' },
      ],
      nodeSelector: { x: 'y', z: 'w' },
      dnsPolicy: 'ClusterFirst',
    };
    const modified = { containers: [{ name: 'a', image: 'a:2' }] };
    expect(threeWayMerge(last, modified, stored, POD)).toEqual({
      containers: [{ name: 'injected' }, { name: 'a', image: 'a:2', imagePullPolicy: 'Always' }].reverse(),
      dnsPolicy: 'ClusterFirst',
    });
  });

  test('the same configuration again changes nothing', () => {
    fc.assert(
      fc.property(json, json, (configuration, others) => {
        const first = threeWayMerge(undefined, configuration, others, undefined);
        expect(threeWayMerge(configuration, configuration, first, undefined)).toEqual(first);
      }),
    );
  });

  test('on the server: lists that are maps are merged by all of their keys', () => {
    const stored = {
      ports: [
        { port: 53, protocol: 'TCP', name: 't' },
        { port: 53, protocol: 'UDP' },
      ],
    };
    const applied = { ports: [{ port: 53, targetPort: 5353 }] };
    expect(applyMerge(stored, applied, 'core.v1.ServiceSpec')).toEqual({
      ports: [
        { port: 53, protocol: 'TCP', name: 't', targetPort: 5353 },
        { port: 53, protocol: 'UDP' },
      ],
    });
  });
});

/**
 * Random Deployments, patched by k8s.io/apimachinery v0.36.3: `patch` is what `CreateThreeWayMergePatch` makes of what was
 * applied last, what is applied now and what is stored, `result` what `StrategicMergePatch` makes of it.
 */
describe('as Kubernetes merges', () => {
  interface Merge {
    readonly original: JsonObject;
    readonly modified: JsonObject;
    readonly current: JsonObject;
    readonly patch: JsonObject;
    readonly result: JsonObject;
  }
  const TYPE = 'apps.v1.Deployment';
  const file = new URL('strategic-merges.json.gz', import.meta.url);
  const merges = JSON.parse(gunzipSync(readFileSync(file)).toString()) as readonly Merge[];

  test('the order of lists', () => {
    for (const { original, modified, current, patch, result } of merges) {
      expect(stored(strategicMergePatch(current, patch, TYPE))).toEqual(stored(result));
      const applied = threeWayMerge(original, modified, current, TYPE);
      expect(templateOf(applied)).toEqual(templateOf(result));
    }
    expect(merges).toHaveLength(300);
  });

  /** Without finalizers: kubectl’s patch does not always give their order. */
  function templateOf({ spec }: JsonObject): unknown {
    return stored(spec as JsonObject);
  }

  /** As the API server keeps it: without nulls, which new items of a list still have. */
  function stored(object: JsonObject): unknown {
    return JSON.parse(JSON.stringify(object, (_key, value: unknown) => (value === null ? undefined : value)));
  }
});
