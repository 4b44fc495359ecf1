import {
  type GroupKind,
  isObject,
  type KubeObject,
  type ResourceQuota,
  withJobSelector,
} from '../../kubernetes/index.ts';
import { computedQuotaStatus } from './quota/recount.ts';
import type { Storage } from './storage.ts';

/** Kinds whose status no client gives: it begins empty. */
const WITHOUT_GIVEN_STATUS: ReadonlySet<GroupKind> = new Set([
  'Deployment.apps',
  'ReplicaSet.apps',
  'StatefulSet.apps',
  'DaemonSet.apps',
  'Job.batch',
  'CronJob.batch',
  'PodDisruptionBudget.policy',
  'HorizontalPodAutoscaler.autoscaling',
]);
/** A new object with what the API server itself decides: selectors of jobs, addresses of services, an empty status. */
export function prepared(storage: Storage, kind: GroupKind, object: KubeObject): KubeObject {
  if (kind === 'Job.batch') return withJobSelector(withoutStatus(object));
  if (kind === 'Service') return withClusterIp(storage, object);
  if (kind === 'ResourceQuota') {
    return { ...object, status: computedQuotaStatus(storage, object as unknown as ResourceQuota) };
  }
  return WITHOUT_GIVEN_STATUS.has(kind) ? withoutStatus(object) : object;
}

function withoutStatus({ status: _status, ...object }: KubeObject): KubeObject {
  return object as KubeObject;
}

/**
 * An address for a service that has none.
 *
 * @deviation a random one of 10.96.0.0/16: the cluster's own range is not part of a snapshot.
 * @source pkg/registry/core/service/storage/alloc.go → Allocators.allocateCreate (v1.36.3)
 */
function withClusterIp({ random }: Storage, object: KubeObject): KubeObject {
  const spec = isObject(object.spec) ? object.spec : {};
  if (spec.type === 'ExternalName' || spec.clusterIP !== undefined) return object;
  const { namespace, name } = object.metadata;
  const part = (most: number) => Math.floor(random('cluster-ip', `${namespace}/${name}`) * most);
  const clusterIP = `10.96.${part(256)}.${1 + part(254)}`;
  return { ...object, spec: { ...spec, clusterIP, clusterIPs: [clusterIP] } };
}
