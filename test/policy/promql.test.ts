import { describe, expect, it } from 'vitest';
import { type Answer, QueryEngine } from '../../src/policy/promql/evaluate-query.ts';
import { parseQuery } from '../../src/policy/promql/parse-query.ts';
import { historyOf, START_MS } from '../history/support/history-of.ts';

const seconds = START_MS / 1000;
const series = (metric: Record<string, string>, values: readonly (readonly [number, number])[]) => ({
  metric,
  values: values.map(([second, value]) => [seconds + second, `${value}`]),
});
const steps = (value: (second: number) => number) =>
  Array.from({ length: 41 }, (_, index) => [index * 15, value(index * 15)] as const);

const METRICS = JSON.stringify({
  data: {
    resultType: 'matrix',
    result: [
      series(
        { __name__: 'mem', pod: 'a', namespace: 'shop' },
        steps((second) => second),
      ),
      series(
        { __name__: 'mem', pod: 'b', namespace: 'shop' },
        steps(() => 100),
      ),
      series(
        { __name__: 'mem', pod: 'c', namespace: 'lab' },
        steps(() => 7),
      ),
      series(
        { __name__: 'limit', pod: 'a', namespace: 'shop' },
        steps(() => 1_000),
      ),
      series(
        { __name__: 'limit', pod: 'b', namespace: 'shop' },
        steps(() => 200),
      ),
      series(
        { __name__: 'hits_total', pod: 'a' },
        steps((second) => (second < 300 ? second * 2 : (second - 300) * 2)),
      ),
    ],
  },
});

/** Values by pod, or the number. */
async function ask(query: string, second = 600): Promise<unknown> {
  const recording = await historyOf({ 'm.json': METRICS });
  const parsed = parseQuery(query);
  if ('problem' in parsed) return parsed.problem;
  const answer: Answer | { problem: string } = new QueryEngine(recording.metrics).evaluate(
    parsed,
    START_MS + second * 1000,
  );
  if ('problem' in answer) return answer.problem;
  if ('scalar' in answer) return answer.scalar;
  return Object.fromEntries(
    answer.vector.map(({ labels, value }) => [
      labels.pod ?? labels.namespace ?? '',
      Number(value.toFixed(4)),
    ]),
  );
}

describe('queries over recorded metrics', () => {
  it.each<[string, unknown]>([
    ['mem{namespace="shop"}', { a: 600, b: 100 }],
    ['mem{pod=~"a|c",namespace!="lab"}', { a: 600 }],
    ['mem > 99', { a: 600, b: 100 }],
    ['99 < mem', { a: 600, b: 100 }],
    ['mem / limit * 100', { a: 60, b: 50 }],
    ['mem / limit > 0.55', { a: 0.6 }],
    ['sum by (namespace) (mem)', { shop: 700, lab: 7 }],
    ['max(mem) without (pod)', { shop: 600, lab: 7 }],
    ['count(mem)', { '': 3 }],
    ['mem{pod="a"} offset 5m', { a: 300 }],
    ['avg_over_time(mem{pod="a"}[1m])', { a: 577.5 }],
    ['rate(hits_total[4m])', { a: 2 }],
    // A reset at 300 s, 585 s of samples carried on to 600 s: (600 - 30 + 570) * 600 / 585.
    ['increase(hits_total[10m])', { a: 1_169.2308 }],
    ['-(1 + 2) * 3', -9],
    ['abs(mem{pod="c"} - 10)', { c: 3 }],
    ['mem{namespace="nowhere"}', {}],
    ['histogram_quantile(0.9, mem)', 'the function histogram_quantile is not evaluated'],
    ['mem{', 'a selector is not closed'],
    ['mem mem', 'mem is not understood there'],
  ])('%s', async (query, expected) => {
    expect(await ask(query)).toEqual(expected);
  });

  it('finds nothing when the newest sample is older than five minutes', async () => {
    expect(await ask('mem', 600 + 299)).toEqual({ a: 600, b: 100, c: 7 });
    expect(await ask('mem', 600 + 301)).toEqual({});
  });
});
