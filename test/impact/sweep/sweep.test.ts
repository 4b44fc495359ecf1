import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/errors/index.ts';
import type { SweepReport, SweepRow } from '../../../src/impact/index.ts';
import { mergeSweeps, shardOf, sweepCases, sweepManifests, sweepReport } from '../../../src/impact/index.ts';
import { readinessOf } from '../../../src/impact/sweep/readiness.ts';
import { runSweep, type SweepJob } from '../../../src/workers/index.ts';
import { World } from '../../../src/world/index.ts';
import { node, pod, snapshotOf } from '../../support/snapshot.ts';

const NODES = Array.from({ length: 6 }, (_, index) => node(`n${index}`, 'abc'[index % 3]));
const PODS = Array.from({ length: 12 }, (_, index) => pod(`p${index}`, `n${index % 6}`));
const WEB = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', uid: 'web' },
  spec: { selector: { app: 'web' } },
};

const snapshot = snapshotOf([...NODES, ...PODS, WEB]);
const JOB: SweepJob = {
  command: 'drain',
  seed: 1,
  horizonMs: 600_000,
  assumed: [['pod-ready', 3]],
  scheduler: { tieBreak: 'kubernetes', startIndex: 0 },
  kubernetes: undefined,
};

describe('sweepCases()', () => {
  const world = new World(snapshot);

  test.each([
    ['node', ['n0', 'n1', 'n2', 'n3', 'n4', 'n5']],
    ['zone', ['a', 'b', 'c']],
  ] as const)('makes one case for each %s', (unit, names) => {
    expect(sweepCases(world, unit).map(({ name }) => name)).toEqual(names);
  });

  test('makes every pair once', () => {
    const pairs = sweepCases(world, 'pair');
    expect(pairs).toHaveLength(15);
    expect(new Set(pairs.map(({ nodes }) => [...nodes].sort().join())).size).toBe(15);
  });

  test('refuses units that no node names', () => {
    expect(() => sweepCases(world, 'nodepool')).toThrow(InputError);
    expect(() => sweepCases(world, 'node', () => false)).toThrow('no node to take away');
  });
});

test('a sweep says what each case costs and leaves the world alone', async () => {
  const world = new World(snapshot);
  const cases = sweepCases(world, 'node');
  const { rows, lost } = await runSweep(snapshot, cases, JOB, { workers: 1 });
  expect(lost).toEqual([]);
  expect(rows.map(({ evicted, lost: gone, verdict }) => [evicted, gone, verdict])).toEqual(
    Array.from({ length: 6 }, () => [2, 2, 'risky']),
  );
  const again = await runSweep(snapshot, [...cases].reverse(), JOB, { workers: 1 });
  expect([...again.rows].reverse()).toEqual(rows);
});

test('rows do not depend on the number of workers', async () => {
  const cases = sweepCases(new World(snapshot), 'pair').concat(sweepCases(new World(snapshot), 'node'));
  const alone = await runSweep(snapshot, cases, JOB, { workers: 1 });
  const pooled = await runSweep(snapshot, cases, JOB, { workers: 2 });
  expect(pooled).toEqual(alone);
});

describe('a cluster that is not at rest', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'api', uid: 'api', controller: true };
  const api = (replicas: number) => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'api', namespace: 'default', uid: 'api' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'api' } },
      template: {
        metadata: { labels: { app: 'api' } },
        spec: { containers: [{ name: 'main', image: 'x' }] },
      },
    },
    status: { replicas: 6, readyReplicas: 6, availableReplicas: 6 },
  });
  const pods = Array.from({ length: 6 }, (_, index) => {
    const made = pod(`api-${index}`, `n${index}`);
    return { ...made, metadata: { ...made.metadata, labels: { app: 'api' }, ownerReferences: [owner] } };
  });
  const rowsWith = async (replicas: number) => {
    const unsettled = snapshotOf([...NODES, ...pods, api(replicas)]);
    const cases = sweepCases(new World(unsettled), 'node');
    return (await runSweep(unsettled, cases, JOB, { workers: 1 })).rows;
  };

  test('comes to rest before the cases begin, and they say so', async () => {
    const rows = await rowsWith(4);
    expect(rows.map(({ certainty }) => certainty.settling)).toEqual(
      rows.map(() => ({ goneCount: 2, comeCount: 0 })),
    );
    // Each of the four pods that are left is evicted once, and made again.
    expect(rows.reduce((sum, { evicted }) => sum + evicted, 0)).toBe(4);
    expect(rows.every(({ evicted, rescheduled, lost }) => rescheduled === evicted && lost === 0)).toBe(true);
    expect(readinessOf(rows, 'node', 'drain').sentences).toContain(
      'The cluster of the snapshot was not at rest: 2 pods went and 0 came by the work of their controllers before the cases began.',
    );
  });

  test('is left as it is when it is', async () => {
    for (const { certainty } of await rowsWith(6)) expect(certainty.settling).toBeUndefined();
  });
});

