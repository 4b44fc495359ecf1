/**
 * Adjusts p-values for how many hypotheses were tried, by Benjamini and Yekutieli: of what is kept at an adjusted value
 * up to q, at most the share q is expected to be chance, however the tests depend on each other.
 *
 * @param tried how many hypotheses were tried in all; those that are not given had larger p-values.
 * @returns the adjusted values, in the order given.
 */
export function adjustedForTried(pValues: readonly number[], tried: number): number[] {
  let harmonic = 0;
  for (let rank = 1; rank <= tried; rank++) harmonic += 1 / rank;
  const order = pValues.map((_p, index) => index).sort((a, b) => pValues[b]! - pValues[a]! || b - a);
  const adjusted: number[] = new Array(pValues.length);
  let smallest = 1;
  order.forEach((index, position) => {
    const rank = pValues.length - position;
    smallest = Math.min(smallest, (pValues[index]! * tried * harmonic) / rank);
    adjusted[index] = smallest;
  });
  return adjusted;
}
