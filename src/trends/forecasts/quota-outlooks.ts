import { type ObjectRef, type Recording, refKey, type Sample } from '../../history/index.ts';
import type { KubeObject } from '../../kubernetes/index.ts';
import { numberOf } from './amounts.ts';
import type { Growth } from './forecast-series.ts';
import { grownOutlook, sorted } from './grown-outlook.ts';
import type { Fix, NotForecast, Outlook, OutlookContext, Outlooks, Unit } from './outlook.ts';

/** From here on a quota counts as nearly used up. */
const NEARLY = 0.9;
const FIX_DAYS = 90;

interface QuotaState {
  readonly status?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly used?: Readonly<Record<string, string>>;
  };
  readonly spec?: { readonly hard?: Readonly<Record<string, string>> };
}

/** Quotas that are used up or will be: by the status that the quota controller wrote, now and over time. */
export function quotaOutlooks(context: OutlookContext): Outlooks {
  const quotas = (context.snapshot.objects.get('ResourceQuota') ?? []).filter(
    ({ metadata }) => context.namespace === undefined || metadata.namespace === context.namespace,
  );
  return sorted(quotas.flatMap((quota) => ofQuota(quota, context)));
}

function ofQuota(quota: KubeObject, context: OutlookContext): (Outlook | NotForecast)[] {
  const object: ObjectRef = {
    kind: 'ResourceQuota',
    namespace: quota.metadata.namespace ?? '',
    name: quota.metadata.name ?? '',
  };
  const { status, spec } = quota as QuotaState;
  const history = context.recording
    ? historyOf(object, context.recording, context.nowMs)
    : new Map<string, Sample[]>();
  return Object.entries(status?.hard ?? spec?.hard ?? {}).flatMap(([resource, hard]) => {
    const limit = numberOf(hard);
    const used = numberOf(status?.used?.[resource]);
    if (limit === undefined || used === undefined) return [];
    const unit: Unit = /memory|storage/.test(resource) ? 'bytes' : /cpu/.test(resource) ? 'cores' : 'count';
    const fix = (growth?: Growth) => quotaFix(object, resource, limit, unit, growth);
    const said = grownOutlook(
      {
        kind: 'quota',
        object,
        what: resource,
        unit,
        samples: history.get(resource) ?? [],
        limit,
        source: 'status.used',
        fix,
      },
      context,
    );
    if ('state' in said || limit === 0 || used / limit < NEARLY) return [said];
    const growing = said.reason === 'too few points' ? 'its past is not recorded' : said.detail;
    return [
      {
        kind: 'quota',
        object,
        what: resource,
        unit,
        state: used >= limit ? 'has run out' : 'nearly full',
        now: used,
        limit,
        detail: growing,
        evidence: `status of ${refKey(object)}`,
        fix: fix(),
      } satisfies Outlook,
    ];
  });
}

/** What was used at the end of each hour in which it changed, and now. */
function historyOf(quota: ObjectRef, recording: Recording, nowMs: number): Map<string, Sample[]> {
  const history = new Map<string, Sample[]>();
  for (const change of recording.objects.changesOf(quota)) {
    if (change.timeMs > nowMs || !change.isStateKnown) continue;
    const { status } = (recording.objects.stateAfter(change) ?? {}) as QuotaState;
    for (const [resource, quantity] of Object.entries(status?.used ?? {})) {
      const value = numberOf(quantity);
      if (value === undefined) continue;
      const samples = history.get(resource) ?? [];
      history.set(resource, samples);
      samples.push({ timeMs: change.timeMs, value });
    }
  }
  for (const [resource, samples] of history) history.set(resource, daily(samples, nowMs));
  return history;
}

/** A value that only changes now and then as one value a day: the last of the day, or of the day before. */
export function daily(samples: readonly Sample[], nowMs: number, stepMs = 86_400_000): Sample[] {
  const [first] = samples;
  if (!first) return [];
  const result: Sample[] = [];
  let index = 0;
  for (let at = first.timeMs; at < nowMs + stepMs; at += stepMs) {
    const timeMs = Math.min(at, nowMs);
    while (samples[index + 1] && samples[index + 1]!.timeMs <= timeMs) index++;
    result.push({ timeMs, value: samples[index]!.value });
    if (timeMs === nowMs) break;
  }
  return result;
}

function quotaFix(
  { namespace, name }: ObjectRef,
  resource: string,
  limit: number,
  unit: Unit,
  growth: Growth | undefined,
): Fix {
  const wanted = growth ? growth.now + Math.max(0, growth.perDayHigh) * FIX_DAYS : limit * 1.5;
  const value = unit === 'bytes' ? `${Math.ceil(wanted / 1024 ** 3)}Gi` : String(Math.ceil(wanted));
  return {
    command: `kubectl patch resourcequota ${name} -n ${namespace} --type=merge -p '{"spec":{"hard":{"${resource}":"${value}"}}}'`,
    effect: growth ? `room for ${FIX_DAYS} more days at this rate` : 'half as much again',
  };
}
