import { InputError } from '../../errors/index.ts';

/** What a time on the command line is read against. */
export interface TimeContext {
  /** An IANA name, `UTC` or an offset such as `+02:00`; the machine's own zone where absent. */
  readonly timezone?: string | undefined;
  /** What the recording covers: words such as `yesterday` and times without a day are meant within it. */
  readonly span: { readonly fromMs: number; readonly toMs: number };
}

const DAY_MS = 86_400_000;
const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: DAY_MS,
  w: 7 * DAY_MS,
};
const ZONED = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s?(Z|[+-]\d\d:?\d\d)$/i;
const LOCAL = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?)?$/;
const CLOCK = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/;
const AGO = /^-?(\d+(?:\.\d+)?)([smhdw])$/;
const WORD = /^(now|end|start|today|yesterday)(?:\s+(?:at\s+)?(\d{1,2}:\d\d(?::\d\d)?))?$/i;

/**
 * A moment as people write it: `2024-01-15T14:30:00Z`, `2024-01-15 14:30` (in the zone asked for), `14:30` (the last one
 * of the recording), `yesterday 14:00` (counted from the recording's end), `-2h` or `2h` before it, `start`, `end`, a number of
 * seconds since the epoch.
 *
 * @returns milliseconds since the epoch.
 * @throws InputError for anything else.
 */
export function timeOf(option: string, text: string, context: TimeContext): number {
  const value = text.trim();
  // A zone that nobody knows is refused for every time, whether it needs one or not.
  if (context.timezone !== undefined) zoneOffset(context.timezone);
  const timeMs = zoned(value) ?? local(value, context) ?? relative(value, context) ?? word(value, context);
  if (timeMs !== undefined && !Number.isNaN(timeMs)) return timeMs;
  throw new InputError(`${option} takes a time such as "2024-01-15 14:30", not ${JSON.stringify(text)}`, {
    hint: 'Also: 2024-01-15T14:30:00Z, 14:30, "yesterday 14:00", -2h, start, end.',
  });
}

function zoned(value: string): number | undefined {
  if (/^\d{9,11}(\.\d+)?$/.test(value)) return Math.round(Number(value) * 1000);
  return ZONED.test(value)
    ? Date.parse(value.replace(' ', 'T').replace(/\s/g, '').replace('z', 'Z'))
    : undefined;
}

function local(value: string, { timezone }: TimeContext): number | undefined {
  const match = LOCAL.exec(value);
  if (!match) return undefined;
  const [year, month, day, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((each) => Number(each ?? 0));
  if (month! < 1 || month! > 12 || day! < 1 || day! > 31 || hour > 23 || minute > 59 || second > 59)
    return Number.NaN;
  const wall = Date.UTC(year!, month! - 1, day!, hour, minute, second);
  return wallToTime(wall, timezone) + Math.round(Number(`0${match[7] ?? ''}`) * 1000);
}

function relative(value: string, { span }: TimeContext): number | undefined {
  const match = AGO.exec(value);
  return match ? Math.round(span.toMs - Number(match[1]) * UNITS[match[2]!]!) : undefined;
}

function word(value: string, context: TimeContext): number | undefined {
  const { span, timezone } = context;
  const clock = CLOCK.exec(value);
  if (clock) {
    const today = atClock(span.toMs, value, timezone);
    return today <= span.toMs ? today : atClock(span.toMs - DAY_MS, value, timezone);
  }
  const match = WORD.exec(value);
  if (!match) return undefined;
  const name = match[1]!.toLowerCase();
  if (name === 'start') return span.fromMs;
  const day = name === 'yesterday' ? span.toMs - DAY_MS : span.toMs;
  if (match[2] === undefined) return day;
  return atClock(day, match[2], timezone);
}

/** The moment of the day of `timeMs`, in the zone, at which its clocks show `clock`. */
function atClock(timeMs: number, clock: string, timezone: string | undefined): number {
  const [hour = 0, minute = 0, second = 0] = clock.split(':').map(Number);
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const wall = timeMs + offsetAt(timeMs, timezone);
  return wallToTime(
    Math.floor(wall / DAY_MS) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000,
    timezone,
  );
}

/** The moment at which clocks of the zone show `wall`, given as if it were UTC. */
function wallToTime(wall: number, timezone: string | undefined): number {
  const first = wall - offsetAt(wall, timezone);
  // Near a change of the clocks the offset of the moment itself may be another one.
  return wall - offsetAt(first, timezone);
}

function offsetAt(timeMs: number, timezone: string | undefined): number {
  return zoneOffset(timezone)(timeMs);
}

/**
 * How far clocks of a zone are ahead of UTC at a time, in milliseconds; for many times in a row.
 *
 * @throws InputError for a zone that nobody knows.
 */
export function zoneOffset(timezone: string | undefined): (timeMs: number) => number {
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(timezone ?? '');
  if (fixed && Number(fixed[2]) <= 14 && Number(fixed[3]) < 60) {
    const offset = (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3])) * 60_000;
    return () => offset;
  }
  const format = formatOf(timezone);
  return (timeMs) => shownOffset(format, timeMs);
}

/** The name of a zone as reports write it. */
export function zoneName(timezone: string | undefined): string {
  return timezone ?? formatOf(undefined).resolvedOptions().timeZone;
}

function shownOffset(format: Intl.DateTimeFormat, timeMs: number): number {
  const parts = format.formatToParts(timeMs);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour') % 24,
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(timeMs / 1000) * 1000;
}

function formatOf(timezone: string | undefined): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...(timezone === undefined ? {} : { timeZone: timezone }),
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    throw new InputError(`--timezone knows no zone ${JSON.stringify(timezone)}`, {
      hint: 'Give an IANA name such as Europe/Berlin, UTC, or an offset such as +02:00.',
      cause: error,
    });
  }
}
