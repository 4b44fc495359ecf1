import type { Gap, Span } from '../../history/index.ts';

/** One hour of the recording as the clocks of a zone showed it. */
export interface Hour {
  readonly startMs: number;
  /** 0 to 23. */
  readonly hour: number;
  /** Sunday is 0. */
  readonly weekday: number;
  readonly dayOfMonth: number;
  readonly isLastOfMonth: boolean;
  /** Counts the days of the zone. */
  readonly day: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How far the clocks of a zone are ahead of UTC at a time, in milliseconds. */
export type ZoneOffset = (timeMs: number) => number;

/** The hours of a stretch of time that were recorded whole, oldest first. Clocks change on the hour. */
export function hoursOf({ fromMs, toMs }: Span, gaps: readonly Gap[], offsetAt: ZoneOffset): Hour[] {
  const hours: Hour[] = [];
  for (let startMs = Math.ceil(fromMs / HOUR_MS) * HOUR_MS; startMs + HOUR_MS <= toMs; startMs += HOUR_MS) {
    if (gaps.some((gap) => gap.fromMs < startMs + HOUR_MS && gap.toMs > startMs)) continue;
    const wall = startMs + offsetAt(startMs);
    const date = new Date(wall);
    hours.push({
      startMs,
      hour: date.getUTCHours(),
      weekday: date.getUTCDay(),
      dayOfMonth: date.getUTCDate(),
      isLastOfMonth: new Date(wall + DAY_MS).getUTCDate() === 1,
      day: Math.floor(wall / DAY_MS),
    });
  }
  return hours;
}

/** A regular part of the calendar. */
export interface CalendarWindow {
  /** `on Fridays from 20:00 to 24:00` */
  readonly words: string;
  readonly type: 'hour' | 'weekday' | 'weekday and hour' | 'day of month';
  readonly holds: (hour: Hour) => boolean;
  /** Numbers what is counted: the hours, days or blocks of hours that are compared with each other. */
  readonly unitOf: (hour: Hour) => number;
}

const WEEKDAYS = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays'];
const BLOCK = 4;

/** Every part of the calendar that is tried: 24 hours, 7 weekdays, 42 blocks of four hours of a week, 31 days of a month and its last. */
export function calendarWindows(): CalendarWindow[] {
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
  const byHour = Array.from(
    { length: 24 },
    (_, hour): CalendarWindow => ({
      words: `from ${clock(hour)} to ${clock(hour + 1)}`,
      type: 'hour',
      holds: (each) => each.hour === hour,
      unitOf: (each) => each.day * 24 + each.hour,
    }),
  );
  const byWeekday = WEEKDAYS.map(
    (name, weekday): CalendarWindow => ({
      words: `on ${name}`,
      type: 'weekday',
      holds: (each) => each.weekday === weekday,
      unitOf: (each) => each.day,
    }),
  );
  const byBlock = WEEKDAYS.flatMap((name, weekday) =>
    Array.from(
      { length: 24 / BLOCK },
      (_, block): CalendarWindow => ({
        words: `on ${name} from ${clock(block * BLOCK)} to ${clock((block + 1) * BLOCK)}`,
        type: 'weekday and hour',
        holds: (each) => each.weekday === weekday && Math.floor(each.hour / BLOCK) === block,
        unitOf: (each) => each.day * (24 / BLOCK) + Math.floor(each.hour / BLOCK),
      }),
    ),
  );
  const byDate = Array.from(
    { length: 31 },
    (_, index): CalendarWindow => ({
      words: `on day ${index + 1} of the month`,
      type: 'day of month',
      holds: (each) => each.dayOfMonth === index + 1,
      unitOf: (each) => each.day,
    }),
  );
  const last: CalendarWindow = {
    words: 'on the last day of the month',
    type: 'day of month',
    holds: (each) => each.isLastOfMonth,
    unitOf: (each) => each.day,
  };
  return [...byHour, ...byWeekday, ...byBlock, ...byDate, last];
}
