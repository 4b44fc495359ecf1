import { Cron } from 'croner';
import { parseDuration } from '../../../kubernetes/index.ts';

/** The times at which a CronJob is due. */
export interface Schedule {
  /** The first time after `afterMs`, milliseconds since the epoch; undefined when there is none. */
  readonly next: (afterMs: number) => number | undefined;
}

const PARSED = new Map<string, Schedule | undefined>();

/**
 * Reads a schedule; undefined when Kubernetes could not. A schedule without a time zone is in UTC, as
 * kube-controller-manager usually runs.
 *
 * @source pkg/controller/cronjob/utils.go → formatSchedule (v1.36.3)
 */
export function parseSchedule(text: string, timeZone: string | undefined): Schedule | undefined {
  const zoned = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/.exec(text);
  const zone = timeZone ?? zoned?.[1] ?? 'UTC';
  const key = `${zone} ${text}`;
  if (!PARSED.has(key)) PARSED.set(key, parse(zoned?.[2] ?? text, zone));
  return PARSED.get(key);
}

function parse(text: string, timezone: string): Schedule | undefined {
  const every = /^@every\s+(\S+)$/.exec(text)?.[1];
  if (every !== undefined) {
    const periodMs = Math.max(1000, Math.floor((parseDuration(every) ?? 0) / 1000) * 1000);
    return { next: (afterMs) => Math.floor(afterMs / 1000) * 1000 + periodMs };
  }
  try {
    const cron = new Cron(text.trim(), { timezone, paused: true });
    return { next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() };
  } catch {
    return undefined;
  }
}

/** How many times a CronJob missed its time. */
export interface Due {
  /** The latest time that has come; undefined when none has. */
  readonly atMs: number | undefined;
  readonly tooMany: boolean;
}

/** So many missed times are worth a warning. */
const MANY = 100;

/**
 * The latest time after `earliestMs` that has come by `nowMs`.
 *
 * @source pkg/controller/cronjob/utils.go → mostRecentScheduleTime (v1.36.3)
 */
export function mostRecent(schedule: Schedule, earliestMs: number, nowMs: number): Due {
  const first = schedule.next(earliestMs);
  if (first === undefined || first > nowMs) return { atMs: undefined, tooMany: false };
  const second = schedule.next(first);
  if (second === undefined || second > nowMs) return { atMs: first, tooMany: false };
  const periodMs = second - first;
  const missed = Math.floor((nowMs - first) / periodMs) + 1;
  let atMs: number | undefined;
  let next = schedule.next(first + (missed - 2) * periodMs);
  while (next !== undefined && next <= nowMs) {
    atMs = next;
    next = schedule.next(next);
  }
  return { atMs, tooMany: missed > MANY };
}
