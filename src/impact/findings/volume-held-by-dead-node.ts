import type { CSIDriver, PersistentVolume, PersistentVolumeClaim } from '../../kubernetes/index.ts';
import { isDisrupted } from '../run/loss.ts';
import type { PodLife } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';
import type { FindingType } from './finding.ts';

/** Volumes that Kubernetes attaches to one node at a time by itself, beside those of CSI drivers. */
const ATTACHED = ['awsElasticBlockStore', 'azureDisk', 'cinder', 'gcePersistentDisk', 'vsphereVolume'];

/**
 * Pods that are shown to start elsewhere while their volume stays attached to a node that no longer answers.
 *
 * @source pkg/controller/volume/attachdetach/populator/desired_state_of_world_populator.go → findAndRemoveDeletedPods (v1.36.3): a volume is wanted on a node as long as a pod there has an object
 */
export const volumeHeldByDeadNode: FindingType = {
  code: 'VOLUME_HELD_BY_DEAD_NODE',
  title: 'A volume stays attached to a node that does not answer',
  *find(run) {
    for (const life of run.lives) {
      const next = run.replacements.get(life);
      const { terminating, deleted, node, key } = life;
      if (!terminating || deleted || !isDisrupted(run, life)) continue;
      if (next?.node === undefined || next.node === node || !run.settled) continue;
      for (const { claim, volume } of heldVolumes(run, life)) {
        yield {
          severity: 'critical',
          objects: [next.key, `PersistentVolumeClaim/${claim}`, `PersistentVolume/${volume}`],
          message: `${next.key} is shown to start on ${next.node}, but its volume ${volume} (claim ${claim}, one node at a time) stays attached to ${node} while ${key} is terminating there: the pod waits with a Multi-Attach error until that one is deleted with --force, or the node returns, is deleted, or gets the taint node.kubernetes.io/out-of-service. Attaching is not simulated: it takes longer than is shown.`,
          evidence: [terminating.sequence],
          restsOn: ['PersistentVolume', 'PersistentVolumeClaim'],
        };
      }
    }
  },
};

function* heldVolumes(
  { world }: RunView,
  { namespace, make }: PodLife,
): Generator<{ readonly claim: string; readonly volume: string }> {
  for (const { persistentVolumeClaim } of make.spec.volumes ?? []) {
    const name = persistentVolumeClaim?.claimName;
    if (name === undefined) continue;
    const claim = world.get({ kind: 'PersistentVolumeClaim', namespace, name }) as
      | PersistentVolumeClaim
      | undefined;
    const volumeName = claim?.spec?.volumeName ?? '';
    const volume = world.get({ kind: 'PersistentVolume', name: volumeName }) as PersistentVolume | undefined;
    if (volume && isOfOneNode(volume) && isAttached(world, volume))
      yield { claim: `${namespace}/${name}`, volume: volumeName };
  }
}

function isOfOneNode({ spec }: PersistentVolume): boolean {
  const modes = spec?.accessModes ?? [];
  return modes.length > 0 && modes.every((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod');
}

/** Whether the volume is attached before it is mounted; drivers of network file systems say that theirs are not. */
function isAttached(world: RunView['world'], { spec = {} }: PersistentVolume): boolean {
  if (!spec.csi) return ATTACHED.some((field) => field in spec);
  const driver = world.get({ kind: 'CSIDriver.storage.k8s.io', name: spec.csi.driver }) as
    | CSIDriver
    | undefined;
  return driver?.spec.attachRequired !== false;
}
