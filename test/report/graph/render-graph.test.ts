import { describe, expect, test } from 'vitest';
import {
  RELATION_TYPES,
  type RelationReport,
  relationReport,
  type Side,
} from '../../../src/relations/index.ts';
import { renderDot } from '../../../src/report/graph/render-dot.ts';
import { renderMermaid } from '../../../src/report/graph/render-mermaid.ts';
import { renderGraphTree } from '../../../src/report/graph/render-tree.ts';
import { PLAIN } from '../../../src/report/index.ts';
import {
  type ClusterOptions,
  clusterOf,
  graphOf,
  make,
  owner,
  pod,
  READY,
  shop,
} from '../../relations/cluster.ts';
import { readSchema, violations } from '../schema-check.ts';

type Objects = Parameters<typeof clusterOf>[0];

function reportOf(
  objects: Objects,
  object: string,
  sides: readonly Side[] = ['upstream', 'downstream'],
  { depth = 6, ...options }: ClusterOptions & { readonly depth?: number } = {},
): RelationReport {
  return relationReport(graphOf(objects, options), clusterOf(objects, options).metadata, object, {
    sides,
    depth,
  });
}

/** A ReplicaSet of `count` pods, of which the first is not well. */
function many(count: number): Objects {
  const ill = { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] };
  return [
    make('apps/v1', 'ReplicaSet', 'shop/web', {
      spec: { replicas: count },
      status: { readyReplicas: count - 1 },
    }),
    ...Array.from({ length: count }, (_, index) =>
      pod(
        `shop/web-${index}`,
        { nodeName: `node-${index % 2}` },
        owner('apps/v1', 'ReplicaSet', 'web'),
        index === 0 ? ill : READY,
      ),
    ),
  ];
}

describe('the tree', () => {
  test('shows each object where it is nearest, what pods share only at their workload, and marks cycles', () => {
    expect(renderGraphTree(reportOf(shop(), 'Deployment/shop/web'), PLAIN)).toMatchInlineSnapshot(`
      "Snapshot  2026-01-01T00:00:00Z
      Deployment/shop/web  [ok] 1/1 available

      What it depends on (upstream)
      |- ReplicaSet/web-1  [ok] 1/1 ready  - owns it
      |  \`- Pod/web-1-a  [ok] ready  - owns it
      |     \`- Node/node-1  [ok] Ready  - runs on it
      |- Service/api  [ok] 1 of 1 endpoints ready  - names api:8080 in BACKEND
      |  \`- Deployment/api  [ok] 1/1 available  - sends its traffic to it
      |     |- ReplicaSet/api-1  [ok] 1/1 ready  - owns it
      |     |  \`- Pod/api-1-a  [ok] ready  - owns it
      |     \`- ResourceQuota/all  (has its own branch)
      |- ConfigMap/web-config  [ok] is there  - reads CACHE_SIZE from it as environment
      |- Secret/web-token  [ok] is there  - reads token (as TOKEN) from it as environment
      |- PersistentVolumeClaim/web-data  [ok] Bound  - mounts it at /data
      |  |- PersistentVolume/pv-1  [ok] Bound  - is bound to it
      |  |  |- Node/node-1  (has its own branch)
      |  |  \`- StorageClass/fast  (has its own branch)
      |  \`- StorageClass/fast  [ok] is there  - is provisioned by it
      |- ServiceAccount/web  [ok] is there  - runs as it
      |  \`- Secret/pull  [degraded] is not there  - gives it to pods to pull images with (optional)
      |- PriorityClass/high  [ok] is there  - has its priority from it
      |- ResourceQuota/all  [ok] has room  - is limited by it
      \`- Deployment/api  (has its own branch)

      What depends on it (downstream)
      |- Service/web  [ok] 1 of 1 endpoints ready  - sends its traffic to it
      |  \`- Ingress/front  [ok] routes to 1 Service  - routes shop.example/ to it on port 80
      |- HorizontalPodAutoscaler/web  [ok] 1 of 1 to 3 replicas  - keeps it between 1 and 3 replicas
      \`- PodDisruptionBudget/web  [degraded] allows no eviction (1 healthy, needs 1)  - limits its evictions
      "
    `);
  });

  test('is drawn with lines on a terminal that has them', () => {
    const text = renderGraphTree(reportOf(shop(), 'Ingress/shop/front', ['upstream'], { depth: 1 }), {
      ...PLAIN,
      unicode: true,
    });
    expect(text).toMatchInlineSnapshot(`
      "Snapshot  2026-01-01T00:00:00Z
      Ingress/shop/front  [ok] routes to 1 Service

      What it depends on (upstream)
      ├─ Service/web  [ok] 1 of 1 endpoints ready  · routes shop.example/ to it on port 80
      ├─ Secret/front-tls  [ok] is there  · has its certificate from it
      └─ IngressClass/nginx  [failing] is not there  · is served by its controller

      1 object has more beyond 1 hops: --depth N goes on
      "
    `);
  });

  test('folds many alike, the ill ones apart, unless all are asked for', () => {
    const report = reportOf(many(12), 'ReplicaSet/shop/web', ['upstream']);
    expect(renderGraphTree(report, PLAIN)).toMatchInlineSnapshot(`
      "Snapshot  2026-01-01T00:00:00Z
      ReplicaSet/shop/web  [degraded] 11/12 ready

      What it depends on (upstream)
      |- Pod/web-0  [degraded] running, not ready  - owns it
      |  \`- Node/node-0  [failing] is not there  - runs on it
      \`- 11 Pods  [11 ok]  - owns each
         \`- Node/node-1  [failing] is not there  - runs on it

      Many alike are counted in one line: --all shows each
      "
    `);
    expect(renderGraphTree(report, { ...PLAIN, wide: true })).toContain('Pod/web-11  [ok] ready');
  });

  test('says what is not known', () => {
    const text = renderGraphTree(
      reportOf(shop(), 'Service/shop/web', ['downstream'], {
        unknown: ['HTTPRoute', 'IngressClass.networking.k8s.io'],
      }),
      PLAIN,
    );
    expect(text).not.toContain('not known');
    const without = shop().filter(({ kind }) => kind !== 'Ingress');
    expect(
      renderGraphTree(
        reportOf(without, 'Service/shop/web', ['downstream'], { unknown: ['Ingress.networking.k8s.io'] }),
        PLAIN,
      ),
    ).toContain('? Ingresses are not in this snapshot: what routes here is not known');
  });
});

