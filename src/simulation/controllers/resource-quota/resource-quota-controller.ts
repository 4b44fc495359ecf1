import type { ResourceQuota } from '../../../kubernetes/index.ts';
import type { Change, WorldView } from '../../../world/index.ts';
import { computedQuotaStatus } from '../../api-server/quota/recount.ts';
import type { Controller, ControllerContext, ControllerFactory } from '../controller.ts';
import { keyOf, splitKey } from '../machinery/object-key.ts';
import { same } from '../machinery/same.ts';

const KIND = 'ResourceQuota';

/**
 * Counts for quotas whose limits changed, and for those of a snapshot without a status.
 *
 * @source pkg/controller/resourcequota/resource_quota_controller.go → syncResourceQuota (v1.36.3)
 * @deviation what comes and what goes is counted by the API server at once; there what is gone stays counted until this
 * controller has seen it. A pod that outlives its grace period, which the recount every five minutes leaves out, stays
 * counted.
 */
class ResourceQuotaController implements Controller {
  readonly name = 'resourcequota-controller';
  readonly concerns = new Set([KIND]);

  watch(change: Change): Iterable<string> {
    if (change.type !== 'putObject' || change.kind !== KIND) return [];
    return isStale(change.object as ResourceQuota) ? [keyOf(change.object)] : [];
  }

  *unsettled(world: WorldView): Iterable<string> {
    for (const object of world.objects.all(KIND)) if (isStale(object as ResourceQuota)) yield keyOf(object);
  }

  sync(key: string, { world, api, actor }: ControllerContext): void {
    const { namespace, name } = splitKey(key);
    const quota = world.objects.get(KIND, namespace, name) as ResourceQuota | undefined;
    if (!quota || !isStale(quota)) return;
    api.updateStatus({ ...quota, status: computedQuotaStatus({ world }, quota) }, actor);
  }
}

export const resourceQuotaController: ControllerFactory = () => new ResourceQuotaController();

/** Whether a quota has limits that were not counted for yet. */
function isStale({ spec, status }: ResourceQuota): boolean {
  const hard = Object.keys(spec?.hard ?? {});
  return !same(spec?.hard, status?.hard) || hard.some((resource) => status?.used?.[resource] === undefined);
}
