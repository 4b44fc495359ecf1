import type { Sample, Series } from '../../history/index.ts';

/** What a metric measures, as far as its name says. */
export type MetricFamily = 'latency' | 'errors' | 'saturation';

/** A metric as it is read: as it stands, or as the change per second of a counter. */
export interface MetricKind {
  readonly family: MetricFamily;
  readonly isCounter: boolean;
  /** `p95 latency`, `memory`, `errors per second` */
  readonly words: string;
  readonly unit: 'seconds' | 'milliseconds' | 'bytes' | 'per second' | 'share' | '';
}

const SUMMARY_PART = /_(bucket|created)$/;
const COUNTER = /_(total|sum|count)$/;

/** The families by patterns of names, the first that fits; documented in docs/verbs/trace.md. */
export function metricKind({ name, labels }: Series): MetricKind | undefined {
  if (SUMMARY_PART.test(name)) return undefined;
  const isCounter = COUNTER.test(name);
  if (/throttl/i.test(name))
    return { family: 'saturation', isCounter, words: 'CPU throttling', unit: isCounter ? 'per second' : '' };
  if (
    /(error|fail(ure|ed|s)?(_|$)|exception|timeout|5xx|rejected|dropped)/i.test(name) ||
    isErrorCode(labels)
  ) {
    return {
      family: 'errors',
      isCounter,
      words: `errors${isCounter ? ' per second' : ''} (${name})`,
      unit: isCounter ? 'per second' : '',
    };
  }
  if (/(latency|duration|response_?time|request_?time|elapsed|(^|_)p(50|90|95|99|999)(_|$))/i.test(name)) {
    // A sum or a count of a histogram by itself says nothing about how long one takes.
    return isCounter
      ? undefined
      : { family: 'latency', isCounter: false, words: latencyWords(name, labels), unit: timeUnit(name) };
  }
  if (/memory|working_set|heap|rss/i.test(name) && !/limit|request|max|capacity|allocatable/i.test(name)) {
    return { family: 'saturation', isCounter, words: 'memory', unit: 'bytes' };
  }
  if (/cpu/i.test(name) && !/limit|request|capacity|allocatable/i.test(name)) {
    return { family: 'saturation', isCounter, words: 'CPU', unit: isCounter ? 'per second' : '' };
  }
  if (/(queue|backlog|in_?flight|connections|pool|utili[sz]ation|lag)/i.test(name)) {
    return { family: 'saturation', isCounter, words: name, unit: isCounter ? 'per second' : '' };
  }
  return undefined;
}

function isErrorCode(labels: Series['labels']): boolean {
  return ['code', 'status', 'status_code', 'response_code'].some((label) =>
    /^5(\d\d|xx)$/i.test(labels[label] ?? ''),
  );
}

function latencyWords(name: string, labels: Series['labels']): string {
  const quantile = /p(50|90|95|99|999)/i.exec(name)?.[1] ?? quantileOf(labels.quantile);
  return quantile === undefined ? 'latency' : `p${quantile} latency`;
}

function quantileOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return String(Math.round(Number(value) * 1000) / 10);
}

function timeUnit(name: string): MetricKind['unit'] {
  if (/(milliseconds|_ms(_|$)|millis)/i.test(name)) return 'milliseconds';
  return /second/i.test(name) ? 'seconds' : '';
}

/** The change per second of a counter; a counter that falls has begun anew. */
export function ratesOf(samples: readonly Sample[]): Sample[] {
  const rates: Sample[] = [];
  for (let index = 1; index < samples.length; index++) {
    const [before, now] = [samples[index - 1]!, samples[index]!];
    const seconds = (now.timeMs - before.timeMs) / 1000;
    if (seconds <= 0) continue;
    const grown = now.value >= before.value ? now.value - before.value : now.value;
    rates.push({ timeMs: now.timeMs, value: grown / seconds });
  }
  return rates;
}

/** A value with its unit: `0.29 s`, `512 MiB`. */
export function valueWords(value: number, unit: MetricKind['unit']): string {
  switch (unit) {
    case 'seconds':
      return value < 1 ? `${significant(value * 1000)} ms` : `${significant(value)} s`;
    case 'milliseconds':
      return value < 1000 ? `${significant(value)} ms` : `${significant(value / 1000)} s`;
    case 'bytes':
      return value >= 2 ** 30 ? `${significant(value / 2 ** 30)} GiB` : `${significant(value / 2 ** 20)} MiB`;
    case 'per second':
      return `${significant(value)}/s`;
    default:
      return significant(value);
  }
}

function significant(value: number): string {
  return String(Number(value.toPrecision(3)));
}
