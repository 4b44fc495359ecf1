import type { MetricStore, Sample } from '../../history/index.ts';
import { AGGREGATIONS, type Matcher, type Query, type QueryProblem } from './parse-query.ts';

/** One element of an answer. */
export interface Element {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a query evaluates to at one moment. */
export type Answer = { readonly scalar: number } | { readonly vector: readonly Element[] };

/** How far back an instant selector looks for its newest sample. */
const LOOKBACK_MS = 5 * 60_000;

interface RangeElement {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly Sample[];
}

type RangeFunction = (samples: readonly Sample[], fromMs: number, toMs: number) => number | undefined;

const RANGE_FUNCTIONS: Readonly<Record<string, RangeFunction>> = {
  rate: (samples, fromMs, toMs) => extrapolated(samples, fromMs, toMs, true, true),
  increase: (samples, fromMs, toMs) => extrapolated(samples, fromMs, toMs, true, false),
  delta: (samples, fromMs, toMs) => extrapolated(samples, fromMs, toMs, false, false),
  avg_over_time: (samples) => samples.reduce((sum, { value }) => sum + value, 0) / samples.length,
  sum_over_time: (samples) => samples.reduce((sum, { value }) => sum + value, 0),
  max_over_time: (samples) => Math.max(...samples.map(({ value }) => value)),
  min_over_time: (samples) => Math.min(...samples.map(({ value }) => value)),
  count_over_time: (samples) => samples.length,
  last_over_time: (samples) => samples.at(-1)?.value,
};

const SCALAR_FUNCTIONS: Readonly<Record<string, (value: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
};

class Unevaluated extends Error {}

/** Evaluates queries over the metrics of a recording. */
export class QueryEngine {
  readonly #metrics: MetricStore;
  readonly #samples = new Map<number, readonly Sample[]>();

  constructor(metrics: MetricStore) {
    this.#metrics = metrics;
  }

  /**
   * The answer at a time, or why there is none.
   *
   * @source prometheus promql/engine.go → evaluator.eval, functions.go → extrapolatedRate (v3)
   */
  evaluate(query: Query, timeMs: number): Answer | QueryProblem {
    try {
      return this.#evaluate(query, timeMs);
    } catch (error) {
      if (error instanceof Unevaluated) return { problem: error.message };
      throw error;
    }
  }

  /** Names of metrics in the query that the recording has no series of. */
  missing(query: Query): string[] {
    switch (query.type) {
      case 'selector':
        return query.name !== undefined && this.#metrics.series(query.name).length === 0 ? [query.name] : [];
      case 'call':
        return query.args.flatMap((arg) => this.missing(arg));
      case 'aggregate':
        return this.missing(query.arg);
      case 'binary':
        return [...this.missing(query.left), ...this.missing(query.right)];
      case 'number':
        return [];
    }
  }

  #evaluate(query: Query, timeMs: number): Answer {
    switch (query.type) {
      case 'number':
        return { scalar: query.value };
      case 'selector':
        if (query.rangeMs !== undefined) throw new Unevaluated('a range stands where values are needed');
        return { vector: this.#instant(query.name, query.matchers, timeMs - query.offsetMs) };
      case 'call':
        return this.#call(query.name, query.args, timeMs);
      case 'aggregate':
        return { vector: aggregate(query.name, vectorOf(this.#evaluate(query.arg, timeMs)), query) };
      case 'binary':
        return binary(
          query.operator,
          this.#evaluate(query.left, timeMs),
          this.#evaluate(query.right, timeMs),
        );
    }
  }

  #call(name: string, args: readonly Query[], timeMs: number): Answer {
    const [arg] = args;
    const range = RANGE_FUNCTIONS[name];
    if (range && arg?.type === 'selector' && arg.rangeMs !== undefined) {
      const toMs = timeMs - arg.offsetMs;
      const fromMs = toMs - arg.rangeMs;
      const vector = this.#range(arg.name, arg.matchers, fromMs, toMs).flatMap(({ labels, samples }) => {
        const value = range(samples, fromMs, toMs);
        return value === undefined ? [] : [{ labels: withoutName(labels), value }];
      });
      return { vector };
    }
    const scalar = SCALAR_FUNCTIONS[name];
    if (scalar && arg && args.length === 1) {
      const answer = this.#evaluate(arg, timeMs);
      if ('scalar' in answer) return { scalar: scalar(answer.scalar) };
      return {
        vector: answer.vector.map(({ labels, value }) => ({
          labels: withoutName(labels),
          value: scalar(value),
        })),
      };
    }
    throw new Unevaluated(`the function ${name} is not evaluated`);
  }

  #instant(name: string | undefined, matchers: readonly Matcher[], timeMs: number): Element[] {
    return this.#range(name, matchers, timeMs - LOOKBACK_MS, timeMs).flatMap(({ labels, samples }) => {
      const last = samples.at(-1);
      return last ? [{ labels, value: last.value }] : [];
    });
  }

  /** Samples after `fromMs` up to `toMs`, of every series that has some. */
  #range(
    name: string | undefined,
    matchers: readonly Matcher[],
    fromMs: number,
    toMs: number,
  ): RangeElement[] {
    const tests = matchers.map(testOf);
    return this.#metrics.series(name).flatMap(({ id, name: metric, labels }) => {
      const all: Readonly<Record<string, string>> = { ...labels, __name__: metric };
      if (!tests.every((test) => test(all))) return [];
      let samples = this.#samples.get(id);
      if (!samples) {
        samples = this.#metrics.samples(id);
        this.#samples.set(id, samples);
      }
      const within = samples.slice(firstAfter(samples, fromMs), firstAfter(samples, toMs));
      return within.length === 0 ? [] : [{ labels: all, samples: within }];
    });
  }
}

