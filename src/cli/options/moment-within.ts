import { InputError } from '../../errors/index.ts';
import type { Recording } from '../../history/index.ts';
import { isoTime } from '../../kubernetes/index.ts';
import { recordedTime } from './recorded-time.ts';

/** What was said on standard error: several readers of one option say it once. */
const SAID = new Set<string>();

/**
 * A time of the recording that an option names; undefined when it is not given. Of what came after the end of the
 * recording nothing is known: such a time is taken for the end, and that is said.
 *
 * @throws InputError for a time that is none, or before the recording begins.
 */
export function momentWithin(
  { span }: Pick<Recording, 'span'>,
  option: string,
  text: unknown,
  timezone: unknown,
): number | undefined {
  if (typeof text !== 'string') return undefined;
  const timeMs = recordedTime({ span }, option, text, { timezone });
  const { fromMs, toMs } = span;
  if (timeMs < fromMs) {
    throw new InputError(`the recording begins only at ${isoTime(fromMs)}`, { where: `${option} ${text}` });
  }
  if (timeMs <= toMs) return timeMs;
  const said = `the recording ends at ${isoTime(toMs)}: ${option} is taken for that time\n`;
  if (!SAID.has(said)) process.stderr.write(said);
  SAID.add(said);
  return toMs;
}

/** @throws InputError when nothing within the window around a time is recorded. */
export function checkWindow(
  { span, name }: Pick<Recording, 'span' | 'name'>,
  timeMs: number,
  windowMs: number,
): void {
  if (timeMs + windowMs >= span.fromMs && timeMs - windowMs <= span.toMs) return;
  throw new InputError(`nothing is recorded around ${isoTime(timeMs)}`, {
    where: name,
    hint: `The recording runs from ${isoTime(span.fromMs)} to ${isoTime(span.toMs)}; a time without a zone is local, or that of --timezone.`,
  });
}
