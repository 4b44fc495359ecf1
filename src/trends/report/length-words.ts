/** How long a recording is, in the largest unit of which it has two: `2 minutes`, `30 hours`, `180 days`. */
export function lengthWords(fromMs: number, toMs: number): string {
  const minutes = (toMs - fromMs) / 60_000;
  const [size, unit] =
    minutes < 120 ? [minutes, 'minute'] : minutes < 2880 ? [minutes / 60, 'hour'] : [minutes / 1440, 'day'];
  const count = Math.round(size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
