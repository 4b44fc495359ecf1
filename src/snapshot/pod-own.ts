import type { PodSpec } from '../kubernetes/index.ts';

export type Affinity = NonNullable<PodSpec['affinity']>;

/** Annotations whose values change what Kubernetes or an autoscaler does with a pod. */
export const KEPT_ANNOTATIONS: readonly string[] = [
  'kubernetes.io/config.mirror',
  'kubernetes.io/config.source',
  'controller.kubernetes.io/pod-deletion-cost',
  'cluster-autoscaler.kubernetes.io/safe-to-evict',
  'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes',
  'karpenter.sh/do-not-disrupt',
  'kubectl.kubernetes.io/default-container',
  'kubectl.kubernetes.io/restartedAt',
  'batch.kubernetes.io/job-completion-index',
];

/** The annotations that change behaviour, in the order of KEPT_ANNOTATIONS. */
export function keptAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const key of KEPT_ANNOTATIONS) {
    const value = annotations?.[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept;
}

/** A pod's spec without what is the pod's own: its node, what ties it there, its token's volume. */
export function sharedSpec(source: PodSpec | undefined): PodSpec {
  const { nodeName, ...spec } = source?.containers ? source : { ...source, containers: [] };
  return withoutPin(withoutTokenVolume(spec), nodeName);
}

/**
 * The spec without the affinity that ties a DaemonSet's pod to its node, once the pod is there: what binds it stands in
 * the columns, and no pod needs a make of its own for it.
 */
function withoutPin(spec: PodSpec, nodeName: string | undefined): PodSpec {
  if (nodeName === undefined || !spec.affinity || pinOf(spec.affinity) !== nodeName) return spec;
  const { affinity: pinned, ...free } = spec;
  const affinity = affinityWithoutPin(pinned);
  return affinity ? { ...free, affinity } : free;
}

/**
 * The node to which an affinity ties a DaemonSet's pod.
 *
 * @source pkg/controller/daemon/util/daemonset_util.go → ReplaceDaemonSetPodNodeNameNodeAffinity (v1.36.3)
 */
export function pinOf({ nodeAffinity }: Affinity): string | undefined {
  const [term, ...more] =
    nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const [field, ...fields] = term?.matchFields ?? [];
  const isPin =
    more.length + fields.length + (term?.matchExpressions?.length ?? 0) === 0 &&
    field?.key === 'metadata.name' &&
    field.operator === 'In' &&
    field.values?.length === 1;
  return isPin ? field.values![0] : undefined;
}

/** The rest of an affinity that ties a pod to its node, if there is any. */
export function affinityWithoutPin({ nodeAffinity, ...others }: Affinity): Affinity | undefined {
  const { requiredDuringSchedulingIgnoredDuringExecution: _required, ...preferred } = nodeAffinity ?? {};
  const rest = { ...others, ...(Object.keys(preferred).length > 0 ? { nodeAffinity: preferred } : {}) };
  return Object.keys(rest).length > 0 ? rest : undefined;
}

/**
 * The spec without the volume and the mounts that the ServiceAccount admission adds under a random name.
 *
 * @source plugin/pkg/admission/serviceaccount/admission.go → mountServiceAccountToken (v1.36.3)
 */
function withoutTokenVolume(spec: PodSpec): PodSpec {
  if (!spec.volumes?.some(isTokenVolume)) return spec;
  return {
    ...spec,
    volumes: spec.volumes.filter((volume) => !isTokenVolume(volume)),
    containers: spec.containers.map(withoutTokenMounts),
    ...(spec.initContainers ? { initContainers: spec.initContainers.map(withoutTokenMounts) } : {}),
  };
}

/** Whether a volume or mount is the one that the ServiceAccount admission adds. */
export function isTokenVolume({ name }: { readonly name?: string }): boolean {
  return name?.startsWith('kube-api-access-') === true;
}

/** A container without its mounts of the token's volume; itself when it has none. */
export function withoutTokenMounts<
  C extends { readonly volumeMounts?: readonly { readonly name: string }[] },
>(container: C): C {
  return container.volumeMounts?.some(isTokenVolume)
    ? { ...container, volumeMounts: container.volumeMounts.filter((mount) => !isTokenVolume(mount)) }
    : container;
}
