import { InputError } from '../../errors/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import { type FoundObject, findObjects } from '../cluster/found-objects.ts';
import { missingTargets } from '../cluster/targets.ts';
import { usage } from '../command-line/flags.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { objectName } from '../output/object-line.ts';
import { type ObjectPrinter, objectPrinter } from '../output/object-printer.ts';
import { instant, type Verb, type VerbInput } from '../verb.ts';
import { ROLLOUT_FLAGS, type RolloutOptions, rolloutOptions } from './options.ts';
import { type Revision, restoredByPatch, revisionsOf } from './revisions.ts';
import { unrolledKind } from './visited-kinds.ts';

const HAS_HISTORY: ReadonlySet<string> = new Set(['Deployment.apps', 'StatefulSet.apps', 'DaemonSet.apps']);

interface HistoryOptions extends RolloutOptions {
  /** 0: all. */
  readonly revision: number;
}

/**
 * `kubectl rollout history TYPE NAME`: the revisions that can be gone back to.
 *
 * @deviation a single revision is printed with `-o yaml`, `json` or `name`, not described.
 * @source k8s.io/kubectl/pkg/cmd/rollout/rollout_history.go → RolloutHistoryOptions.Run (v0.36.3)
 */
export const rolloutHistory: Verb = {
  name: 'rollout history',
  isKubectl: true,
  usage: 'rollout history TYPE NAME [--revision=N -o yaml]',
  flags: [...ROLLOUT_FLAGS, { name: 'revision', type: 'integer' }],
  parse: (input) => {
    const options = optionsOf(input);
    return {
      check: (world) => missingTargets(world, options.targets),
      run: instant((context) => run(context, options)),
    };
  },
};

function optionsOf(input: VerbInput): HistoryOptions {
  const { flags, command } = input;
  const options = rolloutOptions(input);
  const revision = flags.integer('revision') ?? 0;
  if (revision < 0) throw usage(`revision must be a positive integer: ${revision}`, command);
  if (revision > 0 && options.output.type === 'line') {
    throw new InputError('the description of a revision is not modelled', {
      where: command,
      hint: 'Add -o yaml: it prints the object that keeps the revision, or the one it would give.',
    });
  }
  return { ...options, revision };
}

function run(context: CommandContext, options: HistoryOptions): number {
  const { found, failures } = findObjects(context.world, options.targets);
  const failed: Failure[] = [...failures];
  const print = objectPrinter(context, { output: options.output, dryRun: 'none' });
  for (const each of found) {
    const { groupKind } = each.target.kind;
    if (!HAS_HISTORY.has(groupKind)) {
      failed.push(unrolledKind(groupKind, 'history viewer', 'history'));
      continue;
    }
    const revisions = revisionsOf(context.world, groupKind, each.object);
    if (options.output.type === 'line') printOverview(context, each, revisions);
    else {
      const problem = printRevisions(each, revisions, options.revision, print);
      if (problem) failed.push(problem);
    }
  }
  return fail(context, failed);
}

function printOverview(
  { stdout }: CommandContext,
  { target }: FoundObject,
  revisions: readonly Revision[],
): void {
  stdout(`${objectName(target.kind.groupKind, target.reference.name)} `);
  if (revisions.length === 0) {
    stdout('No rollout history found.');
    return;
  }
  stdout('REVISION  CHANGE-CAUSE');
  for (const { number, changeCause } of revisions) {
    stdout(`${String(number).padEnd(8)}  ${changeCause}`);
  }
  stdout('');
}

/** A Deployment's revisions are its ReplicaSets; those of other kinds are the object as it would be again. */
function printRevisions(
  { target, object }: FoundObject,
  revisions: readonly Revision[],
  number: number,
  print: ObjectPrinter,
): Failure | undefined {
  const { groupKind } = target.kind;
  const chosen = number === 0 ? revisions : revisions.filter((revision) => revision.number === number);
  if (number > 0 && chosen.length === 0) return failure('unable to find the specified revision');
  for (const revision of chosen) {
    if (groupKind === 'Deployment.apps') print('ReplicaSet.apps', revision.object, '');
    else print(groupKind, restoredByPatch(object, revision), '');
  }
  return undefined;
}
