import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../../kubernetes/index.ts';
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
 * The hash of the Deployment's template as a snapshot of an unknown version tells it: a ReplicaSet of the same template
 * carries it, be it this Deployment's or another one's, for it depends on template and version alone as long as no name
 * collides.
 *
 * @source pkg/controller/controller_utils.go → ComputeHash (v1.36.3)
 */
export function hashInSnapshot({ snapshot }: WorldView, deployment: Deployment): string | undefined {
  const { metadata, spec, status } = deployment;
  const alike = (setsByImages(snapshot).get(imagesOf(spec?.template)) ?? []).filter((set) =>
    isOfTemplate(set, deployment),
  );
  const own = alike.find((set) => controllerOf(set)?.uid === metadata.uid);
  const other = status?.collisionCount
    ? undefined
    : alike.find((set) => controllerOf(set)?.kind === 'Deployment');
  return (own ?? other)?.metadata.labels?.[TEMPLATE_HASH];
}

const SETS_BY_IMAGES = new WeakMap<WorldView['snapshot'], Map<string, ReplicaSet[]>>();

/** ReplicaSets of a snapshot by the images of their containers: few have to be compared with a template then. */
function setsByImages(snapshot: WorldView['snapshot']): Map<string, ReplicaSet[]> {
  let byImages = SETS_BY_IMAGES.get(snapshot);
  if (!byImages) {
    byImages = Map.groupBy(
      (snapshot.objects.get('ReplicaSet.apps') ?? []) as readonly ReplicaSet[],
      ({ spec }) => imagesOf(spec?.template),
    );
    SETS_BY_IMAGES.set(snapshot, byImages);
  }
  return byImages;
}

function imagesOf(template: PodTemplateSpec | undefined): string {
  return (template?.spec?.containers ?? []).map(({ image }) => image).join(' ');
}
