import type { Cluster } from '../../cluster/cluster.ts';
import type { PodClass } from '../../cluster/pod-class.ts';
import type { NodeEvent, PodEvent, Requeue, WaitingPod } from '../../framework/requeue.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { type AffinityTerm, matcherOf } from './affinity-term.ts';
import { CLASS_TERMS } from './class-terms.ts';

/** @source pkg/scheduler/framework/plugins/interpodaffinity/plugin.go → EventsToRegister (v1.36.3) */
export const interPodAffinityRequeue: readonly Requeue[] = [
  { resource: 'Pod', actions: ['Add', 'UpdatePodLabel', 'Delete'], hint: afterPodChange },
  { resource: 'Node', actions: ['Add', 'UpdateNodeLabel'], hint: afterNodeChange },
];

/** @source pkg/scheduler/framework/plugins/interpodaffinity/plugin.go → isSchedulableAfterPodChange (v1.36.3) */
function afterPodChange(cluster: Cluster, waiting: WaitingPod, { before, after }: PodEvent): boolean {
  if (before && after && after.metadata?.uid === waiting.uid) return true;
  if ((after && !isPlaced(after)) || (before && !isPlaced(before))) return false;
  const { requiredAffinity, requiredAntiAffinity } = CLASS_TERMS.of(cluster, waiting.classId);
  const matches = (terms: readonly AffinityTerm[], pod: Pod) =>
    terms.length > 0 && matcherOf(cluster, terms, 'unknown').matches(classOf(cluster, pod));
  if (before && after) {
    if (!matches(requiredAffinity, before) && matches(requiredAffinity, after)) return true;
    return matches(requiredAntiAffinity, before) && !matches(requiredAntiAffinity, after);
  }
  if (after) return matches(requiredAffinity, after);
  if (!before) return true;
  if (matches(requiredAntiAffinity, before)) return true;
  const deletedTerms = CLASS_TERMS.of(cluster, classOf(cluster, before).classId).requiredAntiAffinity;
  return (
    deletedTerms.length > 0 &&
    matcherOf(cluster, deletedTerms, 'unknown').matches(cluster.podClass(waiting.classId))
  );
}

function classOf(cluster: Cluster, pod: Pod): PodClass {
  return cluster.podClass(cluster.internPod(pod));
}

function isPlaced({ spec, status }: Pod): boolean {
  return Boolean(spec?.nodeName) || Boolean(status?.nominatedNodeName);
}

/** @source pkg/scheduler/framework/plugins/interpodaffinity/plugin.go → isSchedulableAfterNodeChange (v1.36.3) */
function afterNodeChange(cluster: Cluster, { classId }: WaitingPod, { before, after }: NodeEvent): boolean {
  const { requiredAffinity, requiredAntiAffinity } = CLASS_TERMS.of(cluster, classId);
  const had = before?.metadata?.labels ?? {};
  const has = after?.metadata?.labels ?? {};
  for (const { topologyKey } of requiredAffinity) {
    if (has[topologyKey] !== undefined && (!before || had[topologyKey] !== has[topologyKey])) return true;
  }
  for (const { topologyKey } of requiredAntiAffinity) {
    if (!before) return true;
    if (had[topologyKey] !== undefined && had[topologyKey] !== has[topologyKey]) return true;
  }
  return false;
}
