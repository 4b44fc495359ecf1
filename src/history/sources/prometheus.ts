import { isObject } from '../../kubernetes/index.ts';

import type { Staging } from '../import/staging.ts';
import { epochMs } from './watch-stream.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is the answer of Prometheus' query API. */
export function isPrometheusAnswer(value: unknown): value is Fields {
  if (!isObject(value)) return false;
  const data = isObject(value.data) ? value.data : value;
  return typeof data.resultType === 'string' && Array.isArray(data.result);
}

/** Takes in the answer to a query: `matrix` of a range, `vector` of one moment; Loki's `streams` are lines of logs. */
export function takePrometheusAnswer(value: Fields, staging: Staging): void {
  const data = isObject(value.data) ? value.data : value;
  for (const result of data.result as unknown[]) {
    if (!isObject(result)) continue;
    const labels = labelsOf(result.metric ?? result.stream);
    const values = Array.isArray(result.values) ? result.values : [result.value];
    if (data.resultType === 'streams') takeStream(labels, values, staging);
    else takeSeries(labels, values, staging);
  }
}

function takeSeries(
  { __name__: name = 'query', ...labels }: Record<string, string>,
  values: unknown[],
  staging: Staging,
) {
  for (const pair of values) {
    if (!Array.isArray(pair) || typeof pair[0] !== 'number') continue;
    const value = Number(pair[1]);
    if (!Number.isNaN(value)) staging.sample(name, labels, Math.round(epochMs(pair[0])), value);
  }
}

function takeStream(labels: Record<string, string>, values: unknown[], staging: Staging): void {
  const pod = labels.pod ?? labels.pod_name;
  if (pod === undefined) {
    staging.note('lines of logs that name no pod were left out');
    return;
  }
  const ref = { kind: 'Pod', namespace: labels.namespace ?? 'default', name: pod };
  values.forEach((pair, index) => {
    if (!Array.isArray(pair)) return;
    const timeMs = epochMs(Number(pair[0]));
    if (!Number.isNaN(timeMs)) {
      staging.logLine(ref, labels.container ?? '', Math.floor(timeMs), String(pair[1]), index + 1);
    }
  });
}

function labelsOf(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, label]) => [key, String(label)]));
}
