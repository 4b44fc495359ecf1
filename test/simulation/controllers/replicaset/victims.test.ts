import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/kubernetes/index.ts';
import { victims } from '../../../../src/simulation/controllers/replicaset/victims.ts';
import { World } from '../../../../src/world/index.ts';
import { node, pod, snapshotOf } from '../../../support/snapshot.ts';

const NOW = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

interface Shape {
  readonly nodeName?: string;
  readonly phase?: string;
  readonly isReady?: boolean;
  readonly readyHours?: number;
  readonly ageHours?: number;
  readonly cost?: string;
  readonly restarts?: number;
  readonly uid?: string;
}

function shaped(name: string, shape: Shape): KubeObject {
  const { nodeName = 'n0', phase = 'Running', isReady = true, readyHours = 1, ageHours = 1 } = shape;
  const made = pod(name, nodeName === '' ? undefined : nodeName);
  const date = (hours: number) => new Date(NOW - hours * HOUR).toISOString().replace('.000Z', 'Z');
  return {
    ...made,
    metadata: {
      ...made.metadata,
      uid: shape.uid ?? `uid-${name}`,
      creationTimestamp: date(ageHours),
      ...(shape.cost ? { annotations: { 'controller.kubernetes.io/pod-deletion-cost': shape.cost } } : {}),
    },
    status: {
      phase,
      conditions: [
        { type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: date(readyHours) },
      ],
      containerStatuses: [{ name: 'main', restartCount: shape.restarts ?? 0 }],
    },
  };
}

/** CTRL-2.3: each row is decided by its own rule although the rules after it say the opposite. */
test.each<[string, Shape, Shape]>([
  [
    '1 not assigned to a node',
    { nodeName: '', phase: 'Pending', isReady: false },
    { phase: 'Pending', isReady: false, cost: '-5' },
  ],
  ['2 Pending before Running', { phase: 'Pending', isReady: false }, { isReady: false, cost: '-5' }],
  ['2 Unknown before Running', { phase: 'Unknown', isReady: false }, { isReady: false, cost: '-5' }],
  ['3 not Ready', { isReady: false }, { cost: '-5' }],
  ['4 lower deletion cost', { cost: '-1', readyHours: 9 }, { readyHours: 1 }],
  ['6 ready for less time', { readyHours: 1, uid: 'z' }, { readyHours: 3, restarts: 5 }],
  ['6 same bucket: smaller uid', { readyHours: 9, uid: 'a' }, { readyHours: 5, uid: 'b', restarts: 5 }],
  ['6 the bucket edge at 4.89 h', { readyHours: 4.8, uid: 'z' }, { readyHours: 5, uid: 'a' }],
  ['7 more restarts', { restarts: 2, ageHours: 9 }, { restarts: 1, ageHours: 1 }],
  ['8 created later', { ageHours: 2, uid: 'z' }, { ageHours: 9, uid: 'a' }],
  ['8 same bucket: smaller uid', { ageHours: 9, uid: 'a' }, { ageHours: 8, uid: 'b' }],
])('goes first: %s', (_rule, first, second) => {
  for (const swapped of [false, true]) {
    const items = [shaped('first', first), shaped('second', second)];
    const world = new World(snapshotOf([node('n0'), ...(swapped ? items.reverse() : items)]));
    const rows = [...world.pods.rows()];
    const chosen = victims(world, rows, rows, 1, NOW);
    expect(world.pods.name(chosen.rows[0]!)).toBe('first');
    expect(chosen.drawn).toEqual([]);
  }
});

test('goes first: 5 who shares its node with more pods of the same owner', () => {
  const items = [
    shaped('alone', { nodeName: 'n1', readyHours: 1 }),
    shaped('crowded', { readyHours: 9 }),
    shaped('other-set', {}),
  ];
  const world = new World(snapshotOf([node('n0'), node('n1'), ...items]));
  expect(victims(world, [0, 1], [0, 1, 2], 1, NOW).rows.map((row) => world.pods.name(row))).toEqual([
    'crowded',
  ]);
});

test('CTRL-2.4: pods that no rule tells apart go in an order of chance, else in that of the snapshot', () => {
  const items = ['a', 'b', 'c'].map((name, index) =>
    shaped(name, { nodeName: `n${index}`, uid: `uid-${name}` }),
  );
  const world = new World(snapshotOf([node('n0'), node('n1'), node('n2'), ...items]));
  const first = (chanceOf?: (row: number) => number) =>
    world.pods.name(victims(world, [0, 1, 2], [0, 1, 2], 1, NOW, chanceOf).rows[0]!);
  expect(first()).toBe('a');
  expect(first((row) => [0.9, 0.5, 0.1][row]!)).toBe('c');
  const gone = (count: number) => victims(world, [0, 1, 2], [0, 1, 2], count, NOW);
  expect(gone(2)).toEqual({ rows: [0, 1], drawn: [0, 1] });
  expect(gone(3)).toEqual({ rows: [0, 1, 2], drawn: [] });
});
