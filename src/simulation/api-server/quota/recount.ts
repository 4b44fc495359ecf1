import {
  Amount,
  amountsIn,
  type GroupKind,
  type KubeObject,
  type Pod,
  type ResourceQuota,
} from '../../../kubernetes/index.ts';
import type { Change } from '../../../world/index.ts';
import type { Actor } from '../api.ts';
import type { Storage } from '../storage.ts';
import { matchesScopes, usageOf } from './usage.ts';

const RESOURCE_QUOTA = 'ResourceQuota';
const CONTROLLER: Actor = { name: 'resourcequota-controller' };

/**
 * The status of a new quota: what is there already counts.
 *
 * @deviation the quota controller does this a moment later; until then the real API server knows no usage.
 * @source pkg/controller/resourcequota/resource_quota_controller.go → Controller.syncResourceQuota (v1.36.3)
 */
export function computedQuotaStatus(
  { world }: Pick<Storage, 'world'>,
  quota: ResourceQuota,
): ResourceQuota['status'] & object {
  const hard = amountsIn(quota.spec?.hard);
  const used = new Map([...hard.keys()].map((resource) => [resource, Amount.ZERO]));
  const namespace = quota.metadata.namespace ?? '';
  const count = (kind: GroupKind, object: KubeObject) => {
    if (!matchesScopes(quota, kind, object)) return;
    const usage = usageOf(kind, object);
    for (const [resource, sum] of used)
      if (usage.counts(resource)) used.set(resource, sum.plus(usage.of(resource)));
  };
  for (const row of world.pods.inNamespace(namespace)) count('Pod', world.podObject(row));
  for (const kind of world.objects.kinds()) {
    for (const object of world.objects.inNamespace(kind, namespace)) count(kind, object);
  }
  return {
    hard: quota.spec?.hard ?? {},
    used: Object.fromEntries([...used].map(([resource, amount]) => [resource, `${amount}`])),
  };
}

/** What a change takes from quotas, to be asked before it is applied; undefined when it takes nothing. */
export function releasedBy({ world }: Storage, change: Change): KubeObject | undefined {
  if (world.objects.count(RESOURCE_QUOTA) === 0) return undefined;
  switch (change.type) {
    case 'removePod':
      return world.pods.isTerminal(change.row) ? undefined : world.podObject(change.row);
    case 'setPodPhase': {
      const ends = change.phase === 'Succeeded' || change.phase === 'Failed';
      return ends && !world.pods.isTerminal(change.row) ? world.podObject(change.row) : undefined;
    }
    case 'removeObject':
      return change.kind === RESOURCE_QUOTA ? undefined : world.get(change);
    default:
      return undefined;
  }
}

/**
 * Gives back what an object that is gone was charged for.
 *
 * @source pkg/controller/resourcequota/resource_quota_monitor.go → QuotaMonitor.processResourceChanges (v1.36.3)
 */
export function release(storage: Storage, kind: GroupKind, object: KubeObject): void {
  const { namespace } = object.metadata;
  if (namespace === undefined) return;
  for (const stored of storage.world.objects.inNamespace(RESOURCE_QUOTA, namespace)) {
    const quota = stored as unknown as ResourceQuota;
    if (!quota.status?.used || !matchesScopes(quota, kind, object)) continue;
    const usage = usageOf(kind, kind === 'Pod' ? running(object as Pod) : object);
    const used: Record<string, string> = { ...quota.status.used };
    for (const [resource, sum] of amountsIn(quota.status.used)) {
      if (usage.counts(resource)) used[resource] = `${sum.minus(usage.of(resource))}`;
    }
    const changed = { ...stored, status: { ...quota.status, used } };
    storage.write(CONTROLLER, { type: 'putObject', kind: RESOURCE_QUOTA, object: changed });
  }
}

/** A pod as it was charged: before it ended. */
function running(pod: Pod): KubeObject {
  return { ...pod, status: { phase: 'Running' } } as KubeObject;
}
