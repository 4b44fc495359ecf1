import type { KubeObject, Pod, ResourceQuota } from '../../../kubernetes/index.ts';
import { Amount, amountsIn } from '../../../kubernetes/index.ts';
import type { Actor, Status } from '../api.ts';
import { matchesScopes, missingResources, type Usage, usageOf } from '../quota/usage.ts';
import type { Storage } from '../storage.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission.ts';
import { forbid } from './pod-request.ts';

const RESOURCE_QUOTA = 'ResourceQuota';

/**
 * Refuses what would exceed a quota of the namespace, and counts what it lets in.
 *
 * @source k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go → CheckRequest (v0.36.3)
 */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  handles: ({ operation, kind, subresource, namespace }) =>
    subresource === undefined &&
    namespace !== undefined &&
    (operation === 'CREATE' || (operation === 'UPDATE' && kind !== 'Pod')),
  validate: (request, { storage }) => {
    const { namespace = '', object } = request;
    if (!object || storage.world.objects.count(RESOURCE_QUOTA) === 0) return undefined;
    const admitted: ResourceQuota[] = [];
    for (const quota of storage.world.objects.inNamespace(RESOURCE_QUOTA, namespace)) {
      const outcome = charge(request, quota as unknown as ResourceQuota, object);
      if (outcome && 'code' in outcome) return outcome;
      if (outcome) admitted.push(outcome);
    }
    if (!request.dryRun) for (const quota of admitted) put(storage, quota, request.by);
    return undefined;
  },
};

/** The quota with the object counted, a refusal, or nothing when the quota does not care. */
function charge(
  request: AdmissionRequest,
  quota: ResourceQuota,
  object: KubeObject,
): ResourceQuota | Status | undefined {
  const hard = amountsIn(quota.status?.hard);
  const name = quota.metadata.name ?? '';
  const usage = usageOf(request.kind, object);
  const counted = [...hard.keys()].filter((resource) => usage.counts(resource)).sort();
  if (counted.length === 0 || !matchesScopes(quota, request.kind, object)) return undefined;
  const missing = request.kind === 'Pod' ? missingResources(object as Pod, counted) : '';
  if (missing) return forbid(request, `failed quota: ${name}: must specify ${missing}`).status;
  const used = amountsIn(quota.status?.used);
  if (counted.some((resource) => !used.has(resource))) {
    return forbid(request, `status unknown for quota: ${name}, resources: ${counted.join(',')}`).status;
  }
  const requested = requestedOf(request, usage, counted);
  if (requested.size === 0) return undefined;
  const after = new Map(used);
  for (const [resource, amount] of requested) after.set(resource, used.get(resource)!.plus(amount));
  const exceeded = [...requested.keys()].filter(
    (resource) => after.get(resource)!.compare(hard.get(resource)!) > 0,
  );
  if (exceeded.length > 0) {
    const list = (amounts: ReadonlyMap<string, Amount>) =>
      exceeded.map((resource) => `${resource}=${amounts.get(resource)}`).join(',');
    const why = `exceeded quota: ${name}, requested: ${list(requested)}, used: ${list(used)}, limited: ${list(hard)}`;
    return forbid(request, why).status;
  }
  const status = {
    ...quota.status,
    used: Object.fromEntries([...after].map(([key, amount]) => [key, `${amount}`])),
  };
  return { ...quota, status };
}

/** What the request adds, by resource, in their order; nothing that is zero. */
function requestedOf(
  request: AdmissionRequest,
  usage: Usage,
  counted: readonly string[],
): Map<string, Amount> {
  const before = request.oldObject ? usageOf(request.kind, request.oldObject) : undefined;
  const requested = new Map<string, Amount>();
  for (const resource of counted) {
    const amount = usage.of(resource).minus(before?.of(resource) ?? Amount.ZERO);
    if (amount.compare(Amount.ZERO) > 0) requested.set(resource, amount);
  }
  return requested;
}

function put(storage: Storage, quota: ResourceQuota, by: Actor): void {
  storage.write(by, { type: 'putObject', kind: RESOURCE_QUOTA, object: quota as unknown as KubeObject });
}
