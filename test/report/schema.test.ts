import { describe, expect, test } from 'vitest';
import { scheduleWorld } from '../../src/impact/index.ts';
import { impactOf, worldOf } from '../impact/support/cluster.ts';
import { readSchema, violations } from './schema-check.ts';
import { richReport, safeReport } from './support.ts';

/** As a reader of the JSON gets it. */
const wire = (document: object): unknown => JSON.parse(JSON.stringify(document));

describe('ImpactReport', () => {
  const schema = readSchema('impact-report.v1');

  test.each([
    ['a run with something of everything', richReport],
    ['a run in which nothing is wrong', safeReport],
    [
      'several runs',
      () => impactOf({ workloads: [{ name: 'web', nodes: ['worker-1'] }] }, ['drain worker-1'], { runs: 3 }),
    ],
    [
      'a command that does not end',
      () => impactOf({ workloads: [{ name: 'web', budget: { minAvailable: 1 } }] }, ['drain worker-0']),
    ],
    [
      'a node that dies',
      () => impactOf({ workloads: [{ name: 'web', nodes: ['worker-1'] }] }, ['fail node worker-1']),
    ],
  ])('%s is valid', (_name, report) => {
    expect(violations(schema, wire(report()))).toEqual([]);
  });

  test('the check sees what is wrong', () => {
    const { summary: _, ...rest } = safeReport();
    expect(violations(schema, wire({ ...rest, extra: 1 }))).toEqual([
      '$.summary is missing',
      '$.extra is not in the schema',
    ]);
    const [stage] = rest.stages;
    expect(
      violations(schema, wire({ ...safeReport(), stages: [{ ...stage, name: 'panic', from: '0' }] })),
    ).toHaveLength(2);
  });
});

test('ScheduleReport is valid', () => {
  const world = worldOf({
    workloads: [{ name: 'web' }],
    objects: [pending('fits', '100m'), pending('huge', '99')],
  });
  const { report, misses } = scheduleWorld(world, {
    seed: 1,
    explain: true,
    scheduler: { tieBreak: 'name', startIndex: 0 },
  });
  expect(violations(readSchema('schedule-report.v1'), wire(report))).toEqual([]);
  expect(report.results.map(({ pod, chosen }) => [pod, chosen !== undefined])).toEqual([
    ['default/fits', true],
    ['default/huge', false],
  ]);
  expect(misses.get('default/huge')?.[0]?.missing?.[0]).toMatchObject({
    resource: 'cpu',
    requested: '99000m',
  });
});

function pending(name: string, cpu: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: name, creationTimestamp: '2026-10-01T00:00:00Z' },
    spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }] },
    status: { phase: 'Pending' },
  };
}
