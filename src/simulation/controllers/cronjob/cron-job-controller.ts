import { type CronJob, type Job, timestampOf } from '../../../kubernetes/index.ts';
import type { Change, WorldView } from '../../../world/index.ts';
import type { Controller, ControllerContext, ControllerFactory } from '../controller.ts';
import { dateMs, parseTimestamp } from '../machinery/dates.ts';
import { keyOf, splitKey } from '../machinery/object-key.ts';
import { controlledObjects, controllerOf, keyOfController } from '../machinery/ownership.ts';
import { same } from '../machinery/same.ts';
import { beyondHistory, finishedAs, jobName, jobOf } from './cron-job-state.ts';
import { mostRecent, parseSchedule, type Schedule } from './schedule.ts';

const KIND = 'CronJob.batch';
const JOB = 'Job.batch';
/** The key that waits for the next time of any CronJob. */
const TIMER = 'timer';
/** How long after a time the controller looks. */
const AFTER_MS = 100;

/** A CronJob and its next time, milliseconds since the epoch. */
interface Due {
  readonly key: string;
  readonly atMs: number;
}

/** The next times of all CronJobs of a world, the earliest first, as of when it was looked at last. */
const TIMETABLES = new WeakMap<WorldView, readonly Due[]>();

type Active = NonNullable<NonNullable<CronJob['status']>['active']>;

/**
 * Starts Jobs at their times. Waiting for one does not keep a run going.
 *
 * @source pkg/controller/cronjob/cronjob_controllerv2.go → syncCronJob (v1.36.3)
 */
class CronJobController implements Controller {
  readonly name = 'cronjob-controller';
  readonly concerns = new Set([KIND, JOB]);
  /** How many entries of the timetable are done. */
  #passed = 0;

  watch(change: Change, world: WorldView): Iterable<string> {
    if (change.type !== 'putObject') return [];
    if (change.kind === KIND) return [keyOf(change.object)];
    const owner = change.kind === JOB ? controllerOf(change.object) : undefined;
    const key = owner && keyOfController(world, owner, change.object.metadata.namespace, KIND);
    return key === undefined ? [] : [key];
  }

  unsettled(world: WorldView): Iterable<string> {
    const table: Due[] = [];
    for (const object of world.objects.all(KIND)) {
      const { spec } = object as CronJob;
      const schedule = spec?.suspend ? undefined : parseSchedule(spec?.schedule ?? '', spec?.timeZone);
      const atMs = schedule?.next(world.startMs);
      if (atMs !== undefined) table.push({ key: keyOf(object), atMs });
    }
    table.sort((a, b) => a.atMs - b.atMs || (a.key < b.key ? -1 : 1));
    TIMETABLES.set(world, table);
    return table.length > 0 ? [TIMER] : [];
  }

  sync(key: string, context: ControllerContext): void {
    if (key === TIMER) {
      this.#wakeDue(context);
      return;
    }
    const { world, api, actor } = context;
    const { namespace, name } = splitKey(key);
    const cronJob = world.objects.get(KIND, namespace, name) as CronJob | undefined;
    if (!cronJob) return;
    const jobs = controlledObjects<Job>(world, cronJob.metadata.uid, JOB);
    for (const job of beyondHistory(cronJob, jobs)) {
      api.delete(referenceOf(JOB, job), actor, { propagation: 'Background' });
    }
    const seen = withoutEnded(context, cronJob, jobs);
    const status = startDue(context, seen) ?? seen.status;
    if (!same(status, cronJob.status)) api.updateStatus({ ...cronJob, status: status ?? {} }, actor);
    const { spec } = cronJob;
    const nextMs = scheduleOf(cronJob)?.next(dateMs(context));
    if (nextMs === undefined || spec?.suspend || cronJob.metadata.deletionTimestamp !== undefined) return;
    context.requeueAfter(key, nextMs - dateMs(context) + AFTER_MS, true);
  }

  #wakeDue(context: ControllerContext): void {
    const table = TIMETABLES.get(context.world) ?? [];
    const now = dateMs(context);
    for (; this.#passed < table.length; this.#passed++) {
      const { key, atMs } = table[this.#passed]!;
      if (atMs + AFTER_MS > now) {
        context.requeueAfter(TIMER, atMs + AFTER_MS - now, true);
        return;
      }
      context.requeueAfter(key, 0);
    }
  }
}

export const cronJobController: ControllerFactory = () => new CronJobController();

function referenceOf(kind: string, { metadata }: CronJob | Job) {
  return { kind, namespace: metadata.namespace ?? 'default', name: metadata.name ?? '' };
}

