import type { Device, DeviceTaint, DeviceToleration } from '../../kubernetes/dynamic-resources.ts';

const EFFECTS = ['NoSchedule', 'NoExecute'];

/**
 * Whether a taint of the device keeps the request away from it.
 *
 * @source structured/internal/incubating/allocator_incubating.go → taintPreventsAllocation (v1.36.3)
 */
export function isTaintedFor({ taints = [] }: Device, tolerations: readonly DeviceToleration[]): boolean {
  return taints.some(
    (taint) =>
      EFFECTS.includes(taint.effect) && !tolerations.some((toleration) => tolerates(toleration, taint)),
  );
}

/** @source staging/src/k8s.io/dynamic-resource-allocation/resourceclaim/devicetoleration.go → ToleratesTaint (v1.36.3) */
function tolerates(toleration: DeviceToleration, taint: DeviceTaint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  const operator = toleration.operator || 'Equal';
  return operator === 'Exists' || (operator === 'Equal' && (toleration.value ?? '') === (taint.value ?? ''));
}
