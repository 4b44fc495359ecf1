const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;

/**
 * A duration in Go's spelling (`1m30s`) in milliseconds; undefined when it is none.
 *
 * @source https://pkg.go.dev/time#ParseDuration
 */
export function parseGoDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const body = text.replace(/^[-+]/, '');
  if (body === '0') return 0;
  let sumMs = 0;
  let end = 0;
  for (const [part, amount, unit] of body.matchAll(PART)) {
    sumMs += Number(amount) * UNIT_MS[unit!]!;
    end += part.length;
  }
  return body !== '' && end === body.length ? sign * sumMs : undefined;
}