function scheduleOf({ spec }: CronJob): Schedule | undefined {
  return parseSchedule(spec?.schedule ?? '', spec?.timeZone);
}

/** The CronJob with the Jobs that have ended or gone taken from status.active. */
function withoutEnded(context: ControllerContext, cronJob: CronJob, jobs: readonly Job[]): CronJob {
  const { api, actor } = context;
  const event = (reason: string, message: string) =>
    api.recordEvent(referenceOf(KIND, cronJob), 'Normal', reason, message, actor);
  let lastSuccessfulTime = cronJob.status?.lastSuccessfulTime;
  for (const job of jobs) {
    const { completionTime } = job.status ?? {};
    if (finishedAs(job) === 'Complete' && completionTime && !(completionTime <= (lastSuccessfulTime ?? '')))
      lastSuccessfulTime = completionTime;
  }
  const byUid = new Map(jobs.map((job) => [job.metadata.uid, job]));
  const active = (cronJob.status?.active ?? []).filter(({ uid, name }) => {
    const job = byUid.get(uid);
    const condition = job && finishedAs(job);
    if (!job) event('MissingJob', `Active job went missing: ${name}`);
    else if (condition) event('SawCompletedJob', `Saw completed job: ${name}, condition: ${condition}`);
    return job !== undefined && condition === undefined;
  });
  const successful = lastSuccessfulTime === undefined ? {} : { lastSuccessfulTime };
  return { ...cronJob, status: { ...cronJob.status, active, ...successful } };
}

/** Starts the Job whose time has come, if policy and deadline let it; returns the status after it. */
function startDue(context: ControllerContext, cronJob: CronJob): CronJob['status'] | undefined {
  const { api, actor } = context;
  const { spec, status, metadata } = cronJob;
  if (metadata.deletionTimestamp !== undefined || spec?.suspend) return undefined;
  const event = (type: 'Normal' | 'Warning', reason: string, message: string) =>
    api.recordEvent(referenceOf(KIND, cronJob), type, reason, message, actor);
  const schedule = scheduleOf(cronJob);
  if (!schedule) {
    event('Warning', 'UnparseableSchedule', `unparseable schedule: "${spec?.schedule}"`);
    return undefined;
  }
  const now = dateMs(context);
  const { startingDeadlineSeconds } = spec ?? {};
  const since =
    parseTimestamp(status?.lastScheduleTime ?? metadata.creationTimestamp) || context.world.startMs;
  const deadlineMs = startingDeadlineSeconds === undefined ? since : now - startingDeadlineSeconds * 1000;
  const { atMs, tooMany } = mostRecent(schedule, Math.max(since, deadlineMs), now);
  if (tooMany) {
    const message =
      'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
    event('Warning', 'TooManyMissedTimes', message);
  }
  if (atMs === undefined) return undefined;
  const name = jobName(cronJob, atMs);
  const active = status?.active ?? [];
  if (active.some((job) => job.name === name) || parseTimestamp(status?.lastScheduleTime) === atMs)
    return undefined;
  if (spec?.concurrencyPolicy === 'Forbid' && active.length > 0) {
    event(
      'Normal',
      'JobAlreadyActive',
      'Not starting job because prior execution is running and concurrency policy is Forbid',
    );
    return undefined;
  }
  const kept = spec?.concurrencyPolicy === 'Replace' ? replaced(context, cronJob, active) : active;
  const answer = api.create(jobOf(cronJob, atMs), actor);
  if (!answer.ok) {
    if (answer.status.reason !== 'AlreadyExists')
      event('Warning', 'FailedCreate', `Error creating job: ${answer.status.message}`);
    return { ...status, active: kept };
  }
  event('Normal', 'SuccessfulCreate', `Created job ${name}`);
  const { uid = '', namespace = 'default' } = answer.value.metadata;
  const reference = { apiVersion: 'batch/v1', kind: 'Job', name, namespace, uid };
  return { ...status, active: [...kept, reference], lastScheduleTime: timestampOf(atMs) };
}

/** Deletes the Jobs that still run, to make room for the next; returns those that could not be deleted. */
function replaced({ api, actor }: ControllerContext, cronJob: CronJob, active: Active): Active {
  const { namespace = 'default' } = cronJob.metadata;
  return active.filter(({ name = '' }) => {
    const answer = api.delete({ kind: JOB, namespace, name }, actor, { propagation: 'Background' });
    if (answer.ok) {
      api.recordEvent(referenceOf(KIND, cronJob), 'Normal', 'SuccessfulDelete', `Deleted job ${name}`, actor);
    }
    return !answer.ok;
  });
}
