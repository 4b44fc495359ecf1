import type { KubeObject, PersistentVolume } from '../../../kubernetes/index.ts';

import type { Change, PodMake, WorldView } from '../../../world/index.ts';
import { type Controller, type ControllerContext, NO_KEYS } from '../controller.ts';
import { splitKey } from '../machinery/object-key.ts';
import { CLAIM, VOLUME } from '../persistent-volume/bind.ts';

const CLAIM_FINALIZER = 'kubernetes.io/pvc-protection';
const VOLUME_FINALIZER = 'kubernetes.io/pv-protection';

/**
 * Holds claims that pods use and volumes that are bound until they are used no longer.
 *
 * @source pkg/controller/volume/pvcprotection/pvc_protection_controller.go → processPVC (v1.36.3)
 * @source pkg/controller/volume/pvprotection/pv_protection_controller.go → processPV (v1.36.3)
 */
export function volumeProtectionController(): Controller {
  const concerns = new Set([CLAIM, VOLUME, 'removePod', 'setPodPhase']);
  return { name: 'volume-protection-controller', concerns, watch, unsettled, sync };
}

/** Keys: `claim NAMESPACE/NAME`, `volume NAME`. */
function watch(change: Change, world: WorldView): Iterable<string> {
  const isOfPod = change.type === 'removePod' || change.type === 'setPodPhase';
  return isOfPod && !world.pods.template(change.row).make.spec.volumes ? NO_KEYS : keysOf(change, world);
}

function* keysOf(change: Change, world: WorldView): Iterable<string> {
  if (change.type === 'putObject') {
    if (change.object.metadata.deletionTimestamp) yield* keyOf(change.kind, change.object);
  } else if (change.type === 'removePod' || change.type === 'setPodPhase') {
    const namespace = world.pods.namespace(change.row);
    for (const name of claimsOf(world.pods.template(change.row).make, world.pods.name(change.row))) {
      if (world.objects.get(CLAIM, namespace, name)?.metadata.deletionTimestamp)
        yield `claim ${namespace}/${name}`;
    }
  }
}

function* unsettled(world: WorldView): Iterable<string> {
  for (const kind of [CLAIM, VOLUME]) {
    for (const object of world.objects.all(kind))
      if (object.metadata.deletionTimestamp) yield* keyOf(kind, object);
  }
}

function sync(key: string, context: ControllerContext): void {
  const { world } = context;
  if (key.startsWith('volume ')) {
    const volume = world.objects.get(VOLUME, undefined, key.slice('volume '.length));
    const phase = (volume as unknown as PersistentVolume | undefined)?.status?.phase;
    if (volume && phase !== 'Bound') letGo(volume, VOLUME_FINALIZER, context);
    return;
  }
  const { namespace, name } = splitKey(key.slice('claim '.length));
  const claim = world.objects.get(CLAIM, namespace, name);
  if (claim && !isUsed(world, namespace, name)) letGo(claim, CLAIM_FINALIZER, context);
}

function letGo(object: KubeObject, finalizer: string, { api, actor }: ControllerContext): void {
  const { finalizers = [], deletionTimestamp } = object.metadata;
  if (!deletionTimestamp || !finalizers.includes(finalizer)) return;
  const left = finalizers.filter((each) => each !== finalizer);
  api.update({ ...object, metadata: { ...object.metadata, finalizers: left } }, actor);
}

function isUsed({ pods }: WorldView, namespace: string, claim: string): boolean {
  for (const row of pods.inNamespace(namespace)) {
    if (pods.isTerminal(row) || pods.nodeRow(row) < 0) continue;
    if (claimsOf(pods.template(row).make, pods.name(row)).includes(claim)) return true;
  }
  return false;
}

/** Names of the claims behind a pod's volumes. */
function claimsOf({ spec }: PodMake, podName: string): string[] {
  return (spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim) return [persistentVolumeClaim.claimName];
    return ephemeral ? [`${podName}-${name}`] : [];
  });
}

function* keyOf(kind: string, { metadata }: KubeObject): Iterable<string> {
  if (kind === CLAIM) yield `claim ${metadata.namespace}/${metadata.name}`;
  else if (kind === VOLUME) yield `volume ${metadata.name}`;
}
