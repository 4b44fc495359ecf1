import type { AllocationResult, DeviceRequestAllocationResult } from '../../kubernetes/dynamic-resources.ts';
import type { NodeSelector, NodeSelectorRequirement } from '../../kubernetes/node.ts';
import type { TakenDevice } from './allocation.ts';
import { requestName } from './device-request.ts';

/** What is written into a claim's status for its devices. */
export function allocationResult(devices: readonly TakenDevice[], nodeName: string): AllocationResult {
  const nodeSelector = selectorOf(devices, nodeName);
  return {
    devices: { results: devices.map(deviceResult) },
    ...(nodeSelector && { nodeSelector }),
  };
}

function deviceResult(taken: TakenDevice, index: number): DeviceRequestAllocationResult {
  const { device, slice, request, consumed } = taken;
  return {
    request: requestName(request),
    driver: slice.driver,
    pool: slice.pool.name,
    device: device.name,
    ...(request.adminAccess && { adminAccess: true }),
    ...(request.tolerations.length > 0 && { tolerations: request.tolerations }),
    ...(consumed && { shareID: `share-${index}`, consumedCapacity: textsOf(consumed) }),
    ...(device.bindingConditions && { bindingConditions: device.bindingConditions }),
    ...(device.bindingFailureConditions && { bindingFailureConditions: device.bindingFailureConditions }),
  };
}

function textsOf(amounts: NonNullable<TakenDevice['consumed']>): Readonly<Record<string, string>> {
  return Object.fromEntries([...amounts].map(([name, amount]) => [name, `${amount.milliValue}m`]));
}

/**
 * The nodes where the devices can be used; undefined when everywhere.
 *
 * @source structured/internal/incubating/allocator_incubating.go → createNodeSelector (v1.36.3)
 */
function selectorOf(devices: readonly TakenDevice[], nodeName: string): NodeSelector | undefined {
  const matchFields: NodeSelectorRequirement[] = [];
  const matchExpressions: NodeSelectorRequirement[] = [];
  for (const { device, slice } of devices) {
    const target = slice.perDeviceNodeSelection ? device : slice;
    if (target.nodeName !== undefined || device.bindsToNode) {
      const byName = { key: 'metadata.name', operator: 'In', values: [nodeName] };
      return { nodeSelectorTerms: [{ matchFields: [byName] }] };
    }
    const term = target.nodeSelector?.nodeSelectorTerms?.[0];
    addNew(matchFields, term?.matchFields ?? []);
    addNew(matchExpressions, term?.matchExpressions ?? []);
  }
  if (matchFields.length === 0 && matchExpressions.length === 0) return undefined;
  return { nodeSelectorTerms: [{ matchFields, matchExpressions }] };
}

function addNew(list: NodeSelectorRequirement[], requirements: readonly NodeSelectorRequirement[]): void {
  const identity = ({ key, operator, values = [] }: NodeSelectorRequirement) =>
    JSON.stringify([key, operator, [...new Set(values)].sort()]);
  for (const requirement of requirements) {
    if (!list.some((known) => identity(known) === identity(requirement))) list.push(requirement);
  }
}
