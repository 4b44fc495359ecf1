import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { keyOf, type Relation, RelationGraph, snapshotSource } from '../../src/relations/index.ts';
import { clusterOf, make, owner, pod, service } from './cluster.ts';

const namespace = fc.constantFrom('shop', 'data');
const name = fc.constantFrom('a', 'b', 'c');
const labels = fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('x', 'y'), { maxKeys: 2 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const podSpec = fc
  .record({
    config: maybe(name),
    secret: maybe(name),
    claim: maybe(name),
    ephemeral: fc.boolean(),
    account: maybe(name),
    call: maybe(fc.constantFrom('http://a', 'b.data', 'c.shop.svc', 'a:80,b:80')),
  })
  .map(({ config, secret, claim, ephemeral, account, call }) => ({
    ...(account ? { serviceAccountName: account } : {}),
    containers: [
      {
        name: 'main',
        image: 'i',
        ...(config ? { envFrom: [{ configMapRef: { name: config } }] } : {}),
        env: [
          ...(secret ? [{ name: 'S', valueFrom: { secretKeyRef: { name: secret, key: 'k' } } }] : []),
          ...(call ? [{ name: 'URL', value: call }] : []),
        ],
      },
    ],
    volumes: [
      ...(claim ? [{ name: 'data', persistentVolumeClaim: { claimName: claim } }] : []),
      ...(ephemeral ? [{ name: 'tmp', ephemeral: { volumeClaimTemplate: {} } }] : []),
    ],
  }));

const OWNERS = [
  ['apps/v1', 'ReplicaSet'],
  ['apps/v1', 'Deployment'],
  ['example.com/v1', 'Custom'],
  ['batch/v1', 'Job'],
] as const;
const owned = fc.oneof(
  fc.constant({}),
  fc.tuple(fc.constantFrom(...OWNERS), name).map(([[apiVersion, kind], of]) => owner(apiVersion, kind, of)),
);

const object: fc.Arbitrary<KubeObject> = fc
  .record({
    namespace,
    name,
    labels,
    spec: podSpec,
    owned,
    node: maybe(fc.constantFrom('n1', 'n2')),
    pick: fc.nat(11),
  })
  .map(({ namespace: ns, name: own, labels: with_, spec, owned: by, node, pick }) => {
    const at = `${ns}/${own}`;
    const template = { metadata: { labels: with_ }, spec };
    const all = [
      () => pod(at, { ...spec, ...(node ? { nodeName: node } : {}) }, { labels: with_, ...by }),
      () => make('apps/v1', 'Deployment', at, { spec: { template } }),
      () => make('apps/v1', 'ReplicaSet', at, { spec: { template } }, by),
      () => make('apps/v1', 'StatefulSet', at, { spec: { template, serviceName: 'a' } }),
      () => make('batch/v1', 'Job', at, { spec: { template } }, by),
      () => service(at, with_),
      () => make('v1', 'ConfigMap', at, { data: { URL: 'http://a.data:80' } }, by),
      () => make('policy/v1', 'PodDisruptionBudget', at, { spec: { selector: { matchLabels: with_ } } }),
      () =>
        make('networking.k8s.io/v1', 'NetworkPolicy', at, {
          spec: {
            podSelector: { matchLabels: with_ },
            ingress: [{ from: [{ podSelector: { matchLabels: { app: 'x' } }, namespaceSelector: {} }] }],
            egress: [{ to: [{ podSelector: { matchLabels: { tier: 'y' } } }] }],
          },
        }),
      () =>
        make(
          'discovery.k8s.io/v1',
          'EndpointSlice',
          at,
          { endpoints: [{ targetRef: { kind: 'Pod', name: 'b', namespace: ns } }] },
          { labels: { 'kubernetes.io/service-name': own } },
        ),
      () => make('v1', 'PersistentVolumeClaim', `${ns}/${own}-tmp`, { spec: { volumeName: 'pv' } }, by),
      () => make('v1', 'LimitRange', at),
    ];
    return all[pick]!();
  });

test('what depends on an object is what says that it depends on it', () => {
  fc.assert(
    fc.property(fc.uniqueArray(object, { selector: keyOf, minLength: 3, maxLength: 25 }), (objects) => {
      const snapshot = clusterOf(objects);
      const source = snapshotSource(snapshot);
      const graph = new RelationGraph(source);
      const forward: Relation[] = objects.flatMap((each) => graph.dependenciesOf(keyOf(each)));
      // Owners that are not there own what names them.
      const ends = new Set([
        ...objects.map(keyOf),
        ...forward.flatMap(({ dependent, dependency }) => [dependent, dependency]),
      ]);
      for (const key of [...ends]) for (const { dependent } of graph.dependentsOf(key)) ends.add(dependent);
      const all = [...ends].flatMap((key) => graph.dependenciesOf(key));
      const back = [...ends].flatMap((key) => graph.dependentsOf(key));
      expect(back.map(text).sort()).toEqual(all.map(text).sort());
      // What was asked before changes no answer.
      for (const key of ends) {
        expect(new RelationGraph(source).dependentsOf(key)).toEqual(graph.dependentsOf(key));
      }
    }),
    { numRuns: 120 },
  );
});

function text(relation: Relation): string {
  return JSON.stringify(relation, Object.keys(relation).sort());
}
