import type { Deployment, ReplicaSet } from '../../../kubernetes/index.ts';
import { compareTexts } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { parseTimestamp } from '../machinery/dates.ts';
import { controllerOf } from '../machinery/ownership.ts';
import { sameTemplate } from '../machinery/pod-templates.ts';
import { replicasOf } from './limits.ts';

export const TEMPLATE_HASH = 'pod-template-hash';

/** A Deployment's ReplicaSets: the one of its template, if there is one, and all others. */
export interface ReplicaSets {
  readonly newest: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

/** @source pkg/controller/controller_utils.go → ReplicaSetsByCreationTimestamp (v1.36.3) */
export function olderFirst(a: ReplicaSet, b: ReplicaSet): number {
  const difference =
    parseTimestamp(a.metadata.creationTimestamp) - parseTimestamp(b.metadata.creationTimestamp);
  if (difference) return difference;
  const [first = '', second = ''] = [a.metadata.name, b.metadata.name];
  return compareTexts(first, second);
}

export function largerThenOlderFirst(a: ReplicaSet, b: ReplicaSet): number {
  return replicasOf(b) - replicasOf(a) || olderFirst(a, b);
}

export function largerThenNewerFirst(a: ReplicaSet, b: ReplicaSet): number {
  return replicasOf(b) - replicasOf(a) || olderFirst(b, a);
}

/**
 * Tells the ReplicaSet of the Deployment's template (the oldest, should there be several) from the others.
 *
 * @source pkg/controller/deployment/util/deployment_util.go → FindNewReplicaSet, FindOldReplicaSets (v1.36.3)
 */
export function sortReplicaSets(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSets {
  const byAge = sets.length < 2 ? sets : [...sets].sort(olderFirst);
  const newest = byAge.find((set) => isOfTemplate(set, deployment));
  return { newest, old: byAge.filter((set) => set !== newest) };
}

export function activeSets(sets: readonly ReplicaSet[]): ReplicaSet[] {
  return sets.filter((set) => replicasOf(set) > 0);
}

/**
 * Whether a ReplicaSet's template differs from the Deployment's in nothing but the label with its hash.
 *
 * @source pkg/controller/deployment/util/deployment_util.go → EqualIgnoreHash (v1.36.3)
 */
export function isOfTemplate(set: ReplicaSet, deployment: Deployment): boolean {
  return sameTemplate(set.spec?.template, deployment.spec?.template, TEMPLATE_HASH);
}

/**
 * The hash that Kubernetes gave the Deployment's template, if the snapshot had its ReplicaSet: a ReplicaSet that was
 * deleted comes back under its name.
 */
export function hashInSnapshot({ snapshot }: WorldView, deployment: Deployment): string | undefined {
  const { uid } = deployment.metadata;
  const sets = (snapshot.objects.get('ReplicaSet.apps') ?? []) as readonly ReplicaSet[];
  const set = sets.find((each) => controllerOf(each)?.uid === uid && isOfTemplate(each, deployment));
  return set?.metadata.labels?.[TEMPLATE_HASH];
}
