import { isObject, type JsonObject } from '../patch/json-value.ts';
import { withItems, withMember, withRenamed } from './fields.ts';

const PREFIX = 'autoscaling.alpha.kubernetes.io/';
/** @source pkg/apis/autoscaling/types.go → DefaultCPUUtilization (v1.36.3) */
const DEFAULT_CPU_UTILIZATION = 80;

/**
 * A HorizontalPodAutoscaler of v1, which knows of nothing but cpu: all else stands in annotations.
 *
 * @source pkg/apis/autoscaling/v1/conversion.go → Convert_v1_HorizontalPodAutoscaler_To_autoscaling_HorizontalPodAutoscaler (v1.36.3)
 */
export function autoscalerFromV1(autoscaler: JsonObject): JsonObject {
  const { metadata, spec, status } = autoscaler;
  const annotations = isObject(metadata) && isObject(metadata['annotations']) ? metadata['annotations'] : {};
  const said = (name: string) => parsed(annotations[PREFIX + name]);
  const [metrics, current, conditions, behavior] = [
    'metrics',
    'current-metrics',
    'conditions',
    'behavior',
  ].map(said);
  return {
    ...autoscaler,
    ...(isObject(metadata) ? { metadata: withoutConverted(metadata) } : {}),
    ...(isObject(spec) ? { spec: specFromV1(spec, metrics, behavior) } : {}),
    ...(isObject(status) ? { status: statusFromV1(status, current, conditions) } : {}),
  };
}

function specFromV1(spec: JsonObject, metrics: unknown, behavior: unknown): JsonObject {
  const { targetCPUUtilizationPercentage: percentage, ...rest } = spec;
  const all = [
    ...(Array.isArray(metrics) ? metrics.map((each) => (isObject(each) ? metricToV2(each) : each)) : []),
    ...(percentage === undefined || percentage === null ? [] : [cpuMetric(percentage)]),
  ];
  return {
    ...rest,
    metrics: all.length > 0 ? all : [cpuMetric(DEFAULT_CPU_UTILIZATION)],
    ...(isObject(behavior) ? { behavior: withSmallInitials(behavior) } : {}),
  };
}

function cpuMetric(averageUtilization: unknown): JsonObject {
  return { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } };
}

function statusFromV1(status: JsonObject, current: unknown, conditions: unknown): JsonObject {
  const { currentCPUUtilizationPercentage: percentage, ...rest } = status;
  const cpu = { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: percentage } } };
  const metrics = Array.isArray(current)
    ? current.map((each) => (isObject(each) ? currentToV2(each) : each))
    : percentage === undefined || percentage === null
      ? undefined
      : [cpu];
  return {
    ...rest,
    ...(metrics ? { currentMetrics: metrics } : {}),
    ...(Array.isArray(conditions) ? { conditions } : {}),
  };
}

function withoutConverted(metadata: JsonObject): JsonObject {
  const { annotations, ...rest } = metadata;
  if (!isObject(annotations)) return metadata;
  const left = Object.entries(annotations).filter(([name]) => !name.startsWith(PREFIX));
  return left.length > 0 ? { ...rest, annotations: Object.fromEntries(left) } : rest;
}

/** What an annotation holds; undefined when it holds no JSON, or one that is nested deeper than any of these fields. */
function parsed(text: unknown): unknown {
  if (typeof text !== 'string' || bracketDepth(text) > NESTING_MAX) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const NESTING_MAX = 32;

/** How deep a text's brackets are nested at most; those in strings count too. */
function bracketDepth(text: string): number {
  let depth = 0;
  let most = 0;
  for (const bracket of text.match(/[[\]{}]/g) ?? []) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    most = Math.max(most, depth);
  }
  return most;
}

/** Behaviour stands in its annotation under the names that its fields have in Go. */
function withSmallInitials(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSmallInitials);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      withSmallInitials(member),
    ]),
  );
}

/**
 * A HorizontalPodAutoscaler of v2beta1, which has a field for each kind of target.
 *
 * @source pkg/apis/autoscaling/v2beta1/conversion.go (v1.24.17)
 */
export function autoscalerFromV2Beta1(autoscaler: JsonObject): JsonObject {
  const withMetrics = withMember(autoscaler, 'spec', (spec) => withItems(spec, 'metrics', metricToV2));
  return withMember(withMetrics, 'status', (status) => withItems(status, 'currentMetrics', currentToV2));
}

/** A metric's target in the words of v2; sources that are not known stay as they are. */
function metricToV2(metric: JsonObject): JsonObject {
  const utilization = (source: JsonObject): JsonObject => {
    const { targetAverageUtilization, targetAverageValue, ...rest } = source;
    const target =
      targetAverageUtilization === undefined
        ? { type: 'AverageValue', averageValue: targetAverageValue }
        : { type: 'Utilization', averageUtilization: targetAverageUtilization };
    return { ...rest, target };
  };
  let converted = withMember(metric, 'resource', utilization);
  converted = withMember(converted, 'containerResource', utilization);
  converted = withMember(converted, 'pods', ({ targetAverageValue, ...rest }) =>
    named({ ...rest, target: { type: 'AverageValue', averageValue: targetAverageValue } }),
  );
  converted = withMember(converted, 'object', ({ target, targetValue, averageValue, ...rest }) =>
    named({
      ...rest,
      describedObject: target,
      target:
        averageValue === undefined
          ? { type: 'Value', value: targetValue }
          : { type: 'AverageValue', averageValue },
    }),
  );
  return withMember(converted, 'external', ({ targetValue, targetAverageValue, ...rest }) =>
    named({
      ...rest,
      target:
        targetValue === undefined
          ? { type: 'AverageValue', averageValue: targetAverageValue }
          : { type: 'Value', value: targetValue },
    }),
  );
}

/** `metricName` and its selector as one `metric`. */
function named({ metricName, selector, metricSelector, ...rest }: JsonObject): JsonObject {
  const chosen = selector ?? metricSelector;
  return {
    ...rest,
    metric: { name: metricName, ...(chosen === undefined ? {} : { selector: chosen }) },
  };
}

/** What a metric was last seen at in the words of v2. */
function currentToV2(metric: JsonObject): JsonObject {
  const measured = ({
    currentAverageUtilization,
    currentAverageValue,
    currentValue,
    ...rest
  }: JsonObject): JsonObject => ({
    ...rest,
    current: defined({
      averageUtilization: currentAverageUtilization,
      averageValue: currentAverageValue,
      value: currentValue,
    }),
  });
  let converted = metric;
  for (const source of ['resource', 'containerResource']) converted = withMember(converted, source, measured);
  for (const source of ['pods', 'external']) {
    converted = withMember(converted, source, (each) => named(measured(each)));
  }
  return withMember(converted, 'object', (source) => {
    const { averageValue, ...rest } = withRenamed(source, { target: 'describedObject' });
    const moved = averageValue === undefined ? rest : { ...rest, currentAverageValue: averageValue };
    return named(measured(moved));
  });
}

function defined(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
