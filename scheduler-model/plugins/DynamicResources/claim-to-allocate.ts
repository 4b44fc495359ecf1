import type { ResourceClaim } from '../../kubernetes/dynamic-resources.ts';
import { AllocationError } from './allocation-error.ts';
import { type Constraint, createConstraint } from './constraints.ts';
import { alternativesOf, type WantedDevices } from './device-request.ts';

/** A claim that waits for devices, with its requests and constraints made ready. */
export interface ClaimToAllocate {
  readonly claim: ResourceClaim;
  /** `namespace/name`, for errors. */
  readonly key: string;
  /** The alternatives of each request. */
  readonly requests: readonly (readonly WantedDevices[])[];
  readonly constraints: readonly Constraint[];
}

/**
 * @throws AllocationError for a constraint of an unknown kind, or capacity requests in a version without them.
 */
export function claimToAllocate(claim: ResourceClaim, allowsCapacity: boolean): ClaimToAllocate {
  const key = `${claim.metadata?.namespace}/${claim.metadata?.name}`;
  const devices = claim.spec?.devices ?? {};
  const requests = (devices.requests ?? []).map(alternativesOf);
  for (const { name, parentName, capacity } of allowsCapacity ? [] : requests.flat()) {
    if (capacity === undefined) continue;
    const what = parentName === undefined ? 'request' : 'subrequest';
    const why = 'has capacity requests, but the DRAConsumableCapacity feature is disabled';
    throw new AllocationError(`claim ${key}, ${what} ${name}: ${why}`);
  }
  const constraints = (devices.constraints ?? []).map((constraint, index) => {
    const created = createConstraint(constraint);
    if (created) return created;
    const why = 'empty constraint (unsupported constraint type?)';
    throw new AllocationError(`claim ${key}, constraint #${index}: ${why}`);
  });
  return { claim, key, requests, constraints };
}
