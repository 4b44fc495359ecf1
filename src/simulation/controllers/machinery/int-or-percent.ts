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
  const percent = /^(\d+)%$/.exec(value)?.[1];
  if (percent === undefined) return 0;
  const hundredths = Number(percent) * total;
  return rounding === 'up' ? Math.ceil(hundredths / 100) : Math.floor(hundredths / 100);
}
