import { describe, expect, test } from 'vitest';
import { RelationGraph, readEdges, snapshotSource } from '../../src/relations/index.ts';
import { clusterOf, deployment, graphOf, make, owner, pod, service, shop } from './cluster.ts';

/** `type other`, both ways. */
const below = (graph: RelationGraph, key: string) =>
  graph.dependenciesOf(key).map(({ type, dependency }) => `${type} ${dependency}`);
const above = (graph: RelationGraph, key: string) =>
  graph.dependentsOf(key).map(({ type, dependent }) => `${dependent} ${type}`);

describe('what an object depends on', () => {
  const graph = graphOf(shop());

  test.each([
    [
      'Deployment/shop/web',
      [
        'owns ReplicaSet/shop/web-1',
        'calls Service/shop/api',
        'reads ConfigMap/shop/web-config',
        'reads Secret/shop/web-token',
        'mounts PersistentVolumeClaim/shop/web-data',
        'usesAccount ServiceAccount/shop/web',
        'uses PriorityClass/high',
        'limits ResourceQuota/shop/all',
        'allows Deployment/shop/api',
      ],
    ],
    [
      'Pod/shop/web-1-a',
      [
        'calls Service/shop/api',
        'reads ConfigMap/shop/web-config',
        'reads Secret/shop/web-token',
        'mounts PersistentVolumeClaim/shop/web-data',
        'runsOn Node/node-1',
        'usesAccount ServiceAccount/shop/web',
        'uses PriorityClass/high',
      ],
    ],
    ['ReplicaSet/shop/web-1', ['owns Pod/shop/web-1-a']],
    [
      'Service/shop/web',
      ['owns EndpointSlice/shop/web-x', 'selects Deployment/shop/web', 'selects Pod/shop/web-1-a'],
    ],
    [
      'Ingress/shop/front',
      ['routes Service/shop/web', 'reads Secret/shop/front-tls', 'uses IngressClass/nginx'],
    ],
    ['PersistentVolumeClaim/shop/web-data', ['binds PersistentVolume/pv-1', 'uses StorageClass/fast']],
    ['PersistentVolume/pv-1', ['runsOn Node/node-1', 'uses StorageClass/fast']],
    ['ServiceAccount/shop/web', ['reads Secret/shop/pull']],
    ['HorizontalPodAutoscaler/shop/web', ['scales Deployment/shop/web']],
    ['PodDisruptionBudget/shop/web', ['guards Deployment/shop/web', 'guards Pod/shop/web-1-a']],
    ['ValidatingWebhookConfiguration/check', ['admits Service/shop/api']],
    ['ConfigMap/shop/web-config', []],
    ['Pod/shop/not-there', []],
  ])('%s', (key, expected) => {
    expect(below(graph, key)).toEqual(expected);
  });
});

describe('what depends on an object', () => {
  const graph = graphOf(shop());

  test.each([
    ['ConfigMap/shop/web-config', ['Deployment/shop/web reads', 'Pod/shop/web-1-a reads']],
    [
      'Service/shop/api',
      ['Deployment/shop/web calls', 'Pod/shop/web-1-a calls', 'ValidatingWebhookConfiguration/check admits'],
    ],
    ['Service/shop/web', ['Ingress/shop/front routes']],
    [
      'Deployment/shop/web',
      [
        'Service/shop/web selects',
        'HorizontalPodAutoscaler/shop/web scales',
        'PodDisruptionBudget/shop/web guards',
      ],
    ],
    [
      'Deployment/shop/api',
      ['Service/shop/api selects', 'Deployment/shop/web allows', 'NetworkPolicy/shop/api guards'],
    ],
    [
      'Pod/shop/web-1-a',
      ['ReplicaSet/shop/web-1 owns', 'Service/shop/web selects', 'PodDisruptionBudget/shop/web guards'],
    ],
    ['Node/node-1', ['PersistentVolume/pv-1 runsOn', 'Pod/shop/api-1-a runsOn', 'Pod/shop/web-1-a runsOn']],
    ['ResourceQuota/shop/all', ['Deployment/shop/api limits', 'Deployment/shop/web limits']],
    ['IngressClass/nginx', ['Ingress/shop/front uses']],
    ['EndpointSlice/shop/web-x', ['Service/shop/web owns']],
  ])('%s', (key, expected) => {
    expect(above(graph, key)).toEqual(expected);
  });
});

