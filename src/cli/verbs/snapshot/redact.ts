import { InputError } from '../../../errors/index.ts';
import { importSnapshot, redactNames } from '../../../snapshot/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { Progress } from '../../progress.ts';
import type { Verb } from '../verb.ts';

/** `snapshot redact SRC… --to FILE`: a file that may leave the house. */
export const redactVerb: Verb = {
  describe: (command) => {
    command
      .argument('<src...>', 'exports of one cluster')
      .requiredOption('--to <file>', 'the portable file to write (.ksnap)')
      .option('--names', 'replace every name, label, image and host as well; verdicts stay the same')
      .option('--map <file>', 'with --names: write what stands for what, for your eyes only');
  },
  run: async (sources, options) => {
    const path = String(options.to);
    const mapPath = options.map as string | undefined;
    if (mapPath !== undefined && options.names !== true) {
      throw new InputError('--map goes with --names: without it no name is replaced');
    }
    const progress = new Progress();
    const reading = {
      progress: ({ objectCount }: { readonly objectCount: number }) =>
        progress.tell(`redacting: ${objectCount} objects`),
    };
    const snapshot =
      options.names === true
        ? await redactNames(sources, path, { ...reading, ...(mapPath === undefined ? {} : { mapPath }) })
        : await importSnapshot(sources, path, { ...reading, stdin: process.stdin, redaction: 'default' });
    progress.end();
    const { redaction, digest } = snapshot.metadata;
    process.stdout.write(`${path} written: redaction ${redaction}, ${digest}\n`);
    return EXIT.done;
  },
};
