import { InputError } from '../../../errors/index.ts';
import { captureRole, captureSnapshot } from '../../../snapshot/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { oneOf, wholeNumber } from '../../options/choices.ts';
import { addClusterOptions, clusterFlags } from '../../options/cluster-options.ts';
import { Progress } from '../../progress.ts';
import type { Verb } from '../verb.ts';
import { describeSnapshot } from './describe-snapshot.ts';

const REDACTIONS = ['default', 'none'] as const;
const COMPRESSIONS = ['gzip', 'zstd'] as const;

/** `snapshot capture --to FILE`: the live cluster, read-only, as one portable file. */
export const captureVerb: Verb = {
  describe: (command) => {
    command
      .option('--to <file>', 'the portable file to write (.ksnap)')
      .option('-n, --namespace <name>', 'only this namespace, and what has none')
      .option('--chunk-size <n>', 'objects in one answer of the server', '500')
      .option(
        '--redact <level>',
        'default drops values of Secrets and of the environment, none keeps them',
        'default',
      )
      .option('--compression <type>', 'gzip opens everywhere, zstd opens faster')
      .option('--print-rbac', 'print the ClusterRole that a capture needs, and stop');
    addClusterOptions(command);
  },
  run: async (_positional, options) => {
    if (options.printRbac === true) {
      process.stdout.write(captureRole());
      return EXIT.done;
    }
    const path = options.to as string | undefined;
    if (path === undefined) throw new InputError('--to names no file to write');
    const progress = new Progress();
    const { namespace, compression } = options as {
      readonly namespace?: string;
      readonly compression?: string;
    };
    const snapshot = await captureSnapshot(path, {
      ...clusterFlags(options),
      ...(namespace === undefined ? {} : { namespace }),
      ...(compression === undefined
        ? {}
        : { compression: oneOf('--compression', COMPRESSIONS, compression) }),
      chunkSize: wholeNumber('--chunk-size', String(options.chunkSize), 1, 100_000),
      redaction: oneOf('--redact', REDACTIONS, String(options.redact)),
      onProgress: ({ kind, objectCount, kindsDone, kindCount }) =>
        progress.tell(`capturing: ${kind} (${kindsDone} of ${kindCount} kinds), ${objectCount} objects`),
    });
    progress.end();
    process.stdout.write(`${path} written\n${describeSnapshot(snapshot)}`);
    return EXIT.done;
  },
};
