import { basename } from 'node:path';
import { InputError } from '../../../errors/index.ts';
import { sweepManifests } from '../../../impact/index.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { wholeNumber } from '../../options/choices.ts';
import { simulationFlags } from '../../options/simulation-options.ts';
import type { Options } from './sweep-set.ts';

const SHARDS_MAX = 10_000;
/** The flags that every shard is given as they are, by the names of their options. */
const PASSED_ON: readonly (readonly [flag: string, option: string])[] = [
  ['--each', 'each'],
  ['--command', 'command'],
  ['--seed', 'seed'],
  ['--horizon', 'horizon'],
  ['--runs', 'runs'],
  ['--tie-break', 'tieBreak'],
  ['--scheduler-start', 'schedulerStart'],
  ['--kubernetes-version', 'kubernetesVersion'],
  ['--selector', 'selector'],
  ['--nodes', 'nodes'],
];

/** Prints the manifests of a sweep that runs as shards in a cluster. */
export async function printManifests(options: Options): Promise<ExitCode> {
  const shardCount = wholeNumber('--as-job', String(options.asJob), 1, SHARDS_MAX);
  simulationFlags(options);
  if (options.schedulerConfig !== undefined) {
    throw new InputError('--as-job cannot pass a scheduler configuration on', {
      hint: 'Put the file on the volume and add --scheduler-config to the arguments of the first Job.',
    });
  }
  const [snapshot = 'cluster.ksnap'] = options.snapshot as readonly string[];
  const secret = options.snapshotSecret as string | undefined;
  const flags = PASSED_ON.flatMap(([flag, name]) =>
    options[name] === undefined ? [] : [`${flag}=${options[name]}`],
  );
  for (const value of (options.assume ?? []) as readonly string[]) flags.push(`--assume=${value}`);
  const { dump } = await import('js-yaml');
  const manifests = sweepManifests({
    name: 'kubectl-smart-sweep',
    image: String(options.image),
    claim: String(options.claim),
    snapshot: basename(snapshot),
    ...(secret === undefined ? {} : { snapshotSecret: secret }),
    shardCount,
    flags,
  });
  process.stdout.write(manifests.map((each) => dump(each)).join('---\n'));
  return EXIT.done;
}
