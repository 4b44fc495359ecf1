import type { GroupKind } from '../../kubernetes/index.ts';
import type { RelationGraph } from '../relation-graph.ts';
import { WORKLOAD_KINDS } from '../workload-kinds.ts';
import type { Side } from './documents.ts';

/** What is not known when a kind is not: on which side, for which kinds of objects, in which words. */
interface Gap {
  readonly groupKind: GroupKind;
  /** In the plural, as the sentence begins. */
  readonly name: string;
  readonly side: Side;
  /** Short kinds of the objects that it concerns. */
  readonly concerns: readonly string[];
  readonly words: string;
}

const RUNNING = [...WORKLOAD_KINDS, 'Pod'];
const NAMED = [
  'ConfigMap',
  'Secret',
  'PersistentVolumeClaim',
  'ServiceAccount',
  'PriorityClass',
  'RuntimeClass',
];

const down = (groupKind: GroupKind, name: string, concerns: readonly string[], words: string): Gap => ({
  groupKind,
  name,
  side: 'downstream',
  concerns,
  words,
});
const up = (groupKind: GroupKind, name: string, concerns: readonly string[], words: string): Gap => ({
  groupKind,
  name,
  side: 'upstream',
  concerns,
  words,
});

const GAPS: readonly Gap[] = [
  down('Service', 'Services', RUNNING, 'what sends traffic here is not known'),
  down('Ingress.networking.k8s.io', 'Ingresses', ['Service'], 'what routes here is not known'),
  down(
    'HorizontalPodAutoscaler.autoscaling',
    'HorizontalPodAutoscalers',
    WORKLOAD_KINDS,
    'what scales it is not known',
  ),
  down('PodDisruptionBudget.policy', 'PodDisruptionBudgets', RUNNING, 'which budgets guard it is not known'),
  down('NetworkPolicy.networking.k8s.io', 'NetworkPolicies', RUNNING, 'who may reach it is not known'),
  down('Pod', 'Pods', [...NAMED, 'Node', 'Service'], 'which pods use it is not known'),
  down('Deployment.apps', 'Deployments', NAMED, 'which Deployments use it is not known'),
  down('StatefulSet.apps', 'StatefulSets', NAMED, 'which StatefulSets use it is not known'),
  down('DaemonSet.apps', 'DaemonSets', NAMED, 'which DaemonSets use it is not known'),
  down(
    'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
    'ValidatingWebhookConfigurations',
    ['Service'],
    'whether webhooks are answered here is not known',
  ),
  up('ReplicaSet.apps', 'ReplicaSets', ['Deployment'], 'they are known by their pods only'),
  up('Pod', 'Pods', WORKLOAD_KINDS, 'its pods are not known'),
  up('Node', 'Nodes', ['Node'], 'whether they are healthy is not known'),
  up('ConfigMap', 'ConfigMaps', ['ConfigMap'], 'whether those that are read are there is not known'),
  up('Secret', 'Secrets', ['Secret'], 'whether those that are read are there is not known'),
  up(
    'PersistentVolumeClaim',
    'PersistentVolumeClaims',
    ['PersistentVolumeClaim'],
    'whether those that are mounted are there is not known',
  ),
  up('Service', 'Services', RUNNING, 'what it calls is not known'),
  up('ResourceQuota', 'ResourceQuotas', WORKLOAD_KINDS, 'whether one limits it is not known'),
];

/** What cannot be said of a part of the graph because the state of the cluster lacks kinds. */
export function unknownRelations(
  graph: RelationGraph,
  sides: readonly Side[],
  kindsOn: (side: Side) => ReadonlySet<string>,
): string[] {
  return sides.flatMap((side) => {
    const kinds = kindsOn(side);
    return GAPS.filter((gap) => gap.side === side && gap.concerns.some((kind) => kinds.has(kind))).flatMap(
      ({ groupKind, name, words }) => {
        const { state, isPartial, detail } = graph.knowledgeOf(groupKind);
        if (state === 'unknown') return [`${name} are not in this snapshot: ${words}`];
        if (!isPartial) return [];
        return [
          `${name} are only partly in this snapshot (${detail}): ${words.replace('not known', 'not wholly known')}`,
        ];
      },
    );
  });
}
