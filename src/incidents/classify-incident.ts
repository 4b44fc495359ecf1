import type { Explanation } from './causes/explain.ts';
import type { Outage } from './causes/happening.ts';
import type { Aspect } from './changes/aspects.ts';
import type { SignalClass } from './signals/signal.ts';

/** What an incident came from, by its first cause; documented in docs/incident-classes.md. */
export type IncidentClass =
  | 'configuration'
  | 'release'
  | 'capacity'
  | 'maintenance'
  | 'infrastructure'
  | 'policy'
  | 'networking'
  | 'deletion'
  | 'unknown';

export type IncidentSeverity = 'critical' | 'warning' | 'info' | 'none';

const BY_KIND: Readonly<Record<string, IncidentClass>> = {
  ConfigMap: 'configuration',
  Secret: 'configuration',
  ResourceQuota: 'policy',
  LimitRange: 'policy',
  Namespace: 'policy',
  Service: 'networking',
  'NetworkPolicy.networking.k8s.io': 'networking',
  'Ingress.networking.k8s.io': 'networking',
  Node: 'maintenance',
  'PodDisruptionBudget.policy': 'maintenance',
  'HorizontalPodAutoscaler.autoscaling': 'capacity',
  'PriorityClass.scheduling.k8s.io': 'capacity',
};
const BY_ASPECT: readonly (readonly [Aspect, IncidentClass])[] = [
  ['evicted', 'maintenance'],
  ['deleted', 'deletion'],
  ['replicasLowered', 'capacity'],
  ['replicasRaised', 'capacity'],
  ['memoryLowered', 'capacity'],
  ['cpuLowered', 'capacity'],
  ['requestsRaised', 'capacity'],
];

/** The class of an incident by its first cause. */
export function classOf(chain: Explanation | undefined): IncidentClass {
  const root = chain?.steps[0]?.happening;
  if (root?.type === 'nodes') return 'infrastructure';
  if (root?.type !== 'change') return 'unknown';
  const { change } = root;
  const aspect = BY_ASPECT.find(([name]) => change.aspects.has(name))?.[1];
  if (change.operation === 'deleted' && change.ref.kind !== 'ConfigMap' && change.ref.kind !== 'Secret')
    return 'deletion';
  if (change.ref.kind.endsWith('.admissionregistration.k8s.io')) return 'policy';
  return BY_KIND[change.ref.kind] ?? aspect ?? 'release';
}

const WARNING: readonly SignalClass[] = [
  'oom',
  'config',
  'imagePull',
  'start',
  'mount',
  'refused',
  'crash',
  'pending',
  'nodeLost',
];

/** How bad it was: a Service without a ready endpoint is critical, pods that cannot run a warning. */
export function severityOf(chain: Explanation | undefined, outages: readonly Outage[]): IncidentSeverity {
  if (outages.length > 0) return 'critical';
  const end = chain?.steps.at(-1)?.happening;
  if (end === undefined) return 'none';
  if (end.type === 'nodes') return 'warning';
  return end.type === 'failure' && WARNING.includes(end.failure.class) ? 'warning' : 'info';
}
