import type { ControllerRevision, OwnerReference, PodTemplateSpec } from '../../kubernetes/index.ts';
import { revisionTemplate } from '../../kubernetes/index.ts';
import type { OwnedPod, OwnedPods } from './owners.ts';

const REVISION_LABEL = 'controller-revision-hash';

/** The revision that a pod of a StatefulSet or DaemonSet was made of; undefined where its label is missing. */
export function revisionOf({ labels }: OwnedPod): string | undefined {
  return labels[REVISION_LABEL];
}

/** The revision that most pods were made of, the first by name of several. */
export function commonRevision(pods: readonly OwnedPod[]): string | undefined {
  const counts = new Map<string, number>();
  for (const pod of pods) {
    const revision = revisionOf(pod);
    if (revision !== undefined) counts.set(revision, (counts.get(revision) ?? 0) + 1);
  }
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))[0]?.[0];
}

/**
 * The template that a ControllerRevision of the input keeps for a revision: just what the owner had, without what
 * admission and the scheduler added to its pods. Undefined where the input does not hold it.
 */
export function storedTemplate(
  { sourced, reference }: OwnedPods,
  revision: string | undefined,
): PodTemplateSpec | undefined {
  if (revision === undefined) return undefined;
  const revisions = (sourced.get('ControllerRevision.apps') ?? []) as readonly ControllerRevision[];
  const found = revisions.find(
    ({ metadata }) =>
      (metadata.name === revision || metadata.labels?.[REVISION_LABEL] === revision) &&
      isOwnedBy(metadata.ownerReferences, reference),
  );
  return found && (revisionTemplate(found) as PodTemplateSpec | undefined);
}

function isOwnedBy(owners: readonly OwnerReference[] | undefined, { uid }: OwnerReference): boolean {
  return owners?.some((owner) => owner.uid === uid) ?? false;
}
