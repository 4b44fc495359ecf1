import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Job, KubeObject } from '../../../../src/kubernetes/index.ts';
import { IndexRanges } from '../../../../src/simulation/controllers/job/index-ranges.ts';
import { jobController } from '../../../../src/simulation/controllers/job/job-controller.ts';
import { type ClusterOptions, TestCluster } from '../cluster.ts';

const KIND = 'Job.batch';

function job(spec: object = {}): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'work', namespace: 'default', uid: 'uid-work', generation: 1 },
    spec: {
      parallelism: 1,
      completions: 1,
      backoffLimit: 6,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'uid-work' } },
      template: {
        metadata: { labels: { 'batch.kubernetes.io/controller-uid': 'uid-work' } },
        spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'registry.example/work:v1' }] },
      },
      ...spec,
    },
  };
}

/** Ends every pod some time after it has become Ready, as `outcome` says of its number. */
function cluster(
  spec: object = {},
  outcome: (number: number, name: string) => 'Succeeded' | 'Failed' | undefined = () => 'Succeeded',
  options?: ClusterOptions,
): TestCluster {
  const made = new TestCluster([job(spec)], [jobController], options);
  const write = made.write.bind(made);
  made.write = (change) => {
    write(change);
    if (change.type !== 'setPodReady' || !change.ready) return;
    const { row } = change;
    const phase = outcome(row, made.world.pods.name(row));
    if (!phase) return;
    made.at(made.kernel.nowMs + 1000, () => {
      if (!made.world.pods.exists(row) || made.world.pods.isTerminating(row)) return;
      made.api.setPodReady(row, false, { name: 'kubelet' });
      made.api.setPodPhase(row, phase, { name: 'kubelet' });
    });
  };
  return made;
}

function status(made: TestCluster) {
  return made.get<Job>(KIND, 'work').status!;
}

function condition(made: TestCluster, type: string) {
  return status(made).conditions?.find((each) => each.type === type);
}

function createdAt(made: TestCluster): number[] {
  return made.happenings.filter(({ change }) => change.type === 'createPod').map(({ atMs }) => atMs);
}

test('CTRL-5.1: one pod, tracked by its finalizer, until it succeeds', () => {
  const made = cluster();
  made.run(2000);
  const [row] = [...made.world.pods.rows()];
  expect(made.world.pods.hasFinalizers(row!)).toBe(true);
  expect(status(made)).toMatchObject({ active: 1, startTime: '2026-01-01T00:00:00Z' });
  made.run();
  expect(status(made)).toMatchObject({ active: 0, succeeded: 1, completionTime: expect.any(String) });
  expect(condition(made, 'SuccessCriteriaMet')).toMatchObject({
    status: 'True',
    reason: 'CompletionsReached',
  });
  expect(condition(made, 'Complete')).toMatchObject({ status: 'True', reason: 'CompletionsReached' });
  expect(made.world.pods.hasFinalizers(row!)).toBe(false);
  expect(made.events('Completed')).toEqual(['Completed: Job completed']);
});

test('parallelism bounds what runs at once, completions what runs in all', () => {
  const made = cluster({ parallelism: 2, completions: 5 });
  made.run(undefined, () => expect(made.activePods().length).toBeLessThanOrEqual(2));
  expect(status(made)).toMatchObject({ succeeded: 5 });
  expect(createdAt(made)).toHaveLength(5);
});

test('without completions one success is enough and the others end by themselves', () => {
  const made = cluster({ parallelism: 3, completions: undefined }, (number) =>
    number === 0 ? 'Succeeded' : undefined,
  );
  made.run();
  expect(createdAt(made)).toHaveLength(3);
  expect(condition(made, 'Complete')).toBeUndefined();
  expect(status(made)).toMatchObject({ active: 2, succeeded: 1 });
});

test('CTRL-5.1: new pods after failures wait 10 s, 20 s, 40 s …', () => {
  const made = cluster({}, (number) => (number < 3 ? 'Failed' : 'Succeeded')).run();
  const gaps = createdAt(made).map((atMs, index, all) => (index === 0 ? 0 : atMs - all[index - 1]! - 4010));
  expect(gaps.slice(1).map((gap) => Math.round(gap / 1000))).toEqual([10, 20, 40]);
  expect(status(made)).toMatchObject({ succeeded: 1, failed: 3 });
});

