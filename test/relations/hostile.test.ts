import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diagnose, examine } from '../../src/diagnosis/index.ts';
import { healthOf, keyOf, RelationGraph, snapshotSource } from '../../src/relations/index.ts';
import { clusterOf, make } from './cluster.ts';

const GATEWAY = 'gateway.networking.k8s.io/v1';
const KINDS = [
  [GATEWAY, 'HTTPRoute'],
  [GATEWAY, 'Gateway'],
  ['argoproj.io/v1alpha1', 'Rollout'],
  ['serving.knative.dev/v1', 'Service'],
  ['example.com/v1', 'Thing'],
] as const;
const NAMES = [
  'parentRefs',
  'rules',
  'backendRefs',
  'listeners',
  'tls',
  'name',
  'template',
  'spec',
  'containers',
  'env',
  'conditions',
  'type',
];

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, 1, '', 'x', true),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 4 }),
  ),
}));

test('objects of custom kinds may hold anything', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...KINDS), value, value), { maxLength: 5 }), (parts) => {
      const objects = parts.map(([[apiVersion, kind], spec, status], index) =>
        make(apiVersion, kind, `a/x${index}`, { spec, status }),
      );
      const snapshot = clusterOf(objects);
      const graph = new RelationGraph(snapshotSource(snapshot));
      for (const key of [...objects.map(keyOf), 'Service/a/x', 'Secret/a/x', 'ConfigMap/a/x']) {
        expect(Array.isArray(graph.dependenciesOf(key))).toBe(true);
        expect(Array.isArray(graph.dependentsOf(key))).toBe(true);
        expect(healthOf(key, graph).reason).toEqual(expect.any(String));
        expect(diagnose(snapshot, examine(snapshot, graph), [key]).diagnoses).toHaveLength(1);
      }
    }),
    { numRuns: 150 },
  );
});

test('routes of the Gateway API go to Services through Gateways', () => {
  const objects = [
    make(GATEWAY, 'HTTPRoute', 'a/web', {
      spec: {
        parentRefs: [{ name: 'edge', namespace: 'infra' }],
        rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
      },
    }),
    make(GATEWAY, 'Gateway', 'infra/edge', {
      spec: { gatewayClassName: 'envoy', listeners: [{ tls: { certificateRefs: [{ name: 'cert' }] } }] },
    }),
  ];
  const graph = new RelationGraph(snapshotSource(clusterOf(objects)));
  const below = (key: string) =>
    graph.dependenciesOf(key).map(({ type, dependency }) => `${type} ${dependency}`);
  expect(below('HTTPRoute/a/web')).toEqual(['routes Service/a/web', 'uses Gateway/infra/edge']);
  expect(below('Gateway/infra/edge')).toEqual(['reads Secret/infra/cert', 'uses GatewayClass/envoy']);
  expect(graph.dependentsOf('Service/a/web').map(({ dependent }) => dependent)).toEqual(['HTTPRoute/a/web']);
});
