import { compareTexts } from '../kubernetes/index.ts';
import type { ObjectKey } from './object-key.ts';

/** The kinds of relation, in the order in which an object's relations are listed. */
export const RELATION_TYPES = [
  'owns',
  'selects',
  'routes',
  'calls',
  'reads',
  'mounts',
  'binds',
  'runsOn',
  'usesAccount',
  'uses',
  'limits',
  'allows',
  'scales',
  'guards',
  'admits',
] as const;

/**
 * What one object has to do with another.
 *
 * The dependent is the one that suffers when the dependency fails or changes: a Deployment `owns` its ReplicaSets, a
 * Service `selects` pods, an Ingress `routes` to a Service, a workload `calls` a Service, a pod `reads` a ConfigMap or
 * Secret, `mounts` a claim, `runsOn` a node; a claim `binds` a volume; a HorizontalPodAutoscaler `scales`, a budget or a
 * NetworkPolicy `guards`; a webhook configuration `admits` through its Service. Two are said from the other side: a quota
 * or limit range `limits` the workload that depends on it, a policy `allows` the dependent to reach the dependency.
 */
export type RelationType = (typeof RELATION_TYPES)[number];

/** One edge of the graph. */
export interface Relation {
  readonly dependent: ObjectKey;
  readonly dependency: ObjectKey;
  readonly type: RelationType;
  /** How the dependent has it, as the end of a sentence: `reads CACHE_SIZE from it as environment`. */
  readonly words: string;
  /** Where it stands: a field path of the dependent, or `Kind/namespace/name path` of another object. */
  readonly evidence: string;
  /** The keys of a ConfigMap or Secret that must be there. */
  readonly keys?: readonly string[];
  /** The dependent starts without it. */
  readonly isOptional?: true;
}

/** Orders relations: by type, then by both ends. */
export function byType(a: Relation, b: Relation): number {
  return (
    RELATION_TYPES.indexOf(a.type) - RELATION_TYPES.indexOf(b.type) ||
    compareTexts(a.dependency, b.dependency) ||
    compareTexts(a.dependent, b.dependent)
  );
}
