import type { Job, PodStatus } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';

type Policy = NonNullable<NonNullable<Job['spec']>['podFailurePolicy']>;
type ExitCodes = NonNullable<Policy['rules'][number]['onExitCodes']>;

/** What a Job's policy says about a pod that failed. */
export interface FailureVerdict {
  readonly action: 'FailJob' | 'FailIndex' | 'Ignore' | 'Count' | undefined;
  /** Why the Job fails at once. */
  readonly message?: string;
}

/**
 * The first rule that matches decides; without one the failure counts.
 *
 * @source pkg/controller/job/pod_failure_policy.go → matchPodFailurePolicy (v1.36.3)
 */
export function failureVerdict(world: WorldView, policy: Policy | undefined, row: number): FailureVerdict {
  const status = world.pods.status(row);
  const pod = world.pods.key(row);
  for (const [index, { action, onExitCodes, onPodConditions }] of (policy?.rules ?? []).entries()) {
    const failed = onExitCodes && failedContainer(status, onExitCodes);
    const condition =
      !onExitCodes &&
      onPodConditions?.find(({ type, status: wanted }) =>
        status?.conditions?.some((each) => each.type === type && each.status === (wanted ?? 'True')),
      );
    if (!failed && !condition) continue;
    const what = failed
      ? `Container ${failed.name} for pod ${pod} failed with exit code ${failed.exitCode}`
      : `Pod ${pod} has condition ${condition ? condition.type : ''}`;
    const verdict = { action: action as FailureVerdict['action'] };
    if (action !== 'FailJob') return verdict;
    return { ...verdict, message: `${what} matching ${action} rule at index ${index}` };
  }
  return { action: undefined };
}

/** Whether a failure counts towards the backoff limit. */
export function counts({ action }: FailureVerdict): boolean {
  return action !== 'Ignore';
}

function failedContainer(
  status: PodStatus | undefined,
  { containerName, operator, values }: ExitCodes,
): { readonly name: string; readonly exitCode: number } | undefined {
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  for (const { name, state } of all) {
    const exitCode = state?.terminated?.exitCode;
    if (!exitCode || (containerName && containerName !== name)) continue;
    if (values.includes(exitCode) === (operator === 'In')) return { name, exitCode };
  }
  return undefined;
}
