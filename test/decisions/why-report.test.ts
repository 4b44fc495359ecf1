import { afterAll, beforeAll, expect, test } from 'vitest';
import { snapshotHistory, snapshotWhy, whyReport } from '../../src/decisions/index.ts';
import type { ObjectRef, Recording } from '../../src/history/index.ts';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { apiStory } from '../support/api-story.ts';
import { at, atMs } from '../support/recorded.ts';
import { snapshotOf } from '../support/snapshot.ts';

const API: ObjectRef = { kind: 'Deployment.apps', namespace: 'default', name: 'api' };
let recording: Recording;

beforeAll(async () => {
  recording = await apiStory().open();
});
afterAll(() => recording.close());

const why = (path: string, asked: unknown, ref = API, seconds = 2000) =>
  whyReport(recording, ref, { path, asked, atMs: atMs(seconds), simulated: 'not tried', notes: [] });

test('a value that was tried is told with who, why, what came of it and why it was taken back', () => {
  const report = why('spec.replicas', 5);
  expect(report.current.value).toBe(3);
  expect(report.attempts).toMatchObject([
    {
      from: at(601).replace('.000', ''),
      heldSeconds: 300,
      end: 'taken back',
      next: '3',
      who: { name: 'tom@example.com' },
      reasons: [{ text: 'more load since the campaign' }, { text: 'https://tickets.example/OPS-7' }],
      nextReasons: [{ text: '5 were too many for 128Mi each' }],
      outcome: { oomKills: 2 },
    },
  ]);
  expect([report.simulation, report.notSimulated]).toEqual([null, 'not tried']);
});

test('a value that never was has no attempt, and the one that holds still holds', () => {
  expect(why('spec.replicas', 9).attempts).toEqual([]);
  expect(why('spec.replicas', undefined).attempts.map(({ end }) => end)).toEqual(['replaced', 'holds']);
});

test('what came of a configuration value is what its readers went through', () => {
  const ref = { kind: 'ConfigMap', namespace: 'default', name: 'api-config' };
  const { attempts } = why('data.CACHE_SIZE', '64Mi', ref);
  expect(attempts).toMatchObject([
    { end: 'replaced', next: '32Mi', outcome: { oomKills: 2, servicesKnown: true } },
  ]);
});

test('an autoscaler that sets the field by itself is named', () => {
  const report = why('spec.replicas', 4, { ...API, name: 'web' }, 2100);
  expect(report.alsoSetBy).toEqual([
    'HorizontalPodAutoscaler/default/web sets it by itself, between 2 and 8',
  ]);
  expect(report.attempts[0]?.who).toMatchObject({ name: 'HorizontalPodAutoscaler/default/web' });
});

const OWNER = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api', uid: 'u1', controller: true };
const template = (image: string) => ({
  metadata: { labels: { app: 'api' } },
  spec: { containers: [{ name: 'main', image }] },
});
const replicaSet = (name: string, image: string, annotations: Record<string, string>): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name,
    namespace: 'default',
    creationTimestamp: name === 'api-1' ? '2026-01-01T00:00:00Z' : '2026-01-02T00:00:00Z',
    annotations,
    ownerReferences: [OWNER],
  },
  spec: { template: template(image) } as unknown as KubeObject,
});
const DEPLOYMENT: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'api',
    namespace: 'default',
    uid: 'u1',
    annotations: { 'smart.kubectl/ticket': 'https://t.example/1' },
  },
  spec: { replicas: 3, template: template('api:v1') },
};

test('a snapshot tells what its revisions keep, a come-back included, and says what it cannot tell', () => {
  const snapshot = snapshotOf([
    DEPLOYMENT,
    replicaSet('api-1', 'api:v1', {
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
      'deployment.kubernetes.io/desired-replicas': '3',
    }),
    replicaSet('api-2', 'api:v2', {
      'deployment.kubernetes.io/revision': '2',
      'kubernetes.io/change-cause': 'release v2',
    }),
  ]);
  const report = snapshotHistory(snapshot, API, DEPLOYMENT, { decisions: true });
  expect(report.changes.map(({ time, summary, who }) => [time, summary, who])).toEqual([
    ['2026-01-02T00:00:00Z', 'revision 1 → 2: image of main: api:v1 → api:v2', null],
    [null, 'revision 2 → 3: image of main: api:v2 → api:v1', null],
  ]);
  expect(report.changes[0]?.reasons).toMatchObject([{ text: 'release v2' }]);
  expect(report.rollbacks).toMatchObject([{ fields: [{ tried: ['api:v2'], backTo: 'api:v1' }], to: null }]);
  expect(report.notes.map(({ text }) => text)).toEqual([
    'https://t.example/1',
    '3 replicas were wanted when revision 3 was last scaled',
  ]);
  expect(report.unknown[0]).toContain('who changed this object');
  const image = snapshotWhy(snapshot, API, DEPLOYMENT, {
    path: 'spec.template.spec.containers[main].image',
    asked: 'api:v2',
    simulated: 'not tried',
    notes: [],
  });
  expect(image.attempts).toMatchObject([{ end: 'taken back', next: 'api:v1', outcome: null }]);
});
