import { InputError } from '../errors/index.ts';
import { openRecording, type Recording } from '../history/index.ts';
import { Progress } from './progress.ts';
import { runContext } from './run-context.ts';

/** Names a recording for every verb that is given none. */
const RECORDING_VARIABLE = 'KUBECTL_SMART_RECORDING';

type Options = Readonly<Record<string, unknown>>;

/** The recordings that the options or else the environment name; none when neither does. */
function recordingSources(options: Options): readonly string[] {
  const given = (options.recording ?? []) as readonly string[];
  if (given.length > 0) return given;
  const named = process.env[RECORDING_VARIABLE];
  return named === undefined || named === '' ? [] : [named];
}

/** Whether the options or the environment name a recording. */
export function hasRecording({ recording }: { readonly recording: readonly string[] }): boolean {
  return recordingSources({ recording }).length > 0;
}

/**
 * The recording that `--recording` names, or else the environment variable, which is said.
 *
 * @throws InputError when none is named or it cannot be read.
 */
export async function loadRecording(options: Options): Promise<Recording> {
  const sources = recordingSources(options);
  if (sources.length === 0) {
    throw new InputError('this needs a recording', {
      hint: `Name one with --recording or in ${RECORDING_VARIABLE}: a file of kubectl smart record import, or audit logs, watch streams, events.`,
    });
  }
  const isNamed = ((options.recording ?? []) as readonly string[]).length > 0;
  if (!isNamed) process.stderr.write(`recording ${sources[0]} (${RECORDING_VARIABLE})\n`);
  const progress = new Progress();
  const recording = await openRecording(sources, {
    stdin: process.stdin,
    progress: (recordCount) => progress.tell(`reading: ${recordCount} records`),
  });
  progress.end();
  runContext.digest = recording.fact('digest') ?? '';
  return recording;
}
