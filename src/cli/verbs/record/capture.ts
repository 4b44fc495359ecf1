import { InputError } from '../../../errors/index.ts';
import { captureRecording, openRecording } from '../../../history/index.ts';
import { captureRole } from '../../../snapshot/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { interruption } from '../../interrupt.ts';
import { oneOf } from '../../options/choices.ts';
import { addClusterOptions, clusterFlags } from '../../options/cluster-options.ts';
import { durationMs } from '../../options/durations.ts';
import { Progress } from '../../progress.ts';
import type { Verb } from '../verb.ts';
import { describeRecording } from './describe-recording.ts';

const REDACTIONS = ['default', 'values'] as const;

/** `record capture --to FILE`: the live cluster, watched read-only until Ctrl-C. */
export const captureVerb: Verb = {
  describe: (command) => {
    command
      .option('--to <file>', 'the recording to write (.ksrec)')
      .option('--for <duration>', 'how long to record; until Ctrl-C by default')
      .option('-n, --namespace <name>', 'only this namespace, and what has none')
      .option(
        '--redact <level>',
        'default hides Secrets and what looks secret elsewhere, values every value of ConfigMaps and of the environment',
        'default',
      )
      .option('--print-rbac', 'print the ClusterRole that it needs, and stop')
      .addHelpText('after', HELP);
    addClusterOptions(command);
  },
  run: async (_positional, options) => {
    if (options.printRbac === true) {
      process.stdout.write(captureRole(['list', 'watch']));
      return EXIT.done;
    }
    const path = options.to as string | undefined;
    if (path === undefined) throw new InputError('--to names no file to write');
    const namespace = options.namespace as string | undefined;
    const limitMs = options.for === undefined ? undefined : durationMs('--for', String(options.for));
    const progress = new Progress();
    const ends = [interruption(), ...(limitMs === undefined ? [] : [AbortSignal.timeout(limitMs)])];
    const end = await captureRecording(path, {
      ...clusterFlags(options),
      ...(namespace === undefined ? {} : { namespace }),
      redaction: oneOf('--redact', REDACTIONS, String(options.redact)),
      stop: AbortSignal.any(ends),
      onProgress: (recordCount) => progress.tell(`recording: ${recordCount} records; Ctrl-C ends it`),
    });
    progress.end();
    const recording = await openRecording([path]);
    process.stdout.write(`${path} written\n${describeRecording(recording)}`);
    recording.close();
    if (end === undefined) return EXIT.done;
    process.stderr.write(`the recording ended by itself: ${end}\n`);
    return EXIT.usage;
  },
};

const HELP = `
Lists every kind and watches it; acts on nothing. The first Ctrl-C ends the recording and writes the file, a second one
gives up. When the cluster stays out of reach or forgets the user, what was recorded until then is written, and the exit
code is 2.

Examples:
  kubectl smart record capture --to incident.ksrec
  kubectl smart record capture --to maintenance.ksrec --for 2h --context prod
`;