describe('how it has it', () => {
  const words = (spec: object, dependency: string) =>
    graphOf([deployment('shop/web', spec as Readonly<Record<string, unknown>>)])
      .dependenciesOf('Deployment/shop/web')
      .find((relation) => relation.dependency === dependency);
  const main = { name: 'main', image: 'a' };
  const reference = { name: 'c', key: 'size' };

  test.each([
    [
      'variables',
      {
        containers: [
          {
            ...main,
            env: [
              { name: 'X', value: '1' },
              { name: 'size', valueFrom: { configMapKeyRef: reference } },
              { name: 'TTL', valueFrom: { configMapKeyRef: { name: 'c', key: 'ttl' } } },
            ],
          },
        ],
      },
      'reads size, ttl (as TTL) from it as environment',
      'spec.template.spec.containers[0].env[1]',
      ['size', 'ttl'],
    ],
    [
      'all of it, optional',
      { containers: [{ ...main, envFrom: [{ configMapRef: { name: 'c', optional: true } }] }] },
      'reads all of it as environment (optional)',
      'spec.template.spec.containers[0].envFrom[0]',
      undefined,
    ],
    [
      'files of an initial container',
      {
        initContainers: [{ ...main, name: 'init', volumeMounts: [{ name: 'v', mountPath: '/etc/c' }] }],
        containers: [main],
        volumes: [{ name: 'v', configMap: { name: 'c', items: [{ key: 'size', path: 's' }] } }],
      },
      'has it as files at /etc/c',
      'spec.template.spec.volumes[0].configMap',
      ['size'],
    ],
    [
      'a projected source',
      {
        containers: [main],
        volumes: [{ name: 'v', projected: { sources: [{ downwardAPI: {} }, { configMap: { name: 'c' } }] } }],
      },
      'has it as a volume that nothing mounts',
      'spec.template.spec.volumes[0].projected.sources[1]',
      undefined,
    ],
  ])('%s', (_name, spec, expected, evidence, keys) => {
    const relation = words(spec, 'ConfigMap/shop/c');
    expect([relation?.words, relation?.evidence, relation?.keys]).toEqual([expected, evidence, keys]);
    expect(relation?.isOptional === true).toBe(expected.endsWith('(optional)'));
  });
});

describe('who calls whom', () => {
  const callsOf = (container: object, ...others: Parameters<typeof graphOf>[0]) =>
    graphOf([
      deployment('shop/web', { containers: [{ name: 'main', image: 'a', ...container }] }),
      service('shop/web', { app: 'web' }),
      service('shop/api', { app: 'api' }),
      service('data/db', { app: 'db' }),
      ...others,
    ])
      .dependenciesOf('Deployment/shop/web')
      .filter(({ type }) => type === 'calls')
      .map(({ dependency, words }) => `${dependency}: ${words}`);
  const env = (value: string, name = 'X_URL') => ({ env: [{ name, value }] });

  test.each([
    ['a bare name', env('api'), ['Service/shop/api: names api in X_URL']],
    ['a name and its namespace', env('db.data'), ['Service/data/db: names db.data in X_URL']],
    ['a URL', env('http://api:8080/x?y=z'), ['Service/shop/api: names api:8080 in X_URL']],
    [
      'nothing secret of a URL',
      env('postgres://me:secret@db.data.svc:5432/x'),
      ['Service/data/db: names db.data.svc:5432 in X_URL'],
    ],
    [
      'a whole name',
      env('db.data.svc.cluster.local'),
      ['Service/data/db: names db.data.svc.cluster.local in X_URL'],
    ],
    [
      'a pod below a Service',
      env('db-0.db.data.svc:5432'),
      ['Service/data/db: names db-0.db.data.svc:5432 in X_URL'],
    ],
    [
      'a Service that is not there, said as one',
      env('http://gone.data.svc'),
      ['Service/data/gone: names gone.data.svc in X_URL'],
    ],
    [
      'a list',
      env('api:80,db.data:81'),
      ['Service/data/db: names db.data:81 in X_URL', 'Service/shop/api: names api:80 in X_URL'],
    ],
    ['a word in prose', env('the api is down'), []],
    ['a name that is no host', env('api', 'APP_NAME'), []],
    ['a mode', env('api', 'MODE'), []],
    ['its own Service', env('http://web:80'), []],
    ['an unknown host', env('https://example.com:443'), []],
    ['an argument', { args: ['--backend=http://api'] }, ['Service/shop/api: names api in its arguments']],
    ['a bare argument', { args: ['api'] }, []],
  ])('%s', (_name, container, expected) => {
    expect(callsOf(container)).toEqual(expected);
  });

  test('in the configuration that it reads', () => {
    const config = make('v1', 'ConfigMap', 'shop/c', {
      data: { 'app.yaml': 'upstream: http://api:80\nother: x\n' },
    });
    expect(callsOf({ envFrom: [{ configMapRef: { name: 'c' } }] }, config)).toEqual([
      'Service/shop/api: names api:80 in app.yaml of ConfigMap/shop/c',
    ]);
  });

  test('as a file says', () => {
    const edges = readEdges(
      '- {from: deploy/shop/api, to: svc/data/db, words: asks it over gRPC}',
      'edges.yaml',
    );
    const graph = new RelationGraph(snapshotSource(clusterOf(shop())), { edges });
    expect(graph.dependenciesOf('Deployment/shop/api').find(({ type }) => type === 'calls')).toEqual({
      dependent: 'Deployment/shop/api',
      dependency: 'Service/data/db',
      type: 'calls',
      words: 'asks it over gRPC',
      evidence: 'edges.yaml [0]',
    });
    expect(above(graph, 'Service/data/db')).toEqual(['Deployment/shop/api calls']);
  });

  test.each([
    ['- {from: 1, to: svc/a/b}', 'has no from'],
    ['- {from: deploy/web, to: svc/a/b}', 'in which namespace'],
    ['- {from: nothing/a/b, to: svc/a/b}', 'kind that is not known'],
    ['- {from: deploy/a/b, to: svc/a/b, type: likes}', 'a type that is none of'],
    ['x: 1', 'no list of edges'],
  ])('a file of edges that is none is refused: %s', (text, message) => {
    expect(() => readEdges(text, 'edges.yaml')).toThrow(message);
  });
});

