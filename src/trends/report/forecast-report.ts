import { refKey } from '../../history/index.ts';
import { isoTime } from '../../kubernetes/index.ts';
import { API_VERSION } from '../../snapshot/index.ts';
import type { Fix, NotForecast, Outlook, OutlookContext, OutlookKind, Unit } from '../forecasts/outlook.ts';

/** One forecast as a document. */
export interface ForecastEntry {
  readonly kind: OutlookKind;
  readonly object: string;
  readonly what: string;
  readonly state: Outlook['state'];
  readonly unit: Unit;
  readonly now?: number;
  readonly limit?: number;
  /** Share of the limit that is used. */
  readonly used?: number;
  readonly runsOut?: string;
  /** 95 % confidence; without the end it may as well never run out. */
  readonly earliest?: string;
  readonly latest?: string;
  readonly perDay?: number;
  readonly perDayInterval?: readonly [number, number];
  readonly points?: number;
  readonly from?: string;
  readonly to?: string;
  readonly scatter?: number;
  readonly backtestError?: number;
  /** Length in days of a cycle of which the peaks were used. */
  readonly cycleDays?: number;
  readonly atHorizon?: number;
  readonly detail?: string;
  readonly evidence: string;
  readonly fix: Fix;
}

/** What will run out. */
export interface ForecastReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'ForecastReport';
  readonly source: {
    readonly digest: string;
    readonly at: string;
    readonly history?: { readonly from: string; readonly to: string };
  };
  readonly namespace?: string;
  /** The only object that was asked about. */
  readonly object?: string;
  readonly horizonSeconds: number;
  readonly rules: { readonly minPoints: number; readonly minDays: number };
  readonly forecasts: readonly ForecastEntry[];
  readonly notForecast: readonly (Omit<NotForecast, 'object'> & { readonly object: string })[];
  readonly notes: readonly string[];
}

/** @param said as `predict` gave it, of one object where the context names it. */
export function forecastReport(
  context: OutlookContext & { readonly object?: string | undefined },
  said: { readonly outlooks: readonly Outlook[]; readonly refused: readonly NotForecast[] },
): ForecastReport {
  const { snapshot, recording, nowMs, horizonMs, rules, namespace, object } = context;
  const span = recording?.span;
  return {
    apiVersion: API_VERSION,
    kind: 'ForecastReport',
    source: {
      digest: recording?.fact('digest') ?? snapshot.metadata.digest,
      at: isoTime(nowMs),
      ...(span ? { history: { from: isoTime(span.fromMs), to: isoTime(Math.min(span.toMs, nowMs)) } } : {}),
    },
    ...(namespace === undefined ? {} : { namespace }),
    ...(object === undefined ? {} : { object }),
    horizonSeconds: horizonMs / 1000,
    rules,
    forecasts: said.outlooks.map(forecastEntry),
    notForecast: said.refused.map((each) => ({ ...each, object: refKey(each.object) })),
    notes: notesOf(context),
  };
}

/** One forecast as it stands in documents. */
export function forecastEntry(outlook: Outlook): ForecastEntry {
  const {
    kind,
    object,
    what,
    state,
    unit,
    now,
    limit,
    runsOutMs,
    earliestMs,
    latestMs,
    growth,
    atHorizon,
    detail,
  } = outlook;
  return {
    kind,
    object: refKey(object),
    what,
    state,
    unit,
    ...(now === undefined ? {} : { now: rounded(now) }),
    ...(limit === undefined ? {} : { limit: rounded(limit) }),
    ...(now === undefined || limit === undefined ? {} : { used: rounded(now / limit) }),
    ...(runsOutMs === undefined ? {} : { runsOut: isoTime(runsOutMs) }),
    ...(earliestMs === undefined ? {} : { earliest: isoTime(earliestMs) }),
    ...(latestMs === undefined ? {} : { latest: isoTime(latestMs) }),
    ...(growth
      ? {
          perDay: rounded(growth.perDay),
          perDayInterval: [rounded(growth.perDayLow), rounded(growth.perDayHigh)] as const,
          points: growth.pointCount,
          from: isoTime(growth.fromDay * 86_400_000),
          to: isoTime(growth.toDay * 86_400_000),
          scatter: rounded(growth.scatter),
          backtestError: rounded(growth.backtestError),
          ...(growth.period === undefined ? {} : { cycleDays: rounded(growth.period) }),
        }
      : {}),
    ...(atHorizon === undefined ? {} : { atHorizon: rounded(atHorizon) }),
    ...(detail === undefined ? {} : { detail }),
    evidence: outlook.evidence,
    fix: outlook.fix,
  };
}

const METRICS = [
  ['kubelet_volume_stats_used_bytes', 'how full claims are'],
  ['node_filesystem_avail_bytes', 'how full disks are'],
  ['container_memory_working_set_bytes', 'how much memory containers use'],
] as const;

/** What cannot be known from what was given. */
function notesOf({ recording, snapshot, namespace }: OutlookContext): string[] {
  if (!recording) {
    return [
      'a snapshot has no past: only certificates, quotas and nodes that are nearly full can be seen. With --recording also what grows.',
      ...unknownKinds(snapshot.completeness),
    ];
  }
  const names = new Set(recording.metrics.series().map(({ name }) => name));
  return [
    ...METRICS.filter(
      ([name]) => !names.has(name) && !(namespace !== undefined && name.startsWith('node_')),
    ).map(([name, what]) => `${name} is not recorded: ${what} is not known`),
    ...unknownKinds(snapshot.completeness),
  ];
}

function unknownKinds(completeness: OutlookContext['snapshot']['completeness']): string[] {
  return completeness
    .filter(
      ({ kind, state }) => state === 'unknown' && ['Secret', 'ResourceQuota', 'Node', 'Pod'].includes(kind),
    )
    .map(({ kind }) => `no ${kind} is in the input: what runs out there is not known`);
}

function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(6));
}
