import { describe, expect, it } from 'vitest';
import type { Observed } from '../../../src/impact/compare/pod-timeline.ts';
import { podTimeline, serviceEndpoints } from '../../../src/impact/compare/pod-timeline.ts';

const START = 1_000_000;

function seen(seconds: number, type: Observed['type'], uid: string, more: object = {}): Observed {
  const metadata = {
    name: 'db-0',
    namespace: 'default',
    uid,
    ownerReferences: [{ kind: 'StatefulSet', name: 'db' }],
  };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: {}, status: {}, ...more };
  return { at: START + seconds * 1000, type, object: pod as unknown as Observed['object'] };
}

describe('podTimeline()', () => {
  it('tells each moment once, and nothing from before the start', () => {
    const placed = { spec: { nodeName: 'n1' } };
    const timeline = podTimeline(
      [seen(-5, 'ADDED', 'a'), seen(1, 'MODIFIED', 'a', placed), seen(2, 'MODIFIED', 'a', placed)],
      START,
    );
    expect(timeline).toEqual([{ t: 1, event: 'scheduled', pod: 'default/db-0', node: 'n1' }]);
  });

  it('numbers a pod that comes back under its name', () => {
    const timeline = podTimeline(
      [seen(-1, 'ADDED', 'a'), seen(1, 'DELETED', 'a'), seen(1.5, 'ADDED', 'b')],
      START,
    );
    expect(timeline).toEqual([
      { t: 1, event: 'deleted', pod: 'default/db-0' },
      { t: 1.5, event: 'created', pod: 'default/db-0#2', owner: 'StatefulSet/db' },
    ]);
  });

  it('reads conditions', () => {
    const conditions = [
      { type: 'PodScheduled', status: 'False', message: 'no room' },
      { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' },
      { type: 'Ready', status: 'True' },
    ];
    const events = podTimeline(
      [seen(-1, 'ADDED', 'a'), seen(1, 'MODIFIED', 'a', { status: { conditions } })],
      START,
    );
    expect(events.map(({ event, message, reason }) => [event, message ?? reason])).toEqual([
      ['unschedulable', 'no room'],
      ['disruptionTarget', 'EvictionByEvictionAPI'],
      ['ready', undefined],
    ]);
  });
});

describe('serviceEndpoints()', () => {
  it('counts ready endpoints over all slices of a service, and the time without any', () => {
    const slice = (seconds: number, name: string, ready: boolean[]): Observed => {
      const labels = {
        'kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      };
      const endpoints = ready.map((one) => ({ conditions: { ready: one } }));
      const object = {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name, namespace: 'default', uid: name, labels },
        endpoints,
      };
      return { at: START + seconds * 1000, type: 'MODIFIED', object };
    };
    const observations = [
      slice(-2, 'a', [true, true]),
      slice(-1, 'b', [true]),
      slice(1, 'a', [false, false]),
      slice(2, 'b', []),
      slice(5, 'b', [true]),
    ];
    expect(serviceEndpoints(observations, START, START + 10_000)).toEqual([
      { service: 'default/web', before: 3, lowest: 0, zeroSeconds: 3 },
    ]);
  });
});
