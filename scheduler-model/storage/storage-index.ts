import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../cluster/cluster-index.ts';
import type { ObjectKind } from '../cluster/object-store.ts';
import type { CSIStorageCapacity, PersistentVolume, VolumeAttachment } from '../kubernetes/storage.ts';
import { classOfVolume } from './claims.ts';

/** Objects in groups, each group in the order its objects came. */
class Groups<T> {
  readonly #groups = new Map<string, Set<T>>();

  of(group: string): Iterable<T> {
    return this.#groups.get(group) ?? [];
  }

  add(group: string, object: T): void {
    const members = this.#groups.get(group);
    if (members) members.add(object);
    else this.#groups.set(group, new Set([object]));
  }

  delete(group: string, object: T): void {
    const members = this.#groups.get(group);
    members?.delete(object);
    if (members?.size === 0) this.#groups.delete(group);
  }
}

/**
 * Storage objects by what plugins look them up with: volumes and capacities by class, attachments by node.
 */
class StorageIndex implements ClusterIndex {
  readonly #volumes = new Groups<PersistentVolume>();
  readonly #capacities = new Groups<CSIStorageCapacity>();
  readonly #attachments = new Groups<VolumeAttachment>();

  constructor(cluster: Cluster) {
    for (const volume of cluster.objects('PersistentVolume').values()) {
      this.#volumes.add(classOfVolume(volume), volume);
    }
    for (const capacity of cluster.objects('CSIStorageCapacity').values()) {
      this.#capacities.add(capacity.storageClassName ?? '', capacity);
    }
    for (const attachment of cluster.objects('VolumeAttachment').values()) {
      this.#attachments.add(attachment.spec?.nodeName ?? '', attachment);
    }
  }

  volumesOfClass(className: string): Iterable<PersistentVolume> {
    return this.#volumes.of(className);
  }

  capacitiesOfClass(className: string): Iterable<CSIStorageCapacity> {
    return this.#capacities.of(className);
  }

  attachmentsTo(nodeName: string): Iterable<VolumeAttachment> {
    return this.#attachments.of(nodeName);
  }

  objectChanged(kind: ObjectKind, before: unknown, after: unknown): void {
    // The kind tells the type of both objects.
    if (kind === 'PersistentVolume') {
      move(this.#volumes, classOfVolume, before as PersistentVolume, after as PersistentVolume);
    } else if (kind === 'CSIStorageCapacity') {
      const group = (capacity: CSIStorageCapacity) => capacity.storageClassName ?? '';
      move(this.#capacities, group, before as CSIStorageCapacity, after as CSIStorageCapacity);
    } else if (kind === 'VolumeAttachment') {
      const group = (attachment: VolumeAttachment) => attachment.spec?.nodeName ?? '';
      move(this.#attachments, group, before as VolumeAttachment, after as VolumeAttachment);
    }
  }
}

function move<T>(
  groups: Groups<T>,
  groupOf: (object: T) => string,
  before: T | undefined,
  after: T | undefined,
): void {
  if (before !== undefined) groups.delete(groupOf(before), before);
  if (after !== undefined) groups.add(groupOf(after), after);
}

export const STORAGE: IndexType<StorageIndex> = {
  name: 'storage',
  create: (cluster) => new StorageIndex(cluster),
};