describe('owners', () => {
  test('a custom kind may own anything; a controlled ReplicaSet repeats nothing of its owner', () => {
    const graph = graphOf([
      make('example.com/v1', 'Shop', 'shop/s', { spec: {} }),
      make('v1', 'ConfigMap', 'shop/c', {}, owner('example.com/v1', 'Shop', 's')),
      deployment('shop/web', { serviceAccountName: 'x' }),
      make(
        'apps/v1',
        'ReplicaSet',
        'shop/web-1',
        { spec: { template: { spec: { serviceAccountName: 'x', containers: [] } } } },
        owner('apps/v1', 'Deployment', 'web'),
      ),
    ]);
    expect(below(graph, 'Shop.example.com/shop/s')).toEqual(['owns ConfigMap/shop/c']);
    expect(above(graph, 'ConfigMap/shop/c')).toEqual(['Shop.example.com/shop/s owns']);
    expect(below(graph, 'ReplicaSet/shop/web-1')).toEqual([]);
    expect(above(graph, 'ServiceAccount/shop/x')).toEqual(['Deployment/shop/web usesAccount']);
  });
});

describe('what is there', () => {
  test('an unknown kind is not an absent object', () => {
    const objects = [pod('shop/a'), make('v1', 'ConfigMap', 'shop/c')];
    expect(graphOf(objects).presenceOf('ConfigMap/shop/d')).toBe('absent');
    expect(graphOf(objects).presenceOf('ConfigMap/other/d')).toBe('unknown');
    expect(graphOf(objects).presenceOf('Secret/shop/d')).toBe('absent');
    expect(graphOf(objects, { unknown: ['Secret'] }).presenceOf('Secret/shop/d')).toBe('unknown');
    expect(graphOf(objects).presenceOf('Pod/shop/a')).toBe('present');
  });
});

describe('walks', () => {
  const graph = graphOf(shop());

  test('reach each object once, the nearest first, with the way', () => {
    const walk = graph.walk('ConfigMap/shop/web-config', { direction: 'dependents' });
    expect(walk.map(({ key, hops }) => `${hops} ${key}`)).toEqual([
      '0 ConfigMap/shop/web-config',
      '1 Deployment/shop/web',
      '1 Pod/shop/web-1-a',
      '2 Service/shop/web',
      '2 HorizontalPodAutoscaler/shop/web',
      '2 PodDisruptionBudget/shop/web',
      '2 ReplicaSet/shop/web-1',
      '3 Ingress/shop/front',
    ]);
    expect(walk.at(-1)?.path.map(({ type }) => type)).toEqual(['reads', 'selects', 'routes']);
  });

  test('stop where they are told', () => {
    expect(
      graph.walk('Node/node-1', { direction: 'dependents', maxHops: 1, types: ['runsOn'] }),
    ).toHaveLength(4);
    const stopped = graph.walk('ConfigMap/shop/web-config', {
      direction: 'dependents',
      stopAt: (key) => key.startsWith('Deployment/'),
    });
    expect(stopped.map(({ key }) => key)).not.toContain('HorizontalPodAutoscaler/shop/web');
  });

  test('the shortest chain', () => {
    expect(graph.path('Ingress/shop/front', 'ConfigMap/shop/web-config')?.map(({ type }) => type)).toEqual([
      'routes',
      'selects',
      'reads',
    ]);
    expect(graph.path('ConfigMap/shop/web-config', 'Ingress/shop/front')).toBeUndefined();
  });
});
