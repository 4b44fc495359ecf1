import { InputError } from '../../errors/index.ts';
import { parseDuration } from '../../kubernetes/index.ts';

const DAYS: Readonly<Record<string, number>> = { d: 86_400_000, w: 7 * 86_400_000 };

/**
 * A stretch of time in milliseconds, for what takes days: `30d`, `2w`, `1d12h`, `24h`, `10m`.
 *
 * @throws InputError for anything else, and for none at all.
 */
export function longDurationMs(option: string, value: string): number {
  const match = /^(?:(\d+(?:\.\d+)?)([dw]))?(.*)$/.exec(value.trim());
  const days = match?.[1] === undefined ? 0 : Number(match[1]) * DAYS[match[2]!]!;
  const rest = match?.[3] ?? '';
  const parsed = rest === '' ? 0 : parseDuration(rest);
  const total = parsed === undefined ? 0 : days + parsed;
  if (total > 0) return total;
  throw new InputError(`${option} takes a duration such as 30d, 24h or 10m, not ${JSON.stringify(value)}`);
}
