import { type CommandContext, type Process, until } from '../../simulation/index.ts';
import { findTargets, missingTargets, type Target } from '../cluster/targets.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { objectName, resourceOfKind } from '../output/object-line.ts';
import type { Verb } from '../verb.ts';
import { DELETE_FLAGS, type DeleteOptions, deleteOptions } from './options.ts';

/**
 * `kubectl delete`: says what it deletes when the server takes the request, then waits until it is gone.
 *
 * @source k8s.io/kubectl/pkg/cmd/delete/delete.go → DeleteOptions.DeleteResult (v0.36.3)
 */
export const deleteVerb: Verb = {
  name: 'delete',
  isKubectl: true,
  usage: 'delete TYPE NAME… | TYPE -l SELECTOR | TYPE --all | -f FILE',
  flags: DELETE_FLAGS,
  parse: (input) => {
    const options = deleteOptions(input);
    return {
      check: (world) => (options.ignoreNotFound ? [] : missingTargets(world, options.targets)),
      run: (context) => run(context, options),
    };
  },
};

const FORCED =
  'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.';
const OUTSIDE_NAMESPACE = 'Warning: deleting cluster-scoped resources, not scoped to the provided namespace';

/** A deletion that the server took. */
interface Begun {
  readonly target: Target;
  readonly isGone: () => boolean;
}

function* run(context: CommandContext, options: DeleteOptions): Process<number> {
  const { world, stdout, stderr } = context;
  if (options.gracePeriodSeconds === 0 && options.force) stderr(FORCED);
  const { targets, failures } = findTargets(world, options.targets);
  const begun: Begun[] = [];
  const failed: Failure[] = [...failures];
  warnOutsideNamespace(context, targets, options);
  for (const target of targets) {
    const answer = deleteOne(context, target, options);
    if ('isGone' in answer) begun.push(answer);
    const isIgnored = 'status' in answer && answer.status.reason === 'NotFound' && options.ignoreNotFound;
    if (('status' in answer || 'text' in answer) && !isIgnored) failed.push(answer);
  }
  if (failed.length > 0) return fail(context, failed);
  if (targets.length === 0) {
    stdout('No resources found');
    return 0;
  }
  if (!options.wait || options.dryRun !== 'none') return 0;
  return yield* waitUntilGone(context, begun, options.timeoutMs);
}

function warnOutsideNamespace(
  { stderr }: CommandContext,
  targets: readonly Target[],
  { targets: { isNamespaceGiven, allNamespaces } }: DeleteOptions,
): void {
  const isOutside = targets.some(({ kind }) => !kind.isNamespaced);
  if (isNamespaceGiven && !allNamespaces && isOutside) stderr(OUTSIDE_NAMESPACE);
}

function deleteOne(context: CommandContext, target: Target, options: DeleteOptions): Begun | Failure {
  const { api, actor } = context;
  const { reference, input } = target;
  const { gracePeriodSeconds, dryRun, propagation } = options;
  const isGone = goneTest(context, target);
  if (dryRun === 'client') {
    printDeleted(context, target, options);
    return { target, isGone };
  }
  const answer = api.delete(reference, actor, {
    propagation,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    dryRun: dryRun === 'server',
  });
  if (!answer.ok) {
    return {
      status: answer.status,
      ...(input ? { prefix: `error when deleting ${JSON.stringify(input.source)}: ` } : {}),
    };
  }
  for (const warning of answer.warnings) context.stderr(`Warning: ${warning}`);
  printDeleted(context, target, options);
  return { target, isGone };
}

/** Whether the object is gone, or another has its name. To be made before the deletion. */
function goneTest({ world }: CommandContext, { reference }: Target): () => boolean {
  if (reference.kind === 'Pod') {
    const row = world.pods.find(reference.namespace ?? '', reference.name);
    return () => !world.pods.exists(row);
  }
  const uid = world.get(reference)?.metadata.uid;
  return () => {
    const object = world.get(reference);
    return !object || object.metadata.uid !== uid;
  };
}

/** @source k8s.io/kubectl/pkg/cmd/delete/delete.go → DeleteOptions.PrintObj (v0.36.3) */
function printDeleted(
  { stdout }: CommandContext,
  { kind, reference }: Target,
  { gracePeriodSeconds, printsNames, dryRun }: DeleteOptions,
): void {
  const { groupKind, isNamespaced } = kind;
  if (printsNames) {
    stdout(objectName(groupKind, reference.name));
    return;
  }
  const verb = gracePeriodSeconds === 0 ? 'force deleted' : 'deleted';
  const place = isNamespaced ? ` from ${reference.namespace} namespace` : '';
  const note = { none: '', client: ' (dry run)', server: ' (server dry run)' }[dryRun];
  stdout(`${resourceOfKind(groupKind)} ${JSON.stringify(reference.name)} ${verb}${place}${note}`);
}

/** @source k8s.io/kubectl/pkg/cmd/wait/delete.go → IsDeleted (v0.36.3) */
function* waitUntilGone(
  context: CommandContext,
  begun: readonly Begun[],
  timeoutMs: number,
): Process<number> {
  const deadlineMs = context.nowMs() + timeoutMs;
  for (const { target, isGone } of begun) {
    if (isGone()) continue;
    const isOver = !(yield* until(isGone, Math.max(0, deadlineMs - context.nowMs())));
    if (!isOver) continue;
    const { kind, reference } = target;
    return fail(context, [
      failure(`timed out waiting for the condition on ${kind.plural}/${reference.name}`),
    ]);
  }
  return 0;
}