/** The first sample later than a time. */
function firstAfter(samples: readonly Sample[], timeMs: number): number {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (samples[middle]!.timeMs <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function testOf({ label, operator, value }: Matcher): (labels: Readonly<Record<string, string>>) => boolean {
  const isNegated = operator.startsWith('!');
  if (operator === '=' || operator === '!=')
    return (labels) => ((labels[label] ?? '') === value) !== isNegated;
  let pattern: RegExp;
  try {
    pattern = new RegExp(`^(?:${value})$`);
  } catch {
    throw new Unevaluated(`${JSON.stringify(value)} is no pattern`);
  }
  return (labels) => pattern.test(labels[label] ?? '') !== isNegated;
}

function withoutName({
  __name__: _name,
  ...labels
}: Readonly<Record<string, string>>): Record<string, string> {
  return labels;
}

function vectorOf(answer: Answer): readonly Element[] {
  if ('vector' in answer) return answer.vector;
  throw new Unevaluated('a number stands where series are needed');
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function aggregate(
  name: string,
  vector: readonly Element[],
  {
    by,
    without,
  }: { readonly by: readonly string[] | undefined; readonly without: readonly string[] | undefined },
): Element[] {
  if (!AGGREGATIONS.has(name)) throw new Unevaluated(`${name} is not evaluated`);
  const groups = new Map<string, { readonly labels: Record<string, string>; readonly values: number[] }>();
  for (const { labels, value } of vector) {
    const kept = Object.fromEntries(
      Object.entries(withoutName(labels)).filter(([label]) =>
        without ? !without.includes(label) : (by ?? []).includes(label),
      ),
    );
    const key = keyOf(kept);
    const group = groups.get(key) ?? { labels: kept, values: [] };
    group.values.push(value);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ labels, values }) => ({ labels, value: fold(name, values) }));
}

function fold(name: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (name) {
    case 'sum':
      return sum;
    case 'avg':
      return sum / values.length;
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    default:
      return values.length;
  }
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

/** Comparisons by their sign. */
export const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

function binary(operator: string, left: Answer, right: Answer): Answer {
  const arithmetic = ARITHMETIC[operator];
  const comparison = COMPARISONS[operator];
  if ('scalar' in left && 'scalar' in right) {
    if (arithmetic) return { scalar: arithmetic(left.scalar, right.scalar) };
    throw new Unevaluated('two numbers are compared');
  }
  const pairs = pairsOf(left, right);
  if (arithmetic) {
    return {
      vector: pairs.map(({ labels, a, b }) => ({ labels: withoutName(labels), value: arithmetic(a, b) })),
    };
  }
  if (!comparison) throw new Unevaluated(`the operator ${operator} is not evaluated`);
  // A comparison lets through the series' own values.
  const isFlipped = 'scalar' in left;
  return {
    vector: pairs
      .filter(({ a, b }) => comparison(a, b))
      .map(({ labels, a, b }) => ({ labels, value: isFlipped ? b : a })),
  };
}

function pairsOf(
  left: Answer,
  right: Answer,
): { labels: Readonly<Record<string, string>>; a: number; b: number }[] {
  if ('scalar' in left)
    return vectorOf(right).map(({ labels, value }) => ({ labels, a: left.scalar, b: value }));
  if ('scalar' in right)
    return left.vector.map(({ labels, value }) => ({ labels, a: value, b: right.scalar }));
  const others = new Map(right.vector.map((each) => [keyOf(withoutName(each.labels)), each.value]));
  return left.vector.flatMap(({ labels, value }) => {
    const other = others.get(keyOf(withoutName(labels)));
    return other === undefined ? [] : [{ labels, a: value, b: other }];
  });
}

/** The change over a range, carried on to its ends where samples come close to them. */
function extrapolated(
  samples: readonly Sample[],
  fromMs: number,
  toMs: number,
  isCounter: boolean,
  isRate: boolean,
): number | undefined {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || samples.length < 2) return undefined;
  let change = last.value - first.value;
  if (isCounter) {
    let before = first.value;
    for (const { value } of samples.slice(1)) {
      if (value < before) change += before;
      before = value;
    }
  }
  const sampledMs = last.timeMs - first.timeMs;
  const averageMs = sampledMs / (samples.length - 1);
  const limitMs = averageMs * 1.1;
  let startMs = first.timeMs - fromMs;
  const endMs = toMs - last.timeMs;
  if (startMs >= limitMs) startMs = averageMs / 2;
  // A counter was never below zero.
  if (isCounter && change > 0 && first.value >= 0) {
    startMs = Math.min(startMs, sampledMs * (first.value / change));
  }
  const wholeMs = sampledMs + startMs + (endMs >= limitMs ? averageMs / 2 : endMs);
  const whole = change * (wholeMs / sampledMs);
  return isRate ? whole / ((toMs - fromMs) / 1000) : whole;
}
