import type { OwnerReference, PersistentVolumeClaim, StatefulSet } from '../../../kubernetes/index.ts';
import type { Status } from '../../api-server/api.ts';
import type { ControllerContext } from '../controller.ts';
import { claimName, isInRange, podName } from './identity.ts';

const KIND = 'PersistentVolumeClaim';

/** What is asked about a pod's claims: its ordinal, and its uid while it exists. */
export interface ClaimOwner {
  readonly ordinal: number;
  readonly uid: string | undefined;
}

/**
 * Makes the claims that a pod lacks; returns the refusal that keeps the pod from being made.
 *
 * @source pkg/controller/statefulset/stateful_pod_control.go → createPersistentVolumeClaims (v1.36.3)
 */
export function createClaims(
  { world, api, actor }: ControllerContext,
  set: StatefulSet,
  ordinal: number,
): Status | undefined {
  const { namespace = 'default', name: setName = '' } = set.metadata;
  const owner = { kind: 'StatefulSet.apps', namespace, name: setName };
  const labels = set.spec?.selector?.matchLabels ?? {};
  let refused: Status | undefined;
  for (const template of set.spec?.volumeClaimTemplates ?? []) {
    const name = claimName(set, template.metadata?.name ?? '', ordinal);
    const existing = world.objects.get(KIND, namespace, name);
    if (existing) {
      if (existing.metadata.deletionTimestamp !== undefined) {
        refused ??= { code: 0, reason: 'Conflict', message: `pvc ${name} is being deleted` };
      }
      continue;
    }
    const metadata = {
      ...template.metadata,
      name,
      namespace,
      labels: { ...template.metadata?.labels, ...labels },
    };
    const claim = {
      apiVersion: 'v1',
      kind: KIND,
      metadata,
      ...(template.spec ? { spec: template.spec } : {}),
    };
    const answer = api.create(claim, actor);
    const what = `Create Claim ${name} Pod ${podName(set, ordinal)} in StatefulSet ${setName}`;
    if (answer.ok) {
      api.recordEvent(owner, 'Normal', 'SuccessfulCreate', `${what} success`, actor);
      continue;
    }
    const message = `failed to create PVC ${name}: ${answer.status.message}`;
    refused ??= { ...answer.status, message };
    const failed = `Create Claim ${name} for Pod ${podName(set, ordinal)} in StatefulSet ${setName}`;
    const error = `${failed} failed error: ${answer.status.message}`;
    api.recordEvent(owner, 'Warning', 'FailedCreate', error, actor);
  }
  return refused;
}

/**
 * Gives a pod's claims the owner that the set's retention policy asks for: the set, if they go with it; the pod, once it
 * is scaled away, if they go with that; otherwise none.
 *
 * @source pkg/controller/statefulset/stateful_set_utils.go → updateClaimOwnerRefForSetAndPod (v1.36.3)
 */
export function applyRetention(context: ControllerContext, set: StatefulSet, owner: ClaimOwner): void {
  const { world, api, actor } = context;
  const { namespace = 'default' } = set.metadata;
  for (const template of set.spec?.volumeClaimTemplates ?? []) {
    const name = claimName(set, template.metadata?.name ?? '', owner.ordinal);
    const claim = world.objects.get(KIND, namespace, name) as PersistentVolumeClaim | undefined;
    if (!claim) continue;
    const references = claim.metadata.ownerReferences ?? [];
    if (references.some((reference) => isStale(reference, set, owner))) continue;
    const others = references.filter(({ uid }) => uid !== set.metadata.uid && uid !== owner.uid);
    const wanted = others.some(({ controller }) => controller) ? undefined : wantedOwner(set, owner);
    const ownerReferences = wanted ? [...others, wanted] : others;
    const isRight =
      references.length === ownerReferences.length &&
      references.every(({ uid, controller }, index) => {
        const other = ownerReferences[index]!;
        return other.uid === uid && other.controller === controller;
      });
    if (!isRight) api.update({ ...claim, metadata: { ...claim.metadata, ownerReferences } }, actor);
  }
}

/** Whether a claim belongs to an earlier pod of this ordinal and will go with it: then the pod has to wait. */
export function hasStaleClaim({ world }: ControllerContext, set: StatefulSet, ordinal: number): boolean {
  const { whenScaled = 'Retain' } = set.spec?.persistentVolumeClaimRetentionPolicy ?? {};
  if (whenScaled === 'Retain') return false;
  return (set.spec?.volumeClaimTemplates ?? []).some(({ metadata }) => {
    const name = claimName(set, metadata?.name ?? '', ordinal);
    const claim = world.objects.get(KIND, set.metadata.namespace ?? 'default', name);
    return (claim?.metadata.ownerReferences ?? []).some(
      ({ kind, name: podOf }) => kind === 'Pod' && podOf === podName(set, ordinal),
    );
  });
}

function isStale({ kind, name, uid }: OwnerReference, set: StatefulSet, owner: ClaimOwner): boolean {
  if (kind === 'StatefulSet' && name === set.metadata.name) return uid !== set.metadata.uid;
  return kind === 'Pod' && name === podName(set, owner.ordinal) && uid !== owner.uid;
}

function wantedOwner(set: StatefulSet, { ordinal, uid }: ClaimOwner): OwnerReference | undefined {
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } =
    set.spec?.persistentVolumeClaimRetentionPolicy ?? {};
  const controls = { controller: true, blockOwnerDeletion: true };
  if (whenScaled === 'Delete' && !isInRange(set, ordinal) && uid !== undefined)
    return { apiVersion: 'v1', kind: 'Pod', name: podName(set, ordinal), uid, ...controls };
  const goesWithSet = whenDeleted === 'Delete' && (whenScaled === 'Retain' || isInRange(set, ordinal));
  if (!goesWithSet) return undefined;
  const { name = '', uid: setUid = '' } = set.metadata;
  return { apiVersion: 'apps/v1', kind: 'StatefulSet', name, uid: setUid, ...controls };
}
