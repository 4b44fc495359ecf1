import type { Failure } from '../signals/failure.ts';
import type { SignalClass } from '../signals/signal.ts';
import { callCauses } from './call-causes.ts';
import type { CauseContext } from './context.ts';
import type { Cause } from './happening.ts';
import { nodeLossCauses, nodePressureCauses } from './node-causes.ts';
import { refusalCauses } from './refusal-causes.ts';
import { removalCauses } from './removal-causes.ts';
import { pendingCauses, preemptionCauses } from './scheduling-causes.ts';
import { guardingChanges, ownChanges, tiedChanges } from './workload-changes.ts';

type Rule = (context: CauseContext, failure: Failure) => Cause[];

/** Where the causes of each class of trouble are looked for, beside changes of the workload and of what it reads. */
const RULES: Partial<Readonly<Record<SignalClass, readonly Rule[]>>> = {
  oom: [guardingChanges],
  crash: [guardingChanges, callCauses],
  probe: [guardingChanges, callCauses],
  unready: [guardingChanges, callCauses],
  start: [],
  refused: [refusalCauses],
  pending: [pendingCauses],
  preempted: [preemptionCauses],
  nodePressure: [nodePressureCauses],
  nodeLost: [nodeLossCauses],
  tainted: [removalCauses, nodeLossCauses],
  evicted: [removalCauses],
  deleted: [removalCauses],
  removed: [removalCauses],
};

/** What may have led to the trouble of a workload's pods. */
export function failureCauses(context: CauseContext, failure: Failure): Cause[] {
  const rules = [ownChanges, tiedChanges, ...(RULES[failure.class] ?? [])];
  return rules.flatMap((rule) => rule(context, failure));
}
