import { ClassSlot } from '../../cluster/class-slot.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Plugin } from '../../framework/plugin.ts';
import type { EventObjects, NodeEvent, Requeue, WaitingPod } from '../../framework/requeue.ts';
import { SKIP, SUCCESS, unresolvable } from '../../framework/status.ts';
import type { Pod, PodSpec } from '../../kubernetes/pod.ts';

const NAME = 'NodeDeclaredFeatures';
const UNSATISFIED = unresolvable(NAME, "node(s) didn't match Pod's required features");

/**
 * Features of a node that a pod's spec asks for. Others are declared too, but matter only to updates of pods.
 *
 * @source staging/src/k8s.io/component-helpers/nodedeclaredfeatures/features/registry.go → AllFeatures (v1.36.3)
 */
const FEATURES: Readonly<Record<string, (spec: PodSpec) => boolean>> = {
  RestartAllContainersOnContainerExits: ({ containers = [], initContainers = [] }) =>
    [...containers, ...initContainers].some(({ restartPolicyRules }) =>
      restartPolicyRules?.some(({ action }) => action === 'RestartAllContainers'),
    ),
  UserNamespacesHostNetworkSupport: ({ hostNetwork, hostUsers }) =>
    hostNetwork === true && hostUsers === false,
};

const REQUIRED_FEATURES = new ClassSlot(({ pod }) => requiredFeatures(pod));

/**
 * A pod runs on nodes that declare the features it needs.
 *
 * @source pkg/scheduler/framework/plugins/nodedeclaredfeatures/nodedeclaredfeatures.go (v1.36.3)
 */
export function createNodeDeclaredFeatures(): Plugin {
  return {
    name: NAME,
    ignoresClass,
    preFilter({ cluster, pod }) {
      return { status: ignoresClass(cluster, pod.classId) ? SKIP : SUCCESS };
    },
    filter({ cluster, pod }, nodeIndex) {
      const declared = cluster.node(nodeIndex)?.status?.declaredFeatures ?? [];
      const required = REQUIRED_FEATURES.of(cluster, pod.classId);
      return required.every((feature) => declared.includes(feature)) ? SUCCESS : UNSATISFIED;
    },
    requeueOn: REQUEUE_ON,
  };
}

function ignoresClass(cluster: Cluster, classId: number): boolean {
  return REQUIRED_FEATURES.of(cluster, classId).length === 0;
}

function requiredFeatures({ spec = {} }: Pod): readonly string[] {
  return Object.keys(FEATURES).filter((feature) => FEATURES[feature]!(spec));
}

const REQUEUE_ON: readonly Requeue[] = [
  {
    resource: 'Node',
    actions: ['Add', 'UpdateNodeDeclaredFeature'],
    hint: (_cluster: Cluster, _waiting: WaitingPod, { before, after }: NodeEvent) =>
      !before || before.status?.declaredFeatures?.join() !== after?.status?.declaredFeatures?.join(),
  },
  {
    resource: 'Pod',
    actions: ['Update'],
    hint: (_cluster: Cluster, { uid }: WaitingPod, { before, after }: EventObjects<Pod>) =>
      after?.metadata?.uid === uid &&
      requiredFeatures(before ?? {}).join() !== requiredFeatures(after ?? {}).join(),
  },
];
