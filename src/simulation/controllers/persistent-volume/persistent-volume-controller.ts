import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../../kubernetes/index.ts';
import type { Change, WorldView } from '../../../world/index.ts';
import type { Replaced } from '../../component.ts';
import type { Controller, ControllerContext } from '../controller.ts';
import { splitKey } from '../machinery/object-key.ts';
import { bind, CLAIM, isBindCompleted, isPromisedTo, setPhase, VOLUME } from './bind.ts';
import { findVolume } from './find-volume.ts';
import { madeVolume, provisioningClass, SELECTED_NODE } from './provision.ts';

/**
 * Binds claims to volumes, has volumes made, and lets go of those whose claims are gone.
 *
 * @source pkg/controller/volume/persistentvolume/pv_controller.go → syncClaim, syncVolume (v1.36.3)
 * @deviation every provisioner succeeds, after the time that `volume-provision` assumes
 */
export function persistentVolumeController(): Controller {
  return new PersistentVolumes();
}

/** Keys: `claim NAMESPACE/NAME`, `volume NAME`. */
class PersistentVolumes implements Controller {
  readonly name = 'persistentvolume-controller';
  readonly concerns = new Set([CLAIM, VOLUME]);
  /** When the volumes of claims will have been made, by uid; milliseconds since the first command. */
  readonly #madeAtMs = new Map<string, number>();

  *watch(change: Change, _world: WorldView, { object }: Replaced): Iterable<string> {
    if (change.type !== 'putObject' && change.type !== 'removeObject') return;
    const current = change.type === 'putObject' ? change.object : object;
    if (!current) return;
    if (change.kind === CLAIM) {
      const { metadata, spec } = current as unknown as PersistentVolumeClaim;
      if (change.type === 'putObject') yield `claim ${metadata.namespace}/${metadata.name}`;
      else if (spec?.volumeName) yield `volume ${spec.volumeName}`;
    } else if (change.kind === VOLUME) {
      const { metadata, spec } = current as unknown as PersistentVolume;
      if (change.type === 'putObject') yield `volume ${metadata.name}`;
      if (spec?.claimRef) yield `claim ${spec.claimRef.namespace}/${spec.claimRef.name}`;
    }
  }

  *unsettled(world: WorldView): Iterable<string> {
    for (const object of world.objects.all(CLAIM)) {
      const { metadata, status } = object as unknown as PersistentVolumeClaim;
      if (status?.phase === 'Pending') yield `claim ${metadata.namespace}/${metadata.name}`;
    }
  }

  sync(key: string, context: ControllerContext): void {
    const { objects } = context.world;
    if (key.startsWith('volume ')) {
      const volume = objects.get(VOLUME, undefined, key.slice('volume '.length));
      if (volume) this.#syncVolume(volume as unknown as PersistentVolume, context);
      return;
    }
    const { namespace, name } = splitKey(key.slice('claim '.length));
    const claim = objects.get(CLAIM, namespace, name);
    if (claim) this.#syncClaim(key, claim as unknown as PersistentVolumeClaim, context);
  }

  #syncClaim(key: string, claim: PersistentVolumeClaim, context: ControllerContext): void {
    const { volumeName } = claim.spec ?? {};
    if (volumeName) this.#syncNamed(claim, volumeName, context);
    else if (!claim.metadata.deletionTimestamp) this.#syncUnbound(key, claim, context);
  }

  /** A claim that names its volume. */
  #syncNamed(claim: PersistentVolumeClaim, volumeName: string, context: ControllerContext): void {
    const { namespace, name = '' } = claim.metadata;
    const volume = context.world.objects.get(VOLUME, undefined, volumeName) as unknown as PersistentVolume;
    if (!volume) {
      if (isBindCompleted(claim)) setPhase(CLAIM, name, namespace, { phase: 'Lost' }, context);
    } else if (!volume.spec?.claimRef || isPromisedTo(volume, claim)) {
      const isDone =
        isBindCompleted(claim) && claim.status?.phase === 'Bound' && volume.status?.phase === 'Bound';
      if (!isDone) bind(volume, claim, context);
    }
  }

  #syncUnbound(key: string, claim: PersistentVolumeClaim, context: ControllerContext): void {
    const { world, api, actor } = context;
    const isDelayed = bindsLate(world, claim);
    const isPlaced = claim.metadata.annotations?.[SELECTED_NODE] !== undefined;
    const volume = findVolume(world, claim);
    if (volume && (!isDelayed || isPromisedTo(volume, claim))) {
      bind(volume, claim, context);
      return;
    }
    if (isDelayed && !isPlaced) {
      const { namespace = 'default', name = '' } = claim.metadata;
      const words = 'waiting for first consumer to be created before binding';
      api.recordEvent({ kind: CLAIM, namespace, name }, 'Normal', 'WaitForFirstConsumer', words, actor);
      return;
    }
    const storageClass = provisioningClass(world, claim);
    if (storageClass) this.#provision(key, claim, storageClass, context);
  }

  #provision(
    key: string,
    claim: PersistentVolumeClaim,
    storageClass: StorageClass,
    { world, api, actor, nowMs, timings, requeueAfter }: ControllerContext,
  ): void {
    const uid = claim.metadata.uid ?? '';
    const atMs = this.#madeAtMs.get(uid) ?? nowMs + timings.volumeProvisionMs;
    this.#madeAtMs.set(uid, atMs);
    if (nowMs < atMs) requeueAfter(key, atMs - nowMs);
    else api.create(madeVolume(world, claim, storageClass) as never, actor);
  }

  #syncVolume(volume: PersistentVolume, context: ControllerContext): void {
    const { world, api, actor } = context;
    const { claimRef, persistentVolumeReclaimPolicy: policy } = volume.spec ?? {};
    const name = volume.metadata.name ?? '';
    if (!claimRef?.name || volume.metadata.deletionTimestamp) return;
    const claim = world.objects.get(
      CLAIM,
      claimRef.namespace,
      claimRef.name,
    ) as unknown as PersistentVolumeClaim;
    if (claim && (!claimRef.uid || claim.metadata.uid === claimRef.uid)) {
      const isFree = !claim.spec?.volumeName || claim.spec.volumeName === name;
      if (isFree && !(isBindCompleted(claim) && volume.status?.phase === 'Bound'))
        bind(volume, claim, context);
      return;
    }
    if (!claimRef.uid || (claim && !isPromisedTo(volume, claim) && volume.status?.phase === 'Released'))
      return;
    setPhase(VOLUME, name, undefined, { phase: 'Released' }, context);
    if (policy === 'Delete') api.delete({ kind: VOLUME, name }, actor);
  }
}

/** Whether the claim's class waits for a pod. */
function bindsLate(world: WorldView, { spec }: PersistentVolumeClaim): boolean {
  const storageClass = world.objects.get(
    'StorageClass.storage.k8s.io',
    undefined,
    spec?.storageClassName ?? '',
  );
  return (storageClass as unknown as StorageClass | undefined)?.volumeBindingMode === 'WaitForFirstConsumer';
}
