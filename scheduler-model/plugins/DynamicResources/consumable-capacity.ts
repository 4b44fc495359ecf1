import type { CapacityRequestPolicy, Device, DeviceCapacity } from '../../kubernetes/dynamic-resources.ts';
import { Quantity } from '../../kubernetes/quantity.ts';
import type { Capacities } from './allocated-devices.ts';
import type { WantedDevices } from './device-request.ts';

/**
 * Whether a device has the capacity that a request would consume, on top of what is consumed already.
 *
 * @source staging/src/k8s.io/dynamic-resource-allocation/structured/internal/incubating/consumable_capacity.go →
 * CmpRequestOverCapacity (v1.36.3)
 */
export function hasCapacity(
  device: Device,
  request: WantedDevices,
  consumed: ReadonlyMap<string, Quantity> | undefined,
  beingAllocated: ReadonlyMap<string, Quantity> | undefined,
): boolean {
  const capacities = device.capacity ?? {};
  if (Object.keys(request.capacity ?? {}).some((name) => capacities[name] === undefined)) return false;
  return Object.entries(capacities).every(([name, capacity]) => {
    const amount = consumption(request.capacity?.[name], capacity);
    if (violatesPolicy(amount, capacity.requestPolicy)) return false;
    const total = amount
      .plus(consumed?.get(name) ?? Quantity.ZERO)
      .plus(beingAllocated?.get(name) ?? Quantity.ZERO);
    return total.compare(Quantity.parse(capacity.value)) <= 0;
  });
}

/** What the request consumes of each capacity of the device. */
export function consumptionOf(device: Device, request: WantedDevices): Capacities {
  const entries = Object.entries(device.capacity ?? {});
  return new Map(entries.map(([name, capacity]) => [name, consumption(request.capacity?.[name], capacity)]));
}

/** @source consumable_capacity.go → calculateConsumedCapacity (v1.36.3) */
function consumption(
  requested: string | number | undefined,
  { value, requestPolicy }: DeviceCapacity,
): Quantity {
  if (requested === undefined) return Quantity.parse(requestPolicy?.default ?? value);
  const amount = Quantity.parse(requested);
  if (requestPolicy?.validRange?.min !== undefined) return roundUpToRange(amount, requestPolicy.validRange);
  const valid = requestPolicy?.validValues?.map((allowed) => Quantity.parse(allowed)) ?? [];
  return valid.find((allowed) => amount.compare(allowed) <= 0) ?? amount;
}

type Range = NonNullable<CapacityRequestPolicy['validRange']>;

/** @source consumable_capacity.go → roundUpRange (v1.36.3) */
function roundUpToRange(amount: Quantity, { min = 0, step }: Range): Quantity {
  const least = Quantity.parse(min);
  if (amount.compare(least) < 0) return least;
  if (step === undefined) return amount;
  const stepSize = Quantity.parse(step).value;
  const added = amount.value - least.value;
  const stepCount = added / stepSize + (added % stepSize === 0n ? 0n : 1n);
  return Quantity.parse(String(least.value + stepSize * stepCount));
}

/** @source consumable_capacity.go → violatesPolicy (v1.36.3) */
function violatesPolicy(amount: Quantity, policy: CapacityRequestPolicy | undefined): boolean {
  if (!policy) return false;
  if (policy.default !== undefined && amount.compare(Quantity.parse(policy.default)) === 0) return false;
  if (policy.validRange) {
    const { min = 0, max, step } = policy.validRange;
    if (max !== undefined && amount.compare(Quantity.parse(max)) > 0) return true;
    if (step === undefined) return false;
    return (amount.value - Quantity.parse(min).value) % Quantity.parse(step).value !== 0n;
  }
  const valid = policy.validValues ?? [];
  return valid.length > 0 && valid.every((allowed) => amount.compare(Quantity.parse(allowed)) !== 0);
}
