import { scaledValue } from '../machinery/int-or-percent.ts';
import { isFeatureOn } from '../machinery/manager-flags.ts';
import { replicaCount } from './identity.ts';
import type { SetWork } from './set-work.ts';

/**
 * Deletes pods of old revisions, highest ordinal first; returns how many. One at a time: a pod that is not available is
 * waited for before the next goes. The feature gate MaxUnavailableStatefulSet, which lets several go at once, is off in
 * every version unless it is switched on.
 *
 * @source pkg/controller/statefulset/stateful_set_control.go → updateStatefulSet (v1.36.3)
 * @source pkg/features/kube_features.go → MaxUnavailableStatefulSet (v1.36.3)
 */
export function replaceOld(work: SetWork): number {
  const { set, replicas, context } = work;
  const { type = 'RollingUpdate', rollingUpdate } = set.spec?.updateStrategy ?? {};
  if (type === 'OnDelete') return 0;
  const partition = rollingUpdate?.partition ?? 0;
  if (isFeatureOn(context.world, 'MaxUnavailableStatefulSet', false)) return replaceSeveral(work, partition);
  for (let index = replicas.wanted.length - 1; index >= partition; index--) {
    const replica = replicas.wanted[index]!;
    if (work.isOld(replica)) return work.delete(replica) ? 1 : 0;
    if (replica.isUnavailable) return 0;
  }
  return 0;
}

/** @source pkg/controller/statefulset/stateful_set_control.go → updateStatefulSetAfterInvariantEstablished (v1.36.3) */
function replaceSeveral(work: SetWork, partition: number): number {
  const { wanted } = work.replicas;
  const { maxUnavailable = 1 } = work.set.spec?.updateStrategy?.rollingUpdate ?? {};
  const most = Math.max(1, scaledValue(maxUnavailable, replicaCount(work.set), 'down'));
  const room = most - wanted.filter(({ isUnavailable }) => isUnavailable).length;
  let deleted = 0;
  for (let index = wanted.length - 1; index >= partition && deleted < room; index--) {
    if (work.isOld(wanted[index]!) && work.delete(wanted[index]!)) deleted++;
  }
  return deleted;
}