describe('drawings', () => {
  test('DOT', () => {
    expect(renderDot(reportOf(shop(), 'Service/shop/web', ['downstream']), false)).toMatchInlineSnapshot(`
      "digraph "Service/shop/web" {
        rankdir=LR;
        node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=10];
        edge [fontname="sans-serif", fontsize=9];
        n0 [label="Service\\nshop/web\\n1 of 1 endpoints ready", fillcolor="#e6f4ea", penwidth=2];
        n1 [label="Ingress\\nshop/front\\nroutes to 1 Service", fillcolor="#e6f4ea"];
        n1 -> n0 [label="routes"];
      }
      "
    `);
  });

  test('Mermaid', () => {
    expect(renderMermaid(reportOf(shop(), 'Service/shop/web', ['downstream']), false)).toMatchInlineSnapshot(`
      "flowchart LR
        n0(["Service<br/>shop/web<br/>1 of 1 endpoints ready"]):::ok
        n1["Ingress<br/>shop/front<br/>routes to 1 Service"]:::ok
        n1 -->|routes| n0
        classDef ok fill:#e6f4ea,stroke:#137333,color:#202124
        classDef degraded fill:#fff4ce,stroke:#b06000,color:#202124
        classDef failing fill:#fde7e9,stroke:#c5221f,color:#202124
        classDef unknown fill:#eeeeee,stroke:#5f6368,color:#202124
      "
    `);
  });

  test('what an object says cannot break out of its label', () => {
    const message = 'a"]\n end; <b>x</b> \\" #quot; | y';
    const status = { conditions: [{ type: 'Ready', status: 'False', message }] };
    const report = reportOf(
      [make('example.com/v1', 'Thing', 'shop/x', { status })],
      'Thing.example.com/shop/x',
    );
    const dot = renderDot(report, false);
    expect(dot.replace(/"(?:[^"\\]|\\.)*"/g, 'TEXT')).not.toMatch(/["<|#]/);
    const mermaid = renderMermaid(report, false)
      .split('\n')
      .find((line) => line.includes('n0'));
    expect(mermaid?.match(/"/g)).toHaveLength(2);
    expect(mermaid?.replaceAll('<br/>', '').replace(/#\d+;/g, '')).not.toMatch(/[<>|#\\;]/);
  });

  test('many alike are one box', () => {
    const report = reportOf(many(12), 'ReplicaSet/shop/web', ['upstream']);
    expect(renderDot(report, false).match(/label="Pod/g)).toHaveLength(2);
    expect(renderDot(report, true).match(/label="Pod/g)).toHaveLength(12);
  });
});

test('a RelationReport is what its schema says', () => {
  const schema = readSchema('relation-report.v1');
  expect(schema.properties?.relations?.items?.properties?.type?.enum).toEqual(RELATION_TYPES);
  const wire = (document: object): unknown => JSON.parse(JSON.stringify(document));
  for (const object of ['Deployment/shop/web', 'Node/node-1', 'ServiceAccount/shop/web']) {
    expect(violations(schema, wire(reportOf(shop(), object, undefined, { depth: 2 })))).toEqual([]);
  }
});
