/** An API field that takes a number or a percentage: 3, "25%". */
export type IntOrPercent = number | string;

/**
 * The number that the field means of `total`, percentages rounded as told; text that is no percentage counts as 0.
 *
 * @source k8s.io/apimachinery/pkg/util/intstr/intstr.go → GetScaledValueFromIntOrPercent (v0.36.3)
 */
export function scaledValue(value: IntOrPercent | undefined, total: number, rounding: 'up' | 'down'): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const percent = percentOf(value);
  if (percent === undefined) return 0;
  const hundredths = percent * total;
  return rounding === 'up' ? Math.ceil(hundredths / 100) : Math.floor(hundredths / 100);
}

/** The texts that were read before: a cluster has few of them and asks all the time. */
const READ = new Map<string, number | undefined>();
const READ_MAX = 1000;

function percentOf(text: string): number | undefined {
  const known = READ.get(text);
  if (known !== undefined || READ.has(text)) return known;
  const digits = /^(\d+)%$/.exec(text)?.[1];
  const percent = digits === undefined ? undefined : Number(digits);
  if (READ.size < READ_MAX) READ.set(text, percent);
  return percent;
}
