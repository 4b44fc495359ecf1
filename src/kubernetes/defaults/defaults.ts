import { type GroupKind, groupKindOf } from '../group-kind.ts';
import { isObject, type JsonObject } from '../patch/json-value.ts';
import type { KubeObject, Pod } from '../types.ts';
import { defaultPod } from './pod-spec.ts';
import { WORKLOAD_DEFAULTS } from './workloads.ts';

/** An object with what the API server fills in for its kind; kinds without defaults stay as they are. */
export function withDefaults(object: KubeObject): KubeObject {
  const kind = groupKindOf(object.apiVersion ?? 'v1', object.kind ?? '');
  if (kind === 'Pod') return defaultPod(object as Pod) as KubeObject;
  const spec = isObject(object.spec) ? object.spec : undefined;
  const workload = WORKLOAD_DEFAULTS[kind];
  if (workload) return spec ? { ...object, spec: workload(spec, object) } : object;
  const other = OTHER_DEFAULTS[kind];
  return other ? other(object, spec ?? {}) : object;
}

const OTHER_DEFAULTS: Readonly<Record<GroupKind, (object: KubeObject, spec: JsonObject) => KubeObject>> = {
  Service: (object, spec) => ({ ...object, spec: service(spec) }),
  Namespace: namespace,
  /** @source pkg/apis/core/v1/defaults.go → SetDefaults_Secret (v1.36.3) */
  Secret: (object) => ({ ...object, type: object.type || 'Opaque' }),
  PersistentVolumeClaim: (object, spec) => ({
    ...object,
    spec: { ...spec, volumeMode: spec.volumeMode ?? 'Filesystem' },
  }),
  'HorizontalPodAutoscaler.autoscaling': (object, spec) => ({
    ...object,
    spec: { ...spec, minReplicas: spec.minReplicas ?? 1, metrics: spec.metrics ?? DEFAULT_METRICS },
  }),
  LimitRange: (object, spec) => ({
    ...object,
    spec: { ...spec, limits: Array.isArray(spec.limits) ? spec.limits.map(limit) : [] },
  }),
  'StorageClass.storage.k8s.io': (object) => ({
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
    ...object,
  }),
  'PriorityClass.scheduling.k8s.io': (object) => ({ preemptionPolicy: 'PreemptLowerPriority', ...object }),
};

/** @source pkg/apis/autoscaling/v2/defaults.go → SetDefaults_HorizontalPodAutoscaler (v1.36.3) */
const DEFAULT_METRICS = [
  { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
];

/** @source pkg/apis/core/v1/defaults.go → SetDefaults_Service (v1.36.3) */
function service(spec: JsonObject): JsonObject {
  const type = spec.type ?? 'ClusterIP';
  const isExternal = type === 'NodePort' || type === 'LoadBalancer';
  const ports = Array.isArray(spec.ports) ? spec.ports.map(servicePort) : spec.ports;
  return {
    ...spec,
    type,
    sessionAffinity: spec.sessionAffinity ?? 'None',
    ...(ports === undefined ? {} : { ports }),
    ...(type === 'ExternalName' ? {} : { internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster' }),
    ...(isExternal ? { externalTrafficPolicy: spec.externalTrafficPolicy ?? 'Cluster' } : {}),
    ...(type === 'LoadBalancer'
      ? { allocateLoadBalancerNodePorts: spec.allocateLoadBalancerNodePorts ?? true }
      : {}),
  };
}

function servicePort(port: unknown): unknown {
  if (!isObject(port)) return port;
  return { ...port, protocol: port.protocol ?? 'TCP', targetPort: port.targetPort || port.port };
}

/** @source pkg/apis/core/v1/defaults.go → SetDefaults_Namespace (v1.36.3) */
function namespace(object: KubeObject, spec: JsonObject): KubeObject {
  const { name = '', labels } = object.metadata;
  return {
    ...object,
    metadata: { ...object.metadata, labels: { ...labels, 'kubernetes.io/metadata.name': name } },
    spec: { ...spec, finalizers: spec.finalizers ?? ['kubernetes'] },
    status: object.status ?? { phase: 'Active' },
  };
}

/** @source pkg/apis/core/v1/defaults.go → SetDefaults_LimitRangeItem (v1.36.3) */
function limit(item: unknown): unknown {
  if (!isObject(item) || item.type !== 'Container') return item;
  const part = (field: string) => (isObject(item[field]) ? item[field] : {});
  const defaults = { ...part('max'), ...part('default') };
  const defaultRequest = { ...part('min'), ...defaults, ...part('defaultRequest') };
  return {
    ...item,
    ...(Object.keys(defaults).length > 0 ? { default: defaults } : {}),
    ...(Object.keys(defaultRequest).length > 0 ? { defaultRequest } : {}),
  };
}
