import type { Cycle } from '../framework/cycle.ts';
import { fitErrorMessage } from '../framework/fit-error.ts';
import type { Diagnosis, Nomination } from '../framework/plugin.ts';
import { isRejected, statusMessage } from '../framework/status.ts';

export interface PostFilterOutcome {
  /** The event's whole text. */
  readonly message: string;
  readonly nomination: Nomination | undefined;
}

/**
 * Lets the plugins try to make room, in order, until one succeeds, gives up for good or fails.
 *
 * @source pkg/scheduler/framework/runtime/framework.go → RunPostFilterPlugins (v1.36.3)
 */
export function runPostFilters(cycle: Cycle, diagnosis: Diagnosis): PostFilterOutcome {
  const reasons: string[] = [];
  const outcome = (postFilter: string, nomination?: Nomination): PostFilterOutcome => ({
    message: fitErrorMessage(cycle.cluster.nodeCount, diagnosis, postFilter),
    nomination,
  });
  for (const plugin of cycle.profile.postFilter) {
    const { status, nomination } = plugin.postFilter!(cycle, diagnosis);
    if (status.code === 'Success') return outcome('', nomination);
    if (status.code === 'UnschedulableAndUnresolvable' || !isRejected(status))
      return outcome(statusMessage(status));
    reasons.push(...status.reasons);
  }
  return outcome(reasons.join(', '));
}
