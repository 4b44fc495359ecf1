import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordedDifference, snapshotDifference } from '../../src/differences/index.ts';
import type { Recording } from '../../src/history/index.ts';
import { apiStory } from '../support/api-story.ts';
import { atMs } from '../support/recorded.ts';
import { but } from '../support/run.ts';
import { node, pod, snapshotOf } from '../support/snapshot.ts';

describe('between two times', () => {
  let recording: Recording;
  beforeAll(async () => {
    recording = await apiStory().open();
  });
  afterAll(() => recording.close());
  const diff = (from: number, to: number) => recordedDifference(recording, atMs(from), atMs(to));
  const entriesOf = (from: number, to: number) =>
    new Map(diff(from, to).groups.flatMap(({ entries }) => entries.map((entry) => [entry.object, entry])));

  test('pods are told by workload and node, objects with who changed them', () => {
    const { placement, summary } = diff(500, 650);
    expect(placement).toMatchObject([
      {
        object: 'Deployment/default/api',
        before: 3,
        after: 5,
        created: 2,
        nodes: [{ node: 'worker-1', before: 0, after: 2 }],
      },
    ]);
    expect(summary).toMatchObject({ podsCreated: 2, podsGone: 0, podsMoved: 0 });
    expect(entriesOf(500, 650).get('Deployment/default/api')).toMatchObject({
      summary: expect.stringContaining('replicas 3 → 5'),
      changes: [{ summary: 'replicas 3 → 5', who: { name: 'tom@example.com' }, reasons: [{}, {}] }],
    });
  });

  test('what was changed and changed back is told as such', () => {
    expect(entriesOf(1150, 1550).get('Deployment/default/api')?.summary).toContain('change-cause');
    const web = entriesOf(1750, 2050).get('Deployment/default/web');
    expect(web).toMatchObject({ change: 'returned', summary: 'changed 2 times and as before' });
    expect(web?.changes.map(({ who }) => who?.name)).toEqual(
      Array(2).fill('HorizontalPodAutoscaler/default/web'),
    );
  });

  test('between the same time there is nothing', () => {
    const same = diff(1000, 1000);
    expect([same.groups, same.placement, same.capacity]).toEqual([[], [], []]);
  });

  test('relations that came and went are told with their hop', () => {
    const { relations } = recordedDifference(recording, atMs(500), atMs(650), {
      object: 'Deployment/default/api',
      hops: 2,
    });
    expect(relations?.entries.filter(({ change }) => change !== 'same')).toMatchObject([
      {
        hop: 2,
        from: 'ReplicaSet/default/api-6d4cf',
        to: 'Pod/default/api-6d4cf-h4wqp',
        relation: 'owns',
        change: 'added',
      },
      {
        hop: 2,
        from: 'ReplicaSet/default/api-6d4cf',
        to: 'Pod/default/api-6d4cf-zn8vd',
        relation: 'owns',
        change: 'added',
      },
    ]);
  });
});

describe('between two snapshots', () => {
  const before = snapshotOf([node('n1'), node('n2'), pod('a', 'n1'), pod('b', 'n1'), pod('c')]);

  test('a pod that moved, one that is gone and one that found a node', () => {
    const after = snapshotOf([node('n1'), node('n2'), pod('a', 'n2'), pod('c', 'n2')]);
    const { placement, capacity, summary } = snapshotDifference(before, after);
    expect(summary).toMatchObject({ podsMoved: 1, podsGone: 1, podsCreated: 0 });
    expect(placement.find(({ object }) => object === 'Pod/default/c')?.nodes).toEqual([
      { node: '(no node)', before: 1, after: 0 },
      { node: 'n2', before: 0, after: 1 },
    ]);
    // Two pods of 100m ran before and two run after: requests are as they were.
    expect(capacity).toEqual([]);
  });

  test('a node that is cordoned, not ready, or gone', () => {
    const cordoned = but(node('n1'), { spec: { unschedulable: true } });
    const down = but(node('n2'), { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } });
    const { groups, unknown } = snapshotDifference(
      before,
      snapshotOf([cordoned, down, pod('a', 'n1'), pod('b', 'n1'), pod('c')]),
    );
    expect(groups.map(({ name }) => name)).toEqual(['capacity']);
    expect(groups[0]?.entries.map(({ object, summary }) => [object, summary])).toEqual([
      ['Node/n1', 'unschedulable (none) → true'],
      ['Node/n2', 'Ready → Ready unknown'],
    ]);
    expect(unknown[0]).toContain('do not tell who');
    const gone = snapshotDifference(
      before,
      snapshotOf([node('n1'), pod('a', 'n1'), pod('b', 'n1'), pod('c')]),
    );
    expect(gone.groups[0]?.entries[0]).toMatchObject({ object: 'Node/n2', change: 'removed' });
    expect(
      gone.capacity.map(({ resource, allocatableBefore, allocatableAfter }) => [
        resource,
        allocatableBefore,
        allocatableAfter,
      ]),
    ).toEqual([
      ['cpu', '8', '4'],
      ['memory', '16Gi', '8Gi'],
    ]);
  });

  test('a kind that one side does not know is not compared', () => {
    const blind = { ...before, completeness: [{ kind: 'Node', state: 'unknown' as const, count: 0 }] };
    expect(
      snapshotDifference(blind, snapshotOf([pod('a', 'n1'), pod('b', 'n1'), pod('c')])).incomparable,
    ).toEqual(['Node']);
  });
});
