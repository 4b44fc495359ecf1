const KNOWN: number[] = [0, 0];

/** The natural logarithm of n!, exact to double precision for the counts of a recording. */
export function logFactorial(n: number): number {
  for (let next = KNOWN.length; next <= Math.min(n, 4096); next++)
    KNOWN.push(KNOWN[next - 1]! + Math.log(next));
  const known = KNOWN[n];
  if (known !== undefined) return known;
  // Stirling's series: its error is below 1e-15 from here on.
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + 1 / (12 * n) - 1 / (360 * n ** 3);
}

/** The logarithm of the number of ways to choose k of n. */
export function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}
