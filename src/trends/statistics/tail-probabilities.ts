import { logChoose } from './log-factorial.ts';

/**
 * How likely at least `hits` of `cases` are when each is one with the same probability: the upper tail of the binomial
 * distribution.
 */
export function binomialTail(hits: number, cases: number, probability: number): number {
  if (hits <= 0) return 1;
  if (probability <= 0) return 0;
  if (probability >= 1) return 1;
  let sum = 0;
  for (let count = hits; count <= cases; count++) {
    const term = Math.exp(
      logChoose(cases, count) + count * Math.log(probability) + (cases - count) * Math.log1p(-probability),
    );
    sum += term;
    // Behind the mean the terms only fall.
    if (count > cases * probability && term < sum * 1e-17) break;
  }
  return Math.min(1, sum);
}

/**
 * How likely at least `hits` are when each case has a probability of its own: the upper tail of the Poisson binomial
 * distribution, by adding one case after another.
 */
export function poissonBinomialTail(hits: number, probabilities: readonly number[]): number {
  if (hits <= 0) return 1;
  // below[k]: exactly k hits so far, for k < hits; what reaches `hits` stays there.
  const below = new Float64Array(hits);
  below[0] = 1;
  let reached = 0;
  for (const probability of probabilities) {
    reached += below[hits - 1]! * probability;
    for (let count = hits - 1; count > 0; count--) {
      below[count] = below[count]! * (1 - probability) + below[count - 1]! * probability;
    }
    below[0] = below[0]! * (1 - probability);
  }
  return Math.min(1, reached);
}

/**
 * How likely at least `hits` of `drawn` units are hits, when `total` units hold `hitTotal` of them and the drawn ones are
 * any: the upper tail of the hypergeometric distribution, which is Fisher's exact test in one direction.
 */
export function hypergeometricTail(hits: number, drawn: number, hitTotal: number, total: number): number {
  const all = logChoose(total, drawn);
  let sum = 0;
  for (let count = hits; count <= Math.min(drawn, hitTotal); count++) {
    if (drawn - count > total - hitTotal) continue;
    sum += Math.exp(logChoose(hitTotal, count) + logChoose(total - hitTotal, drawn - count) - all);
  }
  return Math.min(1, sum);
}

/** The upper tail of the normal distribution, to a relative error of 1e-7. @source W. J. Cody's rational form of erfc, by Numerical Recipes' erfcc */
export function normalTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const series = [
    0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196,
    1.00002368, -1.26551223,
  ];
  let polynomial = 0;
  for (const coefficient of series) polynomial = polynomial * t + coefficient;
  const tail = 0.5 * t * Math.exp(-x * x + polynomial);
  return z >= 0 ? tail : 1 - tail;
}
