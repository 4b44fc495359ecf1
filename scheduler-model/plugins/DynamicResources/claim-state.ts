import { CycleState } from '../../framework/cycle.ts';
import type { AllocationResult, ResourceClaim } from '../../kubernetes/dynamic-resources.ts';
import { type CompiledNodeSelector, compileNodeSelector } from '../../kubernetes/node-selector.ts';
import type { AllocatedDevices } from './allocated-devices.ts';
import { AvailableCounters } from './counters.ts';
import { alternativesOf, requestName } from './device-request.ts';

/** One claim of the pod in one cycle. */
export interface ClaimState {
  readonly claim: ResourceClaim;
  /** Nodes where an allocated claim can be used; undefined means all. */
  readonly availableOn: CompiledNodeSelector | undefined;
  /** Allocated, and its devices failed to bind. */
  readonly hasFailed: boolean;
}

/** What the plugin knows about a pod's claims in one cycle. */
export interface PodState {
  /** User claims first, then the one for extended resources. */
  readonly claims: readonly ClaimState[];
  readonly special: ResourceClaim | undefined;
  readonly counters: AvailableCounters;
  /** Allocated claims that some node could not use. */
  readonly unavailable: Set<ResourceClaim>;
  /** What each feasible node would give to the claims without devices, in their order. */
  readonly allocations: Map<number, readonly AllocationResult[]>;
}

export const POD_STATE = new CycleState<PodState>('DynamicResources');

export function createPodState(
  userClaims: readonly ResourceClaim[],
  special: ResourceClaim | undefined,
  allocated: AllocatedDevices,
): PodState {
  const claims = special ? [...userClaims, special] : userClaims;
  return {
    claims: claims.map(claimState),
    special,
    counters: new AvailableCounters(allocated),
    unavailable: new Set(),
    allocations: new Map(),
  };
}

function claimState(claim: ResourceClaim): ClaimState {
  const selector = claim.status?.allocation?.nodeSelector;
  return {
    claim,
    availableOn: selector && compileNodeSelector(selector),
    hasFailed: hasFailedToBind(claim),
  };
}

/**
 * Whether a device that has to be made ready before the pod is bound reports a failure.
 *
 * @source pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go → isClaimReadyForBinding (v1.36.3)
 * @deviation a claim that is not ready is never timed out: the model has no clock.
 */
function hasFailedToBind({ status }: ResourceClaim): boolean {
  for (const result of status?.allocation?.devices?.results ?? []) {
    if (!result.bindingConditions?.length) continue;
    const device = status?.devices?.find(
      ({ driver, pool, device: name }) =>
        driver === result.driver && pool === result.pool && name === result.device,
    );
    if (!device) return false;
    const isTrue = (type: string) =>
      device.conditions?.find((condition) => condition.type === type)?.status === 'True';
    if (result.bindingFailureConditions?.some(isTrue)) return true;
    if (!result.bindingConditions.every(isTrue)) return false;
  }
  return false;
}

/** The most alternatives that a request may have. */
const MAX_ALTERNATIVES = 8;

/**
 * More for alternatives that stand further in front of their requests.
 *
 * @source pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go → computeScore (v1.36.3)
 */
export function scoreAllocations(
  claims: readonly ClaimState[],
  allocations: readonly AllocationResult[],
): number {
  let score = 0;
  let nextAllocation = 0;
  for (const { claim } of claims) {
    const allocation = claim.status?.allocation ?? allocations[nextAllocation++];
    const given = new Set(allocation?.devices?.results?.map(({ request }) => request));
    for (const request of claim.spec?.devices?.requests ?? []) {
      if (request.exactly) continue;
      alternativesOf(request).forEach((alternative, index) => {
        if (given.has(requestName(alternative))) score += MAX_ALTERNATIVES - index;
      });
    }
  }
  return score;
}
