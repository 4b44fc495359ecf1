import { describe, expect, test } from 'vitest';
import { shortageOf } from '../../src/impact/fit/shortage.ts';
import { refusalsOf } from '../../src/impact/run/refusals.ts';
import { seconds } from '../../src/impact/run/seconds.ts';
import { duration } from '../../src/impact/stages/duration.ts';
import { ignoredPods } from '../../src/impact/stages/guard-stage.ts';
import type { CommandResult } from '../../src/simulation/index.ts';
import { impactOf } from './support/cluster.ts';

const command = (stderr: string): CommandResult => ({
  line: 'x',
  exit: 1,
  startMs: 0,
  endMs: 1,
  stdout: '',
  stderr,
});

describe('refusalsOf()', () => {
  test('counts the refusals of a pod and keeps the reason when the timeout comes', () => {
    const refused = 'error when evicting pods/"a" -n "ns" (will retry after 5s): Cannot evict pod.\n';
    const timeout = 'error when evicting pods/"a" -n "ns": global timeout reached: 12s\n';
    expect(refusalsOf([command(refused + refused + timeout)])).toEqual([
      { command: 0, pod: 'ns/a', message: 'Cannot evict pod.', attempts: 2, final: true },
    ]);
  });

  test('takes an error that is not tried again for what it is', () => {
    const several = 'error when evicting pods/"a" -n "ns": This pod has more than one PodDisruptionBudget\n';
    expect(refusalsOf([command(several)])).toMatchObject([{ attempts: 1, final: true }]);
  });
});

describe('ignoredPods()', () => {
  test('counts the pods of every node that is drained', () => {
    const warning = (pods: string) => `Warning: ignoring DaemonSet-managed Pods: ${pods}\n`;
    const drained = command(warning('ns/a, ns/b') + warning('ns/c; deleting Pods with local storage: ns/d'));
    expect(ignoredPods([drained])).toEqual(['ns/a', 'ns/b', 'ns/c']);
  });
});

describe('the time line', () => {
  const report = impactOf(
    {
      workloads: [
        {
          name: 'db',
          kind: 'StatefulSet',
          replicas: 2,
          nodes: ['worker-1', 'worker-2'],
          service: 'headless',
        },
      ],
    },
    ['kubectl drain worker-1'],
  );

  test('numbers a pod that comes back under its name', () => {
    const events = report.timeline.flatMap((entry) =>
      'pod' in entry ? [`${entry.pod} ${entry.event}`] : [],
    );
    expect(events).toEqual([
      'default/db-0 disruptionTarget',
      'default/db-0 terminating',
      'default/db-0 deleted',
      'default/db-0#2 created',
      'default/db-0#2 scheduled',
      'default/db-0#2 ready',
    ]);
  });

  test('runs forward, to a hundredth of a second', () => {
    const times = report.timeline.map(({ t }) => t);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (const t of times) expect(t).toBe(Math.round(t * 100) / 100);
  });

  test('follows headless Services too', () => {
    expect(report.services).toMatchObject([
      { service: 'default/db', before: 2, lowest: 1, after: 2, zeroSeconds: 0 },
    ]);
  });

  test('names the cause of a loss and the owner of what comes', () => {
    expect(report.timeline).toContainEqual(
      expect.objectContaining({
        event: 'terminating',
        node: 'worker-1',
        grace: 30,
        cause: 'kubectl drain worker-1',
      }),
    );
    expect(report.timeline).toContainEqual(
      expect.objectContaining({ event: 'created', owner: 'StatefulSet/db' }),
    );
  });
});

