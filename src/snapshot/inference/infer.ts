import type { GroupKind, KubeObject } from '../../kubernetes/index.ts';
import type { PodColumns } from '../pod-columns.ts';
import type { SnapshotNote } from '../snapshot.ts';
import { inferClaims } from './claims.ts';
import { inferNamespaces } from './namespaces.ts';
import { inferNodes } from './nodes.ts';
import { inferOwners } from './owners.ts';
import { inferStorageClasses } from './storage-classes.ts';
import { withCurrentTopologyLabels } from './topology-labels.ts';
import { inferVolumes } from './volumes.ts';

const CLAIM = 'PersistentVolumeClaim';
const STORAGE_CLASS = 'StorageClass.storage.k8s.io';

/** The objects, with those that could be worked out of others. */
export interface Inference {
  readonly objects: ReadonlyMap<GroupKind, readonly KubeObject[]>;
  /** For kinds with inferred objects: from what. */
  readonly inferred: ReadonlyMap<GroupKind, string>;
  readonly notes: readonly SnapshotNote[];
}

/**
 * Works out what the sources did not hold where that is safe: owners from their pods, claims, volumes and nodes
 * from the pods that could not run without them, namespaces from what lies in them, today's topology labels from the former ones.
 *
 * @param isKnown whether the sources tell which objects of a kind there are: such a kind is left alone.
 */
export function inferMissing(
  pods: PodColumns,
  sourced: ReadonlyMap<GroupKind, readonly KubeObject[]>,
  isKnown: (kind: GroupKind) => boolean,
): Inference {
  const objects = new Map(sourced);
  const inferred = new Map<GroupKind, string>();
  const notes: SnapshotNote[] = [];
  const add = (kind: GroupKind, list: readonly KubeObject[], from: string) => {
    if (list.length === 0 || isKnown(kind)) return;
    objects.set(kind, list);
    inferred.set(kind, `inferred from ${from}`);
    notes.push({
      code: 'INFERRED',
      message: `${list.length} ${kind} objects are inferred from ${from}: the input does not hold them`,
      objects: list.map(({ metadata }) =>
        metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name!,
      ),
    });
  };
  const areVolumesKnown = isKnown('PersistentVolume');
  const from = areVolumesKnown ? 'the volumes bound to them' : 'the pods that use them';
  if (!isKnown(CLAIM)) add(CLAIM, inferClaims(pods, sourced, areVolumesKnown), from);
  if (!areVolumesKnown)
    add('PersistentVolume', inferVolumes(objects.get(CLAIM) ?? []), 'the claims bound to them');
  for (const [kind, owners] of inferOwners(pods, objects, isKnown))
    add(kind, owners, "the pods' owner references");
  if (!isKnown(STORAGE_CLASS)) add(STORAGE_CLASS, inferStorageClasses(objects), 'the claims that name them');
  if (!isKnown('Node')) add('Node', inferNodes(pods), 'the pods that run on them');
  add('Namespace', inferNamespaces(pods, objects), 'the objects in them');
  const nodes = objects.get('Node');
  if (nodes) {
    const labelled = withCurrentTopologyLabels(nodes);
    objects.set('Node', labelled.nodes);
    if (labelled.names.length > 0) {
      notes.push({
        code: 'FORMER_TOPOLOGY_LABELS',
        message: 'zones and regions are taken from the former labels failure-domain.beta.kubernetes.io/*',
        objects: labelled.names,
      });
    }
  }
  const sorted = new Map([...objects].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { objects: sorted, inferred, notes };
}
