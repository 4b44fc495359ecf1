import { type CommandContext, type Process, until } from '../../simulation/index.ts';
import { missingTargets } from '../cluster/targets.ts';
import { fail, failure } from '../output/failure.ts';
import type { Verb } from '../verb.ts';
import { type Begun, deleteTargets } from './delete-targets.ts';
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

function* run(context: CommandContext, options: DeleteOptions): Process<number> {
  const { stdout, stderr } = context;
  if (options.warning) stderr(options.warning);
  if (options.gracePeriodSeconds === 0 && options.force) stderr(FORCED);
  const { begun, failures, targetCount } = yield* deleteTargets(context, options.targets, options);
  if (failures.length > 0) return fail(context, failures);
  if (targetCount === 0) {
    stdout('No resources found');
    return 0;
  }
  if (!options.wait || options.dryRun !== 'none') return 0;
  return yield* waitUntilGone(context, begun, options.timeoutMs);
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
