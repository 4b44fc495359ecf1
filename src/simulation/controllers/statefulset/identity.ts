import type { PodTemplateSpec, StatefulSet } from '../../../kubernetes/index.ts';

export const REVISION_LABEL = 'controller-revision-hash';
const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX_LABEL = 'apps.kubernetes.io/pod-index';

/** Name of the StatefulSet and ordinal that a pod's name says, if it says any. */
export function parentAndOrdinal(
  podName: string,
): { readonly parent: string; readonly ordinal: number } | undefined {
  const match = /^(.*)-([0-9]+)$/.exec(podName);
  if (!match) return undefined;
  const ordinal = Number(match[2]);
  return ordinal < 2 ** 31 ? { parent: match[1]!, ordinal } : undefined;
}

export function startOrdinal({ spec }: StatefulSet): number {
  return spec?.ordinals?.start ?? 0;
}

export function replicaCount({ spec }: StatefulSet): number {
  return spec?.replicas ?? 1;
}

export function isInRange(set: StatefulSet, ordinal: number): boolean {
  return ordinal >= startOrdinal(set) && ordinal < startOrdinal(set) + replicaCount(set);
}

export function podName(set: StatefulSet, ordinal: number): string {
  return `${set.metadata.name}-${ordinal}`;
}

export function claimName(set: StatefulSet, template: string, ordinal: number): string {
  return `${template}-${set.metadata.name}-${ordinal}`;
}

/** The labels that tell a pod of a StatefulSet from the others. */
export function identityLabels(set: StatefulSet, ordinal: number, revision: string): Record<string, string> {
  return {
    [POD_NAME_LABEL]: podName(set, ordinal),
    [POD_INDEX_LABEL]: String(ordinal),
    [REVISION_LABEL]: revision,
  };
}

/**
 * The template with what one pod has for itself: host name, subdomain, the volumes of its claims before all others.
 *
 * @source pkg/controller/statefulset/stateful_set_utils.go → newStatefulSetPod, updateStorage (v1.36.3)
 * @deviation claims stand in the order of their templates, there in a random one.
 */
export function templateOfPod(
  set: StatefulSet,
  template: PodTemplateSpec | undefined,
  ordinal: number,
): PodTemplateSpec {
  const names = (set.spec?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata?.name ?? '');
  const claims = names.map((name) => ({
    name,
    persistentVolumeClaim: { claimName: claimName(set, name, ordinal) },
  }));
  const spec = template?.spec ?? { containers: [] };
  const others = (spec.volumes ?? []).filter(({ name }) => !names.includes(name));
  const volumes = [...claims, ...others];
  return {
    ...template,
    spec: {
      ...spec,
      hostname: podName(set, ordinal),
      ...(set.spec?.serviceName ? { subdomain: set.spec.serviceName } : {}),
      ...(volumes.length > 0 ? { volumes } : {}),
    },
  };
}