test('CTRL-5.2: more failures than backoffLimit fail the Job', () => {
  const made = cluster({ backoffLimit: 1 }, () => 'Failed').run();
  expect(createdAt(made)).toHaveLength(2);
  expect(condition(made, 'FailureTarget')).toMatchObject({ reason: 'BackoffLimitExceeded' });
  expect(condition(made, 'Failed')).toMatchObject({
    status: 'True',
    reason: 'BackoffLimitExceeded',
    message: 'Job has reached the specified backoff limit',
  });
  expect(made.events('BackoffLimitExceeded')).toHaveLength(1);
  const old = cluster({ backoffLimit: 0 }, () => 'Failed', { kubernetes: 'v1.30' }).run();
  expect(status(old).conditions?.map(({ type }) => type)).toEqual(['Failed']);
});

test('CTRL-5.2: with OnFailure restarts count', () => {
  const template = {
    ...(job() as unknown as Job).spec!.template,
    spec: { restartPolicy: 'OnFailure', containers: [{ name: 'main', image: 'x' }] },
  };
  const made = cluster({ backoffLimit: 2, template }, () => undefined);
  made.run(5000);
  const [row] = [...made.world.pods.rows()];
  made.api.restartPod(row!, { name: 'kubelet' });
  made.run();
  expect(condition(made, 'Failed')).toBeUndefined();
  made.api.restartPod(row!, { name: 'kubelet' });
  made.run();
  expect(condition(made, 'Failed')).toMatchObject({ reason: 'BackoffLimitExceeded' });
});

test('CTRL-5.3: an evicted pod counts as a failure; with backoffLimit 0 one drain fails the Job', () => {
  const made = cluster({ backoffLimit: 0 }, () => undefined);
  made.run(5000);
  made.api.evict('default', made.activePods()[0]!, { name: 'test' });
  made.run();
  expect(condition(made, 'Failed')).toMatchObject({ reason: 'BackoffLimitExceeded' });
});

const IGNORE = {
  rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
};

test('CTRL-5.3, 5.4: a policy makes disruptions free; the replacement waits until the pod has ended', () => {
  const made = cluster({ backoffLimit: 0, podFailurePolicy: IGNORE }, (number) =>
    number === 0 ? undefined : 'Succeeded',
  );
  made.run(5000);
  const from = made.kernel.nowMs;
  made.api.evict('default', made.activePods()[0]!, { name: 'test' });
  made.at(from + 2000, () => made.api.setPodPhase(0, 'Failed', { name: 'kubelet' }));
  made.run();
  expect(condition(made, 'Complete')).toMatchObject({ status: 'True' });
  expect(status(made).failed ?? 0).toBe(0);
  expect(createdAt(made)[1]! - from).toBeGreaterThan(2000);
});

test.each(['FailJob', 'Count'])('CTRL-5.3: action %s', (action) => {
  const podFailurePolicy = { rules: [{ action, onPodConditions: [{ type: 'DisruptionTarget' }] }] };
  const made = cluster({ podFailurePolicy }, () => undefined);
  made.run(5000);
  made.api.setPodCondition(0, { type: 'DisruptionTarget', status: 'True' }, { name: 'test' });
  made.api.setPodPhase(0, 'Failed', { name: 'kubelet' });
  made.pass(30_000);
  if (action === 'Count') expect(status(made)).toMatchObject({ failed: 1, active: 1 });
  else
    expect(condition(made, 'Failed')).toMatchObject({
      reason: 'PodFailurePolicy',
      message:
        'Pod default/' +
        made.world.pods.name(0) +
        ' has condition DisruptionTarget matching FailJob rule at index 0',
    });
});

test('CTRL-5.5: past its deadline a Job fails and its pods go', () => {
  const made = cluster({ activeDeadlineSeconds: 60 }, () => undefined).run();
  expect(condition(made, 'Failed')).toMatchObject({ reason: 'DeadlineExceeded' });
  expect(made.activePods()).toEqual([]);
  expect(Math.round(made.kernel.nowMs / 1000)).toBeGreaterThanOrEqual(60);
});

test('CTRL-5.5: suspending deletes the pods, resuming brings them back', () => {
  const made = cluster({ parallelism: 2, completions: 2 }, () => undefined);
  made.run(5000);
  made.setSpec(KIND, 'work', { suspend: true });
  made.run();
  expect(made.activePods()).toEqual([]);
  expect(condition(made, 'Suspended')).toMatchObject({ status: 'True', reason: 'JobSuspended' });
  made.setSpec(KIND, 'work', { suspend: false });
  made.run();
  expect(made.activePods()).toHaveLength(2);
  expect(condition(made, 'Suspended')).toMatchObject({ status: 'False', reason: 'JobResumed' });
});