describe('mergeSweeps()', () => {
  const row = (name: string): SweepRow => ({
    case: name,
    nodes: [name],
    evicted: 1,
    rescheduled: 1,
    pending: 0,
    lost: 0,
    blocked: [],
    servicesAtZero: [],
    findings: [],
    endSeconds: 1,
    timeline: '0',
    certainty: { openChoices: 0, unknownKinds: [], runs: 1, agreeing: 1 },
    verdict: 'safe',
  });
  const names = ['a', 'b', 'c', 'd', 'e'];
  const world = new World(snapshot);
  const part = (index: number, count: number): SweepReport =>
    sweepReport(world, {
      each: 'node',
      command: 'drain',
      seed: 1,
      shard: { index, count },
      totalCases: 5,
      rows: shardOf(names, index, count).map(row),
      lost: [],
    });

  test('gives what one run would have given, in any order of the parts', () => {
    const whole = sweepReport(world, {
      each: 'node',
      command: 'drain',
      seed: 1,
      totalCases: 5,
      rows: names.map(row),
      lost: [],
    });
    expect(mergeSweeps([part(2, 3), part(0, 3), part(1, 3)])).toEqual(whole);
  });

  test.each([
    ['a part is missing', [part(0, 3), part(2, 3)], 'missing: 1'],
    ['a part is there twice', [part(0, 2), part(0, 2)], 'twice'],
    ['parts are of different sweeps', [part(0, 2), part(1, 3)], 'different sweeps'],
    ['there are no parts', [], 'no part'],
  ])('refuses when %s', (_, parts, message) => {
    expect(() => mergeSweeps(parts)).toThrow(message);
  });
});

describe('what a row rests on', () => {
  const sweepOf = async (job: Partial<SweepJob>, from = snapshot) => {
    const [first] = sweepCases(new World(from), 'node');
    const { rows } = await runSweep(from, [first!], { ...JOB, ...job }, { workers: 1 });
    return rows[0]!;
  };
  const owned = snapshotOf([...NODES, ...ownedPods(2), WEB]);

  test('choices that chance made are counted', async () => {
    expect((await sweepOf({}, owned)).certainty).toEqual({
      openChoices: 2,
      unknownKinds: [],
      runs: 1,
      agreeing: 1,
    });
    expect((await sweepOf({})).certainty.openChoices).toBe(0);
  });

  test('a kind that the snapshot lacks is named', async () => {
    const lacking = {
      ...owned,
      completeness: [{ kind: 'PodDisruptionBudget.policy', state: 'unknown' as const, count: 0 }],
    };
    const { certainty, verdict } = await sweepOf({}, lacking);
    expect(certainty.unknownKinds).toEqual(['PodDisruptionBudget.policy']);
    expect(verdict).not.toBe('safe');
  });

  test('several runs say how many of them agree, and the row stays that of the first', async () => {
    const once = await sweepOf({}, owned);
    const often = await sweepOf({ runs: 4 }, owned);
    expect(often).toEqual({ ...once, certainty: { ...once.certainty, runs: 4, agreeing: 4 } });
  });

  test('equal time lines have equal digests, another seed gives another', async () => {
    const [first, again, other] = [
      await sweepOf({}, owned),
      await sweepOf({}, owned),
      await sweepOf({ seed: 2 }, owned),
    ];
    expect(again.timeline).toBe(first.timeline);
    expect(other.timeline).not.toBe(first.timeline);
    expect(first.timeline).toMatch(/^[0-9a-f]{13}$/);
  });
});

/** Pods of a ReplicaSet on the first node. */
function ownedPods(count: number) {
  const labels = { app: 'web' };
  const template = pod('template');
  const set = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web', namespace: 'default', uid: 'web-set', generation: 1 },
    spec: {
      replicas: count,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: template['spec'] },
    },
    status: { replicas: count, readyReplicas: count, availableReplicas: count, observedGeneration: 1 },
  };
  const ownerReferences = [
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'web-set', controller: true },
  ];
  const pods = Array.from({ length: count }, (_, index) => pod(`web-${index}`, 'n0'));
  return [set, ...pods.map((each) => ({ ...each, metadata: { ...each.metadata, ownerReferences } }))];
}

test('a sweep in a fork is a sweep of a rebuilt world', async () => {
  const cases = sweepCases(new World(snapshot), 'pair').slice(0, 8);
  const { rows } = await runSweep(snapshot, cases, JOB, { workers: 1 });
  for (const [index, each] of cases.entries()) {
    const rebuilt = await runSweep(snapshot, [each], JOB, { workers: 1 });
    expect(rebuilt.rows[0]).toEqual(rows[index]);
  }
});

test('sweepManifests() gives each pod the shard of its completion index', () => {
  const [shards, merge] = sweepManifests({
    name: 'sweep',
    image: 'image',
    claim: 'claim',
    snapshot: 'c.ksnap',
    shardCount: 4,
    flags: ['--each=node'],
  });
  expect(shards).toMatchObject({ kind: 'Job', spec: { completionMode: 'Indexed', completions: 4 } });
  expect(JSON.stringify(shards)).toContain('--shard=$(JOB_COMPLETION_INDEX)/4');
  expect(JSON.stringify(merge)).toContain('"merge"');
});
