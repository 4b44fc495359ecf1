import { describe, expect, test } from 'vitest';
import { Outcomes } from '../../src/impact/certainty/outcomes.ts';
import { outcomeOf } from '../../src/impact/certainty/run-outcome.ts';
import { orderDependent } from '../../src/impact/findings/order-dependent.ts';
import type { RunView } from '../../src/impact/run/run-view.ts';
import { impactOf, impactOn, worldOf } from './support/cluster.ts';

const web = { name: 'web', replicas: 4, nodes: ['worker-1', 'worker-1'], service: 'cluster' } as const;
const DRAIN = ['drain worker-1'];

describe('runs', () => {
  test('an outcome of every run is certain', () => {
    const report = impactOf({ workloads: [{ ...web, replicas: 1 }] }, DRAIN, { runs: 5 });
    expect(report.options.runs).toBe(5);
    const down = report.findings.find(({ code }) => code === 'SINGLE_REPLICA_DOWN');
    expect(down?.runs).toBe('5/5');
    expect(report.services[0]?.zeroRuns).toBe('5/5');
  });

  test('one run says nothing about certainty but of what is pending', () => {
    const report = impactOf({ workloads: [{ ...web, replicas: 1, cpu: '7' }], nodeCount: 2 }, DRAIN);
    expect(report.findings.every(({ runs }) => runs === undefined)).toBe(true);
    expect(report.pending.map(({ runs }) => runs)).toEqual(report.pending.map(() => '1/1'));
  });

  test('the first run is the same however many follow', () => {
    const cluster = { workloads: [web] };
    const one = impactOf(cluster, DRAIN, { runs: 1 });
    const many = impactOf(cluster, DRAIN, { runs: 4 });
    expect(many.timeline).toEqual(one.timeline);
  });

  test('the world is as before', () => {
    const world = worldOf({ workloads: [web] });
    const first = impactOn(world, DRAIN, { runs: 3 });
    expect(impactOn(world, DRAIN, { runs: 3 })).toEqual(first);
    expect([...world.pods.rows()].length).toBe(4);
  });
});

describe('Outcomes', () => {
  const run = { lives: [], services: [] } as unknown as RunView;
  const problem = {
    key: 'A x',
    code: 'A',
    severity: 'critical',
    objects: ['x'],
    message: '',
    evidence: [1],
  } as const;

  test('counts in how many runs a problem was found, and keeps what only later runs had', () => {
    const outcomes = new Outcomes(run, []);
    outcomes.add(outcomeOf(run, [problem]));
    outcomes.add(outcomeOf(run, [problem, problem]));
    expect(outcomes.ofProblem(problem)).toBe('2/3');
    expect(outcomes.later([])).toEqual([{ ...problem, evidence: [] }]);
    expect(outcomes.later([problem])).toEqual([]);
  });
});

describe('ORDER_DEPENDENT', () => {
  const finding = { severity: 'critical', code: 'A', objects: ['x'], message: '', evidence: [] } as const;

  test('is found when something above info held in some runs only', () => {
    const found = orderDependent.compare(
      [
        { ...finding, runs: '3/9' },
        { ...finding, code: 'B', runs: '9/9' },
      ],
      9,
    );
    expect(found?.message).toContain('A x in 3/9 runs');
    expect(found?.message).not.toContain('B');
  });

  test('is not found when all runs agree', () => {
    expect(orderDependent.compare([{ ...finding, runs: '9/9' }], 9)).toBeUndefined();
    expect(orderDependent.compare([{ ...finding, severity: 'info', runs: '1/9' }], 9)).toBeUndefined();
  });
});

test('problems stand worst first', () => {
  const ranks = impactOf({ workloads: [{ ...web, replicas: 1, emptyDir: 'x' }] }, [
    'drain worker-1 --delete-emptydir-data',
  ]).findings.map(({ severity }) => ['critical', 'warning', 'info'].indexOf(severity));
  expect(ranks).toEqual([...ranks].sort());
});