const INDEXED = { completionMode: 'Indexed', completions: 4, parallelism: 4 };

test('an indexed Job gives each pod its index', () => {
  const made = cluster(INDEXED).run();
  const names = made.happenings.flatMap(({ change }) =>
    change.type === 'createPod' ? [change.name.slice(0, 7)] : [],
  );
  // In batches of 1, 2 and 1, and of a batch the last one first.
  expect(names).toEqual(['work-0-', 'work-2-', 'work-1-', 'work-3-']);
  const { spec, labels, annotations } = made.world.pods.template(1).make;
  expect(spec).toMatchObject({
    hostname: 'work-2',
    containers: [{ env: [{ name: 'JOB_COMPLETION_INDEX' }] }],
  });
  expect(labels['batch.kubernetes.io/job-completion-index']).toBe('2');
  expect(annotations['batch.kubernetes.io/job-completion-index']).toBe('2');
  expect(status(made)).toMatchObject({ succeeded: 4, completedIndexes: '0-3' });
});

test('a limit per index fails that index alone', () => {
  const made = cluster({ ...INDEXED, backoffLimitPerIndex: 1 }, (_number, name) =>
    name.startsWith('work-1-') ? 'Failed' : 'Succeeded',
  );
  made.run();
  expect(status(made)).toMatchObject({
    completedIndexes: '0,2,3',
    failedIndexes: '1',
    succeeded: 3,
    failed: 2,
  });
  expect(condition(made, 'Failed')).toMatchObject({
    reason: 'FailedIndexes',
    message: 'Job has failed indexes',
  });
});

test('a success policy ends the Job early', () => {
  const successPolicy = { rules: [{ succeededIndexes: '0' }] };
  const made = cluster({ ...INDEXED, successPolicy }, (number) =>
    number === 0 ? 'Succeeded' : undefined,
  ).run();
  expect(condition(made, 'Complete')).toMatchObject({
    reason: 'SuccessPolicy',
    message: 'Matched rules at index 0',
  });
  expect(made.activePods()).toEqual([]);
});

test('pods whose Job is gone are let go', () => {
  const made = cluster({}, () => undefined);
  made.run(5000);
  made.api.delete({ kind: 'Pod', namespace: 'default', name: made.activePods()[0]! }, { name: 'test' });
  made.write({ type: 'removeObject', kind: KIND, namespace: 'default', name: 'work' });
  made.run();
  expect(made.world.pods.count).toBe(0);
});

test('a Job of another controller is left alone', () => {
  const made = cluster({ managedBy: 'example.com/queue' }).run();
  expect(createdAt(made)).toEqual([]);
});

test('a running Job costs nothing at the start', () => {
  const made = cluster({ parallelism: 2, completions: 2 }, () => undefined);
  made.run(20_000);
  const again = new TestCluster([made.get(KIND, 'work'), ...made.world.list('Pod')], [jobController]);
  expect(again.unsettled).toEqual([]);
});

test('ranges read back what they write', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(30)), (indexes) => {
      const ranges = IndexRanges.of(indexes);
      expect([...IndexRanges.parse(ranges.toString(), 31)]).toEqual([...indexes].sort((a, b) => a - b));
      expect(ranges.total).toBe(indexes.length);
    }),
  );
  expect(IndexRanges.of([0, 1, 3, 4, 5, 7]).toString()).toBe('0,1,3-5,7');
});

test('a Job ends after as many successes as it asks for, or after too many failures', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 12 }),
      (completions, parallelism, fails) => {
        const made = cluster({ completions, parallelism, backoffLimit: 3 }, (number) =>
          fails[number] ? 'Failed' : 'Succeeded',
        );
        made.run(undefined, () => expect(made.activePods().length).toBeLessThanOrEqual(parallelism));
        const { succeeded = 0, failed = 0 } = status(made);
        if (condition(made, 'Complete')) expect(succeeded).toBe(completions);
        else {
          expect(condition(made, 'Failed')?.status).toBe('True');
          expect(failed).toBeGreaterThan(3);
        }
        expect(made.activePods()).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

test('a Job that is refused its pods tries again after one second, then after two', () => {
  const asked: number[] = [];
  const made: TestCluster = cluster({}, undefined, {
    refusePods: () => {
      asked.push(made.kernel.nowMs);
      return asked.length < 3 ? 'pods "x" is forbidden: exceeded quota: q' : undefined;
    },
  });
  made.run();
  expect(asked.slice(1).map((atMs, index) => Math.round((atMs - asked[index]!) / 1000))).toEqual([1, 2]);
});
