import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/errors/index.ts';
import type { SweepReport, SweepRow } from '../../../src/impact/index.ts';
import { mergeSweeps, shardOf, sweepCases, sweepManifests, sweepReport } from '../../../src/impact/index.ts';
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
