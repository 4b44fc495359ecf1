import { InputError } from '../../../errors/index.ts';
import { importRecording, openRecording } from '../../../history/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { oneOf } from '../../options/choices.ts';
import { Progress } from '../../progress.ts';
import type { Verb } from '../verb.ts';
import { describeRecording } from './describe-recording.ts';

const REDACTIONS = ['default', 'values'] as const;

/** `record import SRC… --to FILE`: sources of any kind and order as one recording. */
export const importVerb: Verb = {
  describe: (command) => {
    command
      .argument(
        '<src...>',
        'audit logs, watch streams, events, exports, metrics, logs, commits, or folders of them',
      )
      .requiredOption('--to <file>', 'the recording to write (.ksrec)')
      .option(
        '--redact <level>',
        'default hides Secrets and what looks secret elsewhere, values every value of ConfigMaps and of the environment',
        'default',
      )
      .addHelpText('after', HELP);
  },
  run: async (sources, options) => {
    const path = String(options.to);
    if (sources.includes(path)) {
      throw new InputError('the file to write is one of the sources', { where: path });
    }
    const progress = new Progress();
    await importRecording(sources, path, {
      stdin: process.stdin,
      redaction: oneOf('--redact', REDACTIONS, String(options.redact)),
      progress: (recordCount) => progress.tell(`importing: ${recordCount} records`),
    });
    progress.end();
    const recording = await openRecording([path]);
    process.stdout.write(`${path} written\n${describeRecording(recording)}`);
    recording.close();
    return EXIT.done;
  },
};

const HELP = `
Sources may come in any order, rotated, gzipped, more than once and with gaps; what two of them say twice counts once.

Examples:
  kubectl smart record import /var/log/kubernetes/audit*.log* cluster.json --to incident.ksrec
  kubectl get pods,deploy,rs,nodes -A -w -o json --output-watch-events > watch.json
  kubectl smart record import before.ksnap watch.json metrics.openmetrics --to incident.ksrec
`;
