import { groupKindOf, type KubeObject } from '../../kubernetes/index.ts';
import { type ObjectKey, parseKey, shortKind } from '../object-key.ts';
import type { RelationGraph } from '../relation-graph.ts';
import { autoscalerHealth } from './autoscaler-health.ts';
import { budgetHealth } from './budget-health.ts';
import { claimHealth, volumeHealth } from './claim-health.ts';
import type { Health, HealthRule } from './health-rule.ts';
import { ingressHealth, webhookHealth } from './ingress-health.ts';
import { namespaceHealth } from './namespace-health.ts';
import { nodeHealth } from './node-health.ts';
import { podHealth } from './pod-health.ts';
import { quotaHealth } from './quota-health.ts';
import { serviceHealth } from './service-health.ts';
import {
  cronJobHealth,
  daemonSetHealth,
  deploymentHealth,
  jobHealth,
  replicaSetHealth,
  statefulSetHealth,
} from './workload-health.ts';

export type { Health, HealthStatus } from './health-rule.ts';

const RULES: Readonly<Record<string, HealthRule>> = {
  Pod: podHealth,
  'Deployment.apps': deploymentHealth,
  'ReplicaSet.apps': replicaSetHealth,
  ReplicationController: replicaSetHealth,
  'StatefulSet.apps': statefulSetHealth,
  'DaemonSet.apps': daemonSetHealth,
  'Job.batch': jobHealth,
  'CronJob.batch': cronJobHealth,
  Service: serviceHealth,
  Node: nodeHealth,
  PersistentVolumeClaim: claimHealth,
  PersistentVolume: volumeHealth,
  'HorizontalPodAutoscaler.autoscaling': autoscalerHealth,
  'PodDisruptionBudget.policy': budgetHealth,
  'Ingress.networking.k8s.io': ingressHealth,
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io': webhookHealth,
  'MutatingWebhookConfiguration.admissionregistration.k8s.io': webhookHealth,
  'HTTPRoute.gateway.networking.k8s.io': ingressHealth,
  'GRPCRoute.gateway.networking.k8s.io': ingressHealth,
  Namespace: namespaceHealth,
  ResourceQuota: quotaHealth,
};

/** Kinds that have no state of their own: being there is all they can do. */
const PLAIN = new Set([
  'ConfigMap',
  'Secret',
  'ServiceAccount',
  'LimitRange',
  'StorageClass.storage.k8s.io',
  'PriorityClass.scheduling.k8s.io',
  'RuntimeClass.node.k8s.io',
  'IngressClass.networking.k8s.io',
  'NetworkPolicy.networking.k8s.io',
  'EndpointSlice.discovery.k8s.io',
  'ControllerRevision.apps',
]);

/** How an object is, by rules over its own status and that of what it names. */
export function health(object: KubeObject, graph: RelationGraph): Health {
  const groupKind = groupKindOf(object.apiVersion ?? 'v1', object.kind ?? '');
  const found =
    RULES[groupKind]?.(object, graph, (key) => healthOf(key, graph)) ??
    conditionsHealth(object, PLAIN.has(groupKind));
  if (object.metadata.deletionTimestamp === undefined || found.status === 'failing') return found;
  return groupKind === 'Pod' || groupKind === 'Namespace'
    ? found
    : { status: 'degraded', reason: 'is being deleted' };
}

/** How the object of a key is; one that is not there is failing, or unknown where its kind is. */
export function healthOf(key: ObjectKey, graph: RelationGraph): Health {
  const object = graph.object(key);
  if (object) return health(object, graph);
  const groupKind = parseKey(key)?.groupKind ?? key;
  return graph.presenceOf(key) === 'absent'
    ? { status: 'failing', reason: 'is not there' }
    : {
        status: 'unknown',
        reason: `not in the snapshot, which may lack objects of kind ${shortKind(groupKind)}`,
      };
}

/** Objects of other kinds say how they are in a condition Ready or Available, if at all. */
function conditionsHealth(object: KubeObject, isPlain: boolean): Health {
  if (isPlain) return { status: 'ok', reason: 'is there' };
  const status = object.status as { readonly conditions?: unknown } | undefined;
  const conditions = Array.isArray(status?.conditions) ? (status.conditions as readonly Condition[]) : [];
  const condition =
    conditions.find(({ type }) => type === 'Ready') ?? conditions.find(({ type }) => type === 'Available');
  if (!condition) return { status: 'unknown', reason: 'no rule for its kind' };
  if (condition.status === 'True') return { status: 'ok', reason: `${condition.type}` };
  const why = condition.message || condition.reason;
  return {
    status: condition.status === 'False' ? 'failing' : 'unknown',
    reason: `not ${condition.type}${why ? `: ${why}` : ''}`,
  };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}
