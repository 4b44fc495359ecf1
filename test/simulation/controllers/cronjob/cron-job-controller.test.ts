import { expect, test } from 'vitest';
import type { CronJob, Job, KubeObject } from '../../../../src/kubernetes/index.ts';
import { cronJobController } from '../../../../src/simulation/controllers/cronjob/cron-job-controller.ts';
import { mostRecent, parseSchedule } from '../../../../src/simulation/controllers/cronjob/schedule.ts';
import { TestCluster } from '../cluster.ts';

const KIND = 'CronJob.batch';
const MINUTE = 60_000;

function cronJob(spec: object = {}, status: object = {}): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name: 'report',
      namespace: 'default',
      uid: 'uid-report',
      creationTimestamp: '2025-12-31T00:00:00Z',
    },
    spec: {
      schedule: '*/1 * * * *',
      jobTemplate: {
        spec: {
          template: {
            spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'registry.example/r:v1' }] },
          },
        },
      },
      ...spec,
    },
    status: { lastScheduleTime: '2026-01-01T00:00:00Z', ...status },
  };
}

function run(minutes: number, spec: object = {}, status?: object): TestCluster {
  return new TestCluster([cronJob(spec, status)], [cronJobController]).pass(minutes * MINUTE + 1000);
}

function jobs(made: TestCluster): Job[] {
  return [...made.world.objects.all('Job.batch')] as Job[];
}

function finish(made: TestCluster, job: Job, type: 'Complete' | 'Failed'): void {
  const completionTime = new Date(made.world.startMs + made.kernel.nowMs)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
  made.api.updateStatus(
    { ...job, status: { conditions: [{ type, status: 'True' }], completionTime } },
    { name: 'job-controller' },
  );
}

test('starts a Job each time, named by its minute', () => {
  const made = run(3);
  const minute = Date.UTC(2026, 0, 1) / MINUTE;
  expect(jobs(made).map(({ metadata }) => metadata.name)).toEqual(
    [1, 2, 3].map((after) => `report-${minute + after}`),
  );
  expect(jobs(made)[0]!.metadata.annotations).toEqual({
    'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T00:01:00Z',
  });
  expect(made.get<CronJob>(KIND, 'report').status).toMatchObject({
    lastScheduleTime: '2026-01-01T00:03:00Z',
  });
  expect(made.get<CronJob>(KIND, 'report').status!.active).toHaveLength(3);
});

test('waiting for the next time keeps no run going', () => {
  const made = new TestCluster([cronJob()], [cronJobController]).run();
  expect(made.kernel.nowMs).toBeLessThan(1000);
  expect(jobs(made)).toEqual([]);
});

test('CTRL-5.7: Forbid skips while a Job runs and says so, Replace deletes it', () => {
  const forbid = run(2, { concurrencyPolicy: 'Forbid' });
  expect(jobs(forbid)).toHaveLength(1);
  expect(forbid.events('JobAlreadyActive').length).toBeGreaterThan(0);
  const [running] = jobs(forbid);
  finish(forbid, running!, 'Complete');
  forbid.pass(MINUTE);
  expect(jobs(forbid)).toHaveLength(2);
  expect(forbid.events('SawCompletedJob')[0]).toContain('condition: Complete');
  const replace = run(2, { concurrencyPolicy: 'Replace' });
  expect(replace.get<CronJob>(KIND, 'report').status!.active).toHaveLength(1);
  expect(replace.events('SuccessfulDelete')).toHaveLength(1);
});

test('CTRL-5.7: history keeps three successful Jobs and one failed', () => {
  const made = run(0);
  for (let minute = 0; minute < 7; minute++) {
    made.pass(MINUTE);
    const last = jobs(made).at(-1)!;
    finish(made, last, minute % 3 === 0 ? 'Failed' : 'Complete');
  }
  made.pass(1000);
  const types = jobs(made).map(({ status }) => status!.conditions![0]!.type);
  expect(types.filter((type) => type === 'Complete')).toHaveLength(3);
  expect(types.filter((type) => type === 'Failed')).toHaveLength(1);
});

test('CTRL-5.7: of missed times only the latest is made up for, not past the deadline', () => {
  const hourAgo = { lastScheduleTime: '2025-12-31T20:00:30Z' };
  const late = run(0, {}, hourAgo);
  late.setSpec(KIND, 'report', { suspend: true });
  late.pass(1000);
  late.setSpec(KIND, 'report', { suspend: false });
  late.pass(1000);
  expect(jobs(late)).toHaveLength(1);
  expect(late.events('TooManyMissedTimes')).toHaveLength(1);
  const strict = run(0, { startingDeadlineSeconds: 1, schedule: '0 * * * *' }, hourAgo);
  strict.pass(2000);
  strict.setSpec(KIND, 'report', { suspend: true });
  strict.setSpec(KIND, 'report', { suspend: false });
  strict.pass(2000);
  expect(jobs(strict)).toEqual([]);
});

test('a suspended CronJob starts nothing', () => {
  expect(jobs(run(3, { suspend: true }))).toEqual([]);
});

/** CTRL-5.7: expression, zone, after, next time */
test.each([
  ['* * 1 * *', undefined, '2026-02-28T23:59:30Z', '2026-03-01T00:00:00Z'],
  ['* * 1 * *', undefined, '2026-03-01T00:00:30Z', '2026-03-01T00:01:00Z'],
  ['30 2 * * *', 'Europe/Berlin', '2026-01-01T00:00:00Z', '2026-01-01T01:30:00Z'],
  ['@hourly', undefined, '2026-01-01T00:10:00Z', '2026-01-01T01:00:00Z'],
  ['@every 90s', undefined, '2026-01-01T00:00:00.5Z', '2026-01-01T00:01:30Z'],
  ['0 0 13 * 5', undefined, '2026-01-03T00:00:00Z', '2026-01-09T00:00:00Z'],
])('%s in %s after %s', (text, zone, after, next) => {
  expect(parseSchedule(text, zone)?.next(Date.parse(after))).toBe(Date.parse(next));
});

test('the latest of missed times', () => {
  const hourly = parseSchedule('0 * * * *', undefined)!;
  const from = Date.UTC(2026, 0, 1);
  expect(mostRecent(hourly, from, from + 59 * MINUTE)).toEqual({ atMs: undefined, tooMany: false });
  expect(mostRecent(hourly, from, from + 61 * MINUTE)).toEqual({ atMs: from + 60 * MINUTE, tooMany: false });
  expect(mostRecent(hourly, from, from + 200 * MINUTE)).toEqual({
    atMs: from + 180 * MINUTE,
    tooMany: false,
  });
  expect(mostRecent(hourly, from, from + 6100 * MINUTE).tooMany).toBe(true);
  expect(parseSchedule('nonsense', undefined)).toBeUndefined();
});
