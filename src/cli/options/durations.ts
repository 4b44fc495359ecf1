import { InputError, nearest } from '../../errors/index.ts';
import { parseDuration } from '../../kubernetes/index.ts';
import { ASSUMPTION_KEYS } from '../../simulation/index.ts';

/**
 * A duration as Go writes it, in milliseconds: `90s`, `1m30s`, `500ms`.
 *
 * @throws InputError for anything else, and for negative ones.
 */
export function durationMs(option: string, value: string): number {
  const parsed = parseDuration(value);
  if (parsed !== undefined && parsed >= 0) return parsed;
  throw new InputError(`${option} takes a duration such as 90s or 5m, not ${JSON.stringify(value)}`);
}

/**
 * The values of `--assume KEY=DURATION`, milliseconds by key.
 *
 * @throws InputError for a key that nothing is assumed for.
 */
export function assumptions(values: readonly string[]): Map<string, number> {
  const overrides = new Map<string, number>();
  const keys: readonly string[] = ASSUMPTION_KEYS.map(({ key }) => key);
  for (const value of values) {
    const [key = '', duration = ''] = value.split('=', 2);
    if (!keys.includes(key)) {
      const [near] = nearest(key, keys);
      throw new InputError(`--assume knows no ${JSON.stringify(key)}`, {
        hint: near === undefined ? `It knows ${keys.join(', ')}.` : `Did you mean ${near}?`,
      });
    }
    overrides.set(key, durationMs(`--assume ${key}`, duration));
  }
  return overrides;
}