describe('services', () => {
  test('one that publishes addresses that are not ready has a pod until it is gone', () => {
    const serviceOf = (publishNotReadyAddresses: boolean) => {
      const service = {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'peers', namespace: 'default', uid: 'uid-peers' },
        spec: { clusterIP: 'None', publishNotReadyAddresses, selector: { app: 'db' } },
      };
      const workloads = [{ name: 'db', kind: 'StatefulSet', replicas: 1, nodes: ['worker-1'] } as const];
      return impactOf({ workloads, objects: [service] }, ['drain worker-1']).services[0]!;
    };
    const [plain, published] = [serviceOf(false), serviceOf(true)];
    expect([plain.before, plain.lowest]).toEqual([1, 0]);
    expect([published.before, published.lowest]).toEqual([1, 0]);
    // The pod takes five seconds to end.
    expect(published.zeroFrom! - plain.zeroFrom!).toBeCloseTo(5, 1);
    expect(published.zeroSeconds).toBeLessThan(plain.zeroSeconds);
  });

  const single = { name: 'web', nodes: ['worker-1'], service: 'cluster' } as const;

  test('follow the labels of pods and their own selectors through the run', () => {
    const two = { workloads: [single, { name: 'api', nodes: ['worker-2'] }] } as const;
    const patched = impactOf(two, [`patch service web -p '{"spec":{"selector":{"app":"api"}}}'`]).services;
    expect(patched).toMatchObject([
      { service: 'default/web', before: 1, lowest: 1, after: 1, zeroSeconds: 0 },
    ]);
    const nowhere = impactOf(two, [`patch service web -p '{"spec":{"selector":{"app":"x"}}}'`, 'sleep 30s']);
    expect(nowhere.services[0]).toMatchObject({ lowest: 0, after: 0, zeroFrom: expect.closeTo(0.07, 1) });
    const lines = [
      'scale deployment/web --replicas=2',
      'sleep 20s',
      'label pods -l app=web app=x --overwrite',
    ];
    expect(impactOf(two, lines).services[0]).toMatchObject({ lowest: 0, after: 2 });
  });

  test('a Service that was deleted before loses nothing', () => {
    const lines = ['delete service web', 'scale deployment/web --replicas=0', 'sleep 10s'];
    const [service] = impactOf({ workloads: [single] }, lines).services;
    expect(service).toMatchObject({ service: 'default/web', lowest: 1, zeroSeconds: 0 });
  });

  test('a Service that comes back under its name is followed again', () => {
    const gone = ['scale deployment/web --replicas=0', 'sleep 10s', 'delete service web', 'sleep 60s'];
    const back = ['expose deployment web --port=80', 'sleep 20s', 'scale deployment/web --replicas=1'];
    const [service] = impactOf({ workloads: [single] }, [...gone, ...back]).services;
    expect(service).toMatchObject({ service: 'default/web', lowest: 0, after: 1 });
    // Without endpoints for 10 s, not there for 60 s, without endpoints for 20 s and until the pod is Ready.
    expect(service?.zeroSeconds).toBeGreaterThan(30);
    expect(service?.zeroSeconds).toBeLessThan(40);
  });

  test('a Service that is deleted is without endpoints no longer', () => {
    const lines = ['scale deployment/web --replicas=0', 'sleep 10s', 'delete service web', 'sleep 60s'];
    const [service] = impactOf({ workloads: [single] }, lines).services;
    expect(service).toMatchObject({ service: 'default/web', lowest: 0 });
    expect(service?.zeroSeconds).toBeGreaterThan(5);
    expect(service?.zeroSeconds).toBeLessThan(15);
  });

  test('count the time without an endpoint', () => {
    const [service] = impactOf({ workloads: [single] }, ['drain worker-1']).services;
    expect(service).toMatchObject({ before: 1, lowest: 0, after: 1 });
    expect(service?.zeroSeconds).toBeGreaterThan(2.5);
    expect(service?.zeroSeconds).toBeLessThan(5);
  });

  test('stay at zero until the horizon when nothing comes', () => {
    const [service] = impactOf({ workloads: [single] }, ['scale deployment/web --replicas=0'], {
      horizonMs: 60_000,
    }).services;
    expect(service).toMatchObject({ before: 1, lowest: 0, after: 0 });
    expect(service?.zeroSeconds).toBeGreaterThan(59);
  });
});

describe('stages', () => {
  test('stand in a fixed order, each with its window and counts', () => {
    const report = impactOf(
      {
        workloads: [
          {
            name: 'web',
            replicas: 3,
            nodes: ['worker-1', 'worker-1', 'worker-1'],
            service: 'cluster',
            budget: { maxUnavailable: 1 },
          },
          { name: 'agent', kind: 'DaemonSet' },
        ],
      },
      ['drain worker-1 --ignore-daemonsets'],
    );
    expect(report.stages.map(({ name }) => name)).toEqual([
      'guard',
      'cordon',
      'evict',
      'wait',
      'reschedule',
      'cascade',
      'settle',
    ]);
    const [, , evict, wait, reschedule] = report.stages;
    expect([evict?.evicted, wait?.evicted, reschedule?.rescheduled]).toEqual([1, 2, 3]);
    for (const { from, to } of report.stages) expect(to).toBeGreaterThanOrEqual(from);
    expect(report.summary).toMatchObject({
      evicted: 3,
      rescheduled: 3,
      pending: 0,
      blocked: 0,
      ignored: 1,
      verdict: 'safe',
    });
  });
});

describe('figures', () => {
  test.each([
    [0, '0s'],
    [0.02, '20ms'],
    [4.5, '4.5s'],
    [42, '42s'],
    [87, '1m27s'],
    [120, '2m'],
    [3720, '1h02m'],
  ])('%d s is %s', (value, text) => expect(duration(value)).toBe(text));

  test('times are rounded to 0.01 s', () => expect(seconds(1234)).toBe(1.23));

  test.each([
    ['cpu', 500, 3600, 4000, { requested: '500m', free: '400m', missing: '100m', part: 0.2 }],
    [
      'memory',
      2 * 2 ** 30,
      7 * 2 ** 30,
      8 * 2 ** 30,
      { requested: '2Gi', free: '1Gi', missing: '1Gi', part: 0.5 },
    ],
    ['pods', 1, 110, 110, { requested: '1', free: '0', missing: '1', part: 1 }],
    ['nvidia.com/gpu', 2, 0, 1, { requested: '2', free: '1', missing: '1', part: 0.5, capacity: '1' }],
  ])('%s is told as manifests write it', (resource, requested, used, capacity, expected) => {
    expect(shortageOf({ resource, requested, used, capacity })).toEqual({ resource, ...expected });
  });
});
