import type { Recording } from '../../history/index.ts';
import { timeOf } from './times.ts';

/**
 * A time of a recording that an option names; one without a zone is of `--timezone`, or local.
 *
 * @throws InputError for a time that is none.
 */
export function recordedTime(
  { span }: Pick<Recording, 'span'>,
  option: string,
  text: string,
  { timezone }: { readonly timezone?: unknown },
): number {
  return timeOf(option, text, { timezone: typeof timezone === 'string' ? timezone : undefined, span });
}
