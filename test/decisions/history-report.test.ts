import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { historyReport } from '../../src/decisions/index.ts';
import type { ObjectRef, Recording } from '../../src/history/index.ts';
import { apiStory } from '../support/api-story.ts';
import { at, atMs } from '../support/recorded.ts';

const API: ObjectRef = { kind: 'Deployment.apps', namespace: 'default', name: 'api' };
const WEB: ObjectRef = { ...API, name: 'web' };
let recording: Recording;

beforeAll(async () => {
  recording = await apiStory().open();
});
afterAll(() => recording.close());

const history = (ref = API, options = {}) => historyReport(recording, ref, { decisions: true, ...options });

describe('decisions', () => {
  test('are told with time, actor and summary, those about what the pods read too', () => {
    const told = history().changes.map(({ time, object, summary, who }) => [
      time,
      object,
      summary,
      who?.name,
    ]);
    expect(told).toEqual([
      [at(1).replace('.000', ''), 'ConfigMap/default/api-config', 'created', 'jenkins@prod'],
      [at(2).replace('.000', ''), 'Deployment/default/api', 'created', 'jenkins@prod'],
      [at(601).replace('.000', ''), 'Deployment/default/api', 'replicas 3 → 5', 'tom@example.com'],
      [at(901).replace('.000', ''), 'Deployment/default/api', 'replicas 5 → 3', 'tom@example.com'],
      [
        at(1200).replace('.000', ''),
        'Deployment/default/api',
        'image of main: shop/api:v1 → shop/api:v2-4f2a91c',
        'jenkins@prod',
      ],
      [
        at(1500).replace('.000', ''),
        'Deployment/default/api',
        'image of main: shop/api:v2-4f2a91c → shop/api:v1',
        'sarah@example.com',
      ],
      [
        at(1600).replace('.000', ''),
        'ConfigMap/default/api-config',
        'CACHE_SIZE 64Mi → 32Mi',
        'tom@example.com',
      ],
    ]);
  });

  test('have the reasons that were left just before, with them, by the commit they name, and by notes after', () => {
    const reasons = new Map(history().changes.map(({ summary, reasons: all }) => [summary, all]));
    expect(reasons.get('replicas 3 → 5')?.map(({ text, origin }) => [text, origin])).toEqual([
      ['more load since the campaign', 'annotation smart.kubectl/reason'],
      ['https://tickets.example/OPS-7', 'annotation smart.kubectl/ticket'],
    ]);
    expect(reasons.get('replicas 5 → 3')).toMatchObject([
      {
        text: '5 were too many for 128Mi each',
        origin: 'https://tickets.example/OPS-8 by tom, 59s after it',
        links: ['https://tickets.example/OPS-8'],
      },
    ]);
    const release = reasons.get('image of main: shop/api:v1 → shop/api:v2-4f2a91c')!;
    expect(release.map(({ text }) => text)).toEqual(['release v2', 'Batch the requests of the start page']);
    expect(release[1]!.origin).toContain('named by the new state');
    // The annotation of the release stays on the object: it is no reason of what follows.
    expect(reasons.get('image of main: shop/api:v2-4f2a91c → shop/api:v1')).toEqual([]);
  });

  test('what was tried and taken back has how long it held and what happened in between', () => {
    const [scaled, released] = history().rollbacks;
    expect(scaled).toMatchObject({
      fields: [{ path: 'spec.replicas', tried: ['5'], backTo: '3' }],
      heldSeconds: 300,
      triedBy: { name: 'tom@example.com' },
      takenBackBy: { name: 'tom@example.com' },
    });
    expect(scaled?.outcome).toMatchObject({
      oomKills: 2,
      restarts: 2,
      crashLooping: 2,
      services: [{ service: 'Service/default/api', before: 3, lowest: 0, zeroSeconds: 60 }],
    });
    expect(scaled?.outcome?.sentences).toEqual([
      'Service/default/api had no ready endpoint for 60s (3 before)',
      '2 OOM kills in 2 pods, first after 59s',
      '2 pods in CrashLoopBackOff, first after 59s',
      '2 restarts in 2 pods, first after 59s',
      'never all 5 pods were ready: 3 at most',
      'new in the log of 2 pods, 2 times: FATAL: cannot allocate 33554432/67108864 bytes',
    ]);
    expect(released).toMatchObject({
      means: 'kubectl rollout undo',
      takenBackBy: { name: 'sarah@example.com' },
    });
    expect(released?.outcome?.sentences).toEqual([]);
  });

  test('every value of a field stands with its span; the last one still holds', () => {
    const replicas = history(API, { field: 'replicas' }).fields;
    expect(replicas.map(({ path }) => path)).toEqual(['spec.replicas']);
    expect(
      replicas[0]!.values.map(({ value, from, to, heldSeconds }) => [value, from, to, heldSeconds]),
    ).toEqual([
      [3, at(2).replace('.000', ''), at(601).replace('.000', ''), 599],
      [5, at(601).replace('.000', ''), at(901).replace('.000', ''), 300],
      [3, at(901).replace('.000', ''), null, 1299],
    ]);
  });

  test('an autoscaler is named as itself, and its moving to and fro is no trial', () => {
    const { changes, rollbacks } = history(WEB, { field: 'spec.replicas' });
    expect(changes.filter(({ fields }) => fields.length > 0).map(({ who }) => who)).toMatchObject([
      { name: 'HorizontalPodAutoscaler/default/web', role: 'controller' },
      { name: 'HorizontalPodAutoscaler/default/web', role: 'controller' },
    ]);
    expect(rollbacks).toEqual([]);
  });

  test('reach up to the time that is asked for and from the one given', () => {
    const early = history(API, { toMs: atMs(700) });
    expect(early.changes.at(-1)?.summary).toBe('replicas 3 → 5');
    expect(early.rollbacks).toEqual([]);
    const late = history(API, { fromMs: atMs(1400) });
    expect(late.changes).toHaveLength(2);
    expect(history(API, { last: 1 }).changes).toHaveLength(1);
  });

  test('a write of a Secret is told, without its values', () => {
    const secret = { kind: 'Secret', namespace: 'default', name: 'keys' };
    const { changes, unknown } = history(secret);
    expect(changes.at(-1)).toMatchObject({ who: { name: 'tom@example.com' }, decided: true });
    expect(changes.at(-1)?.summary).toContain('values of Secrets are not kept');
    expect([...changes.map(({ summary }) => summary), ...unknown].join('\n')).not.toContain('b3RoZXI');
  });

  test('of an object that nobody saw, nothing is claimed', () => {
    const { changes, unknown } = history({ ...API, name: 'ghost' });
    expect(changes).toEqual([]);
    expect(unknown[0]).toBe('Deployment/default/ghost is not in the recording');
  });
});

test('without the flag every recorded change is told, reports of the status as such', () => {
  const report = historyReport(
    recording,
    { kind: 'Pod', namespace: 'default', name: 'api-6d4cf-h4wqp' },
    { decisions: false },
  );
  expect(report.changes.map(({ summary, decided }) => [summary.split(':')[0], decided])).toEqual([
    ['created', true],
    ['status', false],
    ['deleted', true],
  ]);
});
