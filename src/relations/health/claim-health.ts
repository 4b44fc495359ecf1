import type {
  KubeObject,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
} from '../../kubernetes/index.ts';
import type { RelationGraph } from '../relation-graph.ts';
import { degraded, failing, type Health, ok, unknown } from './health-rule.ts';

/** A claim by its phase; one that waits for its first pod is not ill. */
export function claimHealth(object: KubeObject, graph: RelationGraph): Health {
  const { spec, status } = object as PersistentVolumeClaim;
  switch (status?.phase) {
    case 'Bound': {
      const volume = spec?.volumeName;
      const isGone = volume !== undefined && graph.presenceOf(`PersistentVolume/${volume}`) === 'absent';
      return isGone ? failing(`Bound to ${volume}, which is not there`) : ok('Bound');
    }
    case 'Lost':
      return failing('Lost: its volume is gone');
    case 'Pending': {
      const name = spec?.storageClassName;
      const storageClass = name && (graph.object(`StorageClass/${name}`) as StorageClass | undefined);
      if (storageClass && storageClass.volumeBindingMode === 'WaitForFirstConsumer')
        return degraded('Pending: waits for the first pod that uses it to be scheduled');
      return failing('Pending: no volume');
    }
    default:
      return unknown('the snapshot has no status of it');
  }
}

/** A volume by its phase. */
export function volumeHealth(object: KubeObject): Health {
  const { status } = object as PersistentVolume;
  switch (status?.phase) {
    case 'Bound':
    case 'Available':
      return ok(status.phase);
    case 'Released':
      return degraded('Released: its claim is gone');
    case 'Failed':
      return failing(`Failed: ${status.message ?? 'not said why'}`);
    default:
      return unknown('the snapshot has no status of it');
  }
}
