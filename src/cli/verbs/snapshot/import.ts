import { InputError } from '../../../errors/index.ts';
import { importSnapshot } from '../../../snapshot/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { oneOf } from '../../options/choices.ts';
import { Progress } from '../../progress.ts';
import type { Verb } from '../verb.ts';
import { describeSnapshot } from './describe-snapshot.ts';

const REDACTIONS = ['default', 'none'] as const;
const COMPRESSIONS = ['gzip', 'zstd'] as const;

/** `snapshot import SRC… --to FILE`: any export as one portable file. */
export const importVerb: Verb = {
  describe: (command) => {
    command
      .argument('<src...>', 'exports of one cluster, - for standard input')
      .requiredOption('--to <file>', 'the portable file to write (.ksnap)')
      .option(
        '--redact <level>',
        'default drops values of Secrets and of the environment, none keeps them',
        'default',
      )
      .option('--compression <type>', 'gzip opens everywhere, zstd opens faster')
      .option('--strict', 'exit 3 when a kind that a drain depends on is unknown');
  },
  run: async (sources, options) => {
    const path = String(options.to);
    if (sources.includes(path)) {
      throw new InputError('the file to write is one of the sources', { where: path });
    }
    const progress = new Progress();
    const compression = options.compression as string | undefined;
    const snapshot = await importSnapshot(sources, path, {
      stdin: process.stdin,
      redaction: oneOf('--redact', REDACTIONS, String(options.redact)),
      ...(compression === undefined
        ? {}
        : { compression: oneOf('--compression', COMPRESSIONS, compression) }),
      progress: ({ objectCount }) => progress.tell(`importing: ${objectCount} objects`),
    });
    progress.end();
    process.stdout.write(`${path} written\n${describeSnapshot(snapshot)}`);
    return options.strict === true && lacksForDrain(snapshot.completeness) ? EXIT.unknown : EXIT.done;
  },
};

/** The kinds without which a drain is not predicted. */
const NEEDED = [
  'Node',
  'Pod',
  'PodDisruptionBudget.policy',
  'ReplicaSet.apps',
  'StatefulSet.apps',
  'DaemonSet.apps',
];

function lacksForDrain(completeness: readonly { readonly kind: string; readonly state: string }[]): boolean {
  return completeness.some(({ kind, state }) => state === 'unknown' && NEEDED.includes(kind));
}
