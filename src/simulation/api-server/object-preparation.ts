import { type GroupKind, isObject, type KubeObject, type ResourceQuota } from '../../kubernetes/index.ts';
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
const JOB_NAME_LABELS = ['job-name', 'batch.kubernetes.io/job-name'];
const JOB_UID_LABELS = ['controller-uid', 'batch.kubernetes.io/controller-uid'];

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

/** @source pkg/registry/batch/job/strategy.go → generateSelector (v1.36.3) */
function withJobSelector(object: KubeObject): KubeObject {
  const { spec, metadata } = object;
  if (!isObject(spec) || spec.manualSelector === true) return object;
  const { uid = '', name = '' } = metadata;
  const template = isObject(spec.template) ? spec.template : {};
  const templateMetadata = isObject(template.metadata) ? template.metadata : {};
  const labels: Record<string, unknown> = isObject(templateMetadata.labels)
    ? { ...templateMetadata.labels }
    : {};
  for (const key of JOB_NAME_LABELS) labels[key] ??= name;
  for (const key of JOB_UID_LABELS) labels[key] ??= uid;
  const selector = isObject(spec.selector) ? spec.selector : {};
  const matchLabels = isObject(selector.matchLabels) ? selector.matchLabels : {};
  return {
    ...object,
    spec: {
      ...spec,
      selector: { ...selector, matchLabels: { 'batch.kubernetes.io/controller-uid': uid, ...matchLabels } },
      template: { ...template, metadata: { ...templateMetadata, labels } },
    },
  };
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
