import type { PodSpec, PodTemplateSpec } from '../../../kubernetes/index.ts';

export const HASH_LABEL = 'controller-revision-hash';
const GENERATION_LABEL = 'pod-template-generation';

type Toleration = NonNullable<PodSpec['tolerations']>[number];

/**
 * What a DaemonSet's pods tolerate besides what their template says.
 *
 * @source pkg/controller/daemon/util/daemonset_util.go → AddOrUpdateDaemonPodTolerations (v1.36.3)
 */
const ADDED: readonly (readonly [string, string])[] = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
];
const ADDED_ON_HOST_NETWORK = ['node.kubernetes.io/network-unavailable', 'NoSchedule'] as const;

/** The tolerations of a DaemonSet's pods. */
export function daemonTolerations(spec: PodSpec | undefined): readonly Toleration[] {
  const added = (spec?.hostNetwork ? [...ADDED, ADDED_ON_HOST_NETWORK] : ADDED).map(([key, effect]) => ({
    key,
    operator: 'Exists',
    effect,
  }));
  const given = (spec?.tolerations ?? []).filter(
    (toleration) =>
      !added.some(
        ({ key, effect }) =>
          toleration.key === key && toleration.effect === effect && toleration.operator === 'Exists',
      ),
  );
  return [...given, ...added];
}

/**
 * The template of a DaemonSet's pod for one node: with its revision, its tolerations, and bound to the node by name.
 *
 * @source pkg/controller/daemon/util/daemonset_util.go → CreatePodTemplate, ReplaceDaemonSetPodNodeNameNodeAffinity (v1.36.3)
 */
export function templateForNode(
  template: PodTemplateSpec | undefined,
  nodeName: string,
  hash: string,
  generation: string | undefined,
): PodTemplateSpec {
  const spec = template?.spec ?? { containers: [] };
  const { affinity } = spec;
  const terms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [nodeName] }] }];
  return {
    metadata: {
      ...template?.metadata,
      labels: {
        ...template?.metadata?.labels,
        ...(generation === undefined ? {} : { [GENERATION_LABEL]: generation }),
        [HASH_LABEL]: hash,
      },
    },
    spec: {
      ...spec,
      tolerations: daemonTolerations(spec),
      affinity: {
        ...affinity,
        nodeAffinity: {
          ...affinity?.nodeAffinity,
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms },
        },
      },
    },
  };
}

/**
 * The node that a DaemonSet's pod is made for, while it has none.
 *
 * @source pkg/controller/daemon/util/daemonset_util.go → GetTargetNodeName (v1.36.3)
 */
export function targetNodeName({ affinity }: PodSpec): string | undefined {
  const selector = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const { matchFields = [] } of selector?.nodeSelectorTerms ?? []) {
    for (const { key, operator, values } of matchFields) {
      if (key === 'metadata.name' && operator === 'In' && values?.length === 1) return values[0];
    }
  }
  return undefined;
}
