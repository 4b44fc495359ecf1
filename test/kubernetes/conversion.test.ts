import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  currentGroupKindOf,
  inCurrentVersion,
  type JsonObject,
  shapeMismatch,
} from '../../src/kubernetes/index.ts';

const metadata = { name: 'a', namespace: 'x' };
const TARGET = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };

/** The object's fields but metadata after the conversion; it must have the shape of its new version. */
function converted(apiVersion: string, kind: string, fields: object, meta: object = metadata): JsonObject {
  const result = inCurrentVersion({ apiVersion, kind, metadata: meta, ...fields });
  expect(shapeMismatch(result)).toBeUndefined();
  return result;
}

describe('inCurrentVersion()', () => {
  it('turns the target of an autoscaling/v1 autoscaler and its annotations into metrics', () => {
    const annotations = {
      'autoscaling.alpha.kubernetes.io/metrics': JSON.stringify([
        { type: 'Resource', resource: { name: 'memory', targetAverageValue: '1Gi' } },
        { type: 'Pods', pods: { metricName: 'qps', targetAverageValue: '10' } },
        {
          type: 'Object',
          object: { target: { kind: 'Service', name: 's' }, metricName: 'hits', targetValue: '5' },
        },
        {
          type: 'External',
          external: { metricName: 'q', metricSelector: { matchLabels: { a: 'b' } }, targetValue: '2' },
        },
      ]),
      'autoscaling.alpha.kubernetes.io/behavior': JSON.stringify({
        ScaleDown: {
          StabilizationWindowSeconds: 60,
          Policies: [{ Type: 'Pods', Value: 1, PeriodSeconds: 60 }],
        },
      }),
      'autoscaling.alpha.kubernetes.io/conditions': JSON.stringify([{ type: 'AbleToScale', status: 'True' }]),
      'autoscaling.alpha.kubernetes.io/current-metrics': JSON.stringify([
        {
          type: 'Resource',
          resource: { name: 'cpu', currentAverageUtilization: 40, currentAverageValue: '400m' },
        },
      ]),
      other: 'stays',
    };
    const result = converted(
      'autoscaling/v1',
      'HorizontalPodAutoscaler',
      {
        spec: { minReplicas: 1, maxReplicas: 5, scaleTargetRef: TARGET, targetCPUUtilizationPercentage: 70 },
        status: { currentReplicas: 2, desiredReplicas: 2, currentCPUUtilizationPercentage: 40 },
      },
      { ...metadata, annotations },
    );
    expect(result).toEqual({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { ...metadata, annotations: { other: 'stays' } },
      spec: {
        minReplicas: 1,
        maxReplicas: 5,
        scaleTargetRef: TARGET,
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } },
          },
          {
            type: 'Pods',
            pods: { metric: { name: 'qps' }, target: { type: 'AverageValue', averageValue: '10' } },
          },
          {
            type: 'Object',
            object: {
              describedObject: { kind: 'Service', name: 's' },
              metric: { name: 'hits' },
              target: { type: 'Value', value: '5' },
            },
          },
          {
            type: 'External',
            external: {
              metric: { name: 'q', selector: { matchLabels: { a: 'b' } } },
              target: { type: 'Value', value: '2' },
            },
          },
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
          },
        ],
        behavior: {
          scaleDown: {
            stabilizationWindowSeconds: 60,
            policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
          },
        },
      },
      status: {
        currentReplicas: 2,
        desiredReplicas: 2,
        currentMetrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', current: { averageUtilization: 40, averageValue: '400m' } },
          },
        ],
        conditions: [{ type: 'AbleToScale', status: 'True' }],
      },
    });
  });

  it('gives an autoscaler that says nothing the target that v1 means by it', () => {
    const { spec } = converted('autoscaling/v1', 'HorizontalPodAutoscaler', {
      spec: { maxReplicas: 3, scaleTargetRef: TARGET },
    }) as { readonly spec: { readonly metrics: unknown } };
    expect(spec.metrics).toEqual([
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
      },
    ]);
  });

  const cases: readonly (readonly [
    what: string,
    version: string,
    kind: string,
    before: object,
    after: object,
  ])[] = [
    [
      'an autoscaler of v2beta1',
      'autoscaling/v2beta1',
      'HorizontalPodAutoscaler',
      {
        spec: {
          maxReplicas: 3,
          scaleTargetRef: TARGET,
          metrics: [{ type: 'Resource', resource: { name: 'cpu', targetAverageUtilization: 60 } }],
        },
      },
      {
        apiVersion: 'autoscaling/v2',
        spec: {
          maxReplicas: 3,
          scaleTargetRef: TARGET,
          metrics: [
            {
              type: 'Resource',
              resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } },
            },
          ],
        },
      },
    ],
    [
      'an event of events.k8s.io',
      'events.k8s.io/v1',
      'Event',
      {
        regarding: { kind: 'Pod', name: 'p' },
        note: 'failed',
        reason: 'Failed',
        type: 'Warning',
        reportingController: 'kubelet',
        deprecatedCount: 3,
        deprecatedFirstTimestamp: '2026-01-01T00:00:00Z',
        deprecatedLastTimestamp: '2026-01-01T01:00:00Z',
        deprecatedSource: { component: 'kubelet' },
      },
      {
        apiVersion: 'v1',
        involvedObject: { kind: 'Pod', name: 'p' },
        message: 'failed',
        reason: 'Failed',
        type: 'Warning',
        reportingComponent: 'kubelet',
        reportingInstance: '',
        count: 3,
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp: '2026-01-01T01:00:00Z',
        source: { component: 'kubelet' },
      },
    ],
    [
      'an empty selector of a budget of v1beta1, which selects nothing',
      'policy/v1beta1',
      'PodDisruptionBudget',
      { spec: { minAvailable: 1, selector: {} } },
      {
        apiVersion: 'policy/v1',
        spec: {
          minAvailable: 1,
          selector: {
            matchExpressions: [
              { key: 'pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match', operator: 'Exists' },
            ],
          },
        },
      },
    ],
    [
      'an endpoint slice of v1beta1',
      'discovery.k8s.io/v1beta1',
      'EndpointSlice',
      {
        addressType: 'IPv4',
        endpoints: [
          {
            addresses: ['10.0.0.1'],
            nodeName: 'n1',
            topology: { 'kubernetes.io/hostname': 'n1', 'topology.kubernetes.io/zone': 'z' },
          },
        ],
      },
      {
        apiVersion: 'discovery.k8s.io/v1',
        addressType: 'IPv4',
        endpoints: [{ addresses: ['10.0.0.1'], nodeName: 'n1', zone: 'z' }],
      },
    ],
    [
      'an ingress of extensions',
      'extensions/v1beta1',
      'Ingress',
      {
        spec: {
          backend: { serviceName: 'all', servicePort: 80 },
          rules: [{ http: { paths: [{ path: '/', backend: { serviceName: 'web', servicePort: 'http' } }] } }],
        },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        spec: {
          defaultBackend: { service: { name: 'all', port: { number: 80 } } },
          rules: [
            {
              http: {
                paths: [
                  {
                    path: '/',
                    pathType: 'ImplementationSpecific',
                    backend: { service: { name: 'web', port: { name: 'http' } } },
                  },
                ],
              },
            },
          ],
        },
      },
    ],
    [
      'a claim of v1beta1',
      'resource.k8s.io/v1beta1',
      'ResourceClaim',
      { spec: { devices: { requests: [{ name: 'r', deviceClassName: 'gpu', count: 2 }] } } },
      {
        apiVersion: 'resource.k8s.io/v1',
        spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'gpu', count: 2 } }] } },
      },
    ],
    [
      'a slice of v1beta1',
      'resource.k8s.io/v1beta1',
      'ResourceSlice',
      {
        spec: {
          driver: 'd',
          pool: { name: 'p', generation: 1, resourceSliceCount: 1 },
          devices: [{ name: 'gpu', basic: { capacity: { memory: { value: '8Gi' } } } }],
        },
      },
      {
        apiVersion: 'resource.k8s.io/v1',
        spec: {
          driver: 'd',
          pool: { name: 'p', generation: 1, resourceSliceCount: 1 },
          devices: [{ name: 'gpu', capacity: { memory: { value: '8Gi' } } }],
        },
      },
    ],
    ['a cron job of v1beta1', 'batch/v1beta1', 'CronJob', {}, { apiVersion: 'batch/v1' }],
    ['a deployment of extensions', 'extensions/v1beta1', 'Deployment', {}, { apiVersion: 'apps/v1' }],
  ];
  for (const [what, version, kind, before, after] of cases) {
    it(`converts ${what}`, () => {
      expect(converted(version, kind, before)).toEqual({ kind, metadata, ...after });
    });
  }

  it('leaves current versions, other kinds of the same groups and custom resources alone', () => {
    for (const [apiVersion, kind] of [
      ['autoscaling/v2', 'HorizontalPodAutoscaler'],
      ['autoscaling/v1', 'Scale'],
      ['example.com/v1beta1', 'CronJob'],
    ] as const) {
      const object = { apiVersion, kind, metadata, spec: { targetCPUUtilizationPercentage: 1 } };
      expect(inCurrentVersion(object)).toBe(object);
    }
    expect(currentGroupKindOf('events.k8s.io/v1', 'Event')).toBe('Event');
  });

  it('takes whatever stands in the fields', () => {
    const field = fc.constantFrom(
      ...'spec status metrics annotations devices requests endpoints topology rules http paths backend basic'.split(
        ' ',
      ),
    );
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, 1, 'x', true, '[[{'),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(field, tie('node'), { maxKeys: 4 }),
      ),
    })).node;
    const kinds = cases.map(([, version, kind]) => [version, kind] as const);
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        value,
        value,
        value,
        ([apiVersion, kind], spec, status, meta) => {
          inCurrentVersion({
            apiVersion,
            kind,
            metadata: meta,
            spec,
            status,
            endpoints: spec,
            regarding: status,
          });
        },
      ),
    );
  });
});
