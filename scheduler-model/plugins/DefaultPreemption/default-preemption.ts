import type { DefaultPreemptionArgs } from '../../configuration/plugin-arguments.ts';
import type { Cycle } from '../../framework/cycle.ts';
import { fitErrorMessage } from '../../framework/fit-error.ts';
import type { Diagnosis, Plugin, PostFilterAnswer } from '../../framework/plugin.ts';
import type { Requeue } from '../../framework/requeue.ts';
import { failure, type Status, SUCCESS, unresolvable, unschedulable } from '../../framework/status.ts';
import { bestCandidates } from './best-candidates.ts';
import { ineligibility } from './eligibility.ts';
import { type CandidateSearch, findCandidates } from './find-candidates.ts';

const NAME = 'DefaultPreemption';
/** The first minor version that does not delete a pod again that is leaving already. */
const SPARES_LEAVING_SINCE = 35;
const NOT_HELPFUL = unresolvable(NAME, 'Preemption is not helpful for scheduling');

/**
 * A pod that is kept out of the queue while its victims are being deleted is looked at again after every end of a pod;
 * whether it is tried again then is for the plugins to say whose rejection the preemption is to solve.
 *
 * @source pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go → EventsToRegister,
 * isPodSchedulableAfterPodDeletion (v1.36.3)
 */
const REQUEUE_ON: readonly Requeue[] = [{ resource: 'Pod', actions: ['Delete'], hint: () => false }];

/**
 * Makes room for a pod that fits nowhere by giving up pods of lower priority on one node.
 *
 * @source pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go (v1.36.3)
 * @source pkg/scheduler/framework/preemption/preemption.go → Preempt (v1.36.3)
 */
export function createDefaultPreemption(args: unknown): Plugin {
  // The arguments were decoded for this plugin.
  const preemptionArgs = args as DefaultPreemptionArgs;
  return {
    name: NAME,
    // Whether a pod is kept out of the queue while its victims are being deleted is the simulation's to say.
    postFilter: (cycle, diagnosis) => preempt(cycle, diagnosis, preemptionArgs),
    requeueOn: REQUEUE_ON,
  };
}

function preempt(cycle: Cycle, diagnosis: Diagnosis, args: DefaultPreemptionArgs): PostFilterAnswer {
  const { cluster } = cycle;
  const why = ineligibility(cycle, diagnosis);
  if (why !== undefined) return { status: rejected(why) };
  const search = findCandidates(cycle, diagnosis, args);
  const equals = bestCandidates(cluster, search.candidates);
  // Upstream takes any of them: its candidates stand in no order.
  const best = equals.at(-1);
  if (!best) return { status: nothingFound(cycle, search) };
  const isLeaving = (podId: number) => cluster.pods.terminating.values[podId] === 1;
  const victims =
    cluster.minor < SPARES_LEAVING_SINCE ? best.victims : best.victims.filter((podId) => !isLeaving(podId));
  const isOpen = equals.length > 1 || search.isSample;
  return { status: SUCCESS, nomination: { nodeIndex: best.nodeIndex, victims, isOpen } };
}

function nothingFound({ cluster }: Cycle, { verdicts }: CandidateSearch): Status {
  const errors = [...verdicts.counts.keys()]
    .filter(({ code }) => code === 'Error')
    .map(({ reasons }) => reasons[0]!);
  if (errors.length > 0) {
    const distinct = [...new Set(errors)];
    return failure(NAME, `preemption: ${distinct.length === 1 ? distinct[0] : `[${distinct.join(', ')}]`}`);
  }
  const diagnosis = { verdicts, absentStatus: NOT_HELPFUL, preFilterMessage: '' };
  return rejected(fitErrorMessage(cluster.nodeCount, diagnosis, ''));
}

function rejected(message: string): Status {
  return unschedulable(NAME, `preemption: ${message}`);
}
