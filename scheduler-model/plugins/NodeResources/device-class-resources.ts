import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';
import type { ObjectKind } from '../../cluster/object-store.ts';

const IMPLICIT_PREFIX = 'deviceclass.resource.kubernetes.io/';

/**
 * The extended resources behind which a device class stands, by its own name or the one it declares.
 *
 * @source staging/src/k8s.io/dynamic-resource-allocation/deviceclass/extendedresourcecache/extendedresourcecache.go → GetDeviceClass (v1.36.3)
 */
export class DeviceClassResources implements ClusterIndex {
  readonly #cluster: Cluster;
  #names: ReadonlySet<string> | undefined;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  has(resource: string): boolean {
    this.#names ??= this.#collect();
    return this.#names.has(resource);
  }

  objectChanged(kind: ObjectKind): void {
    if (kind === 'DeviceClass') this.#names = undefined;
  }

  #collect(): ReadonlySet<string> {
    const names = new Set<string>();
    for (const { metadata, spec } of this.#cluster.objects('DeviceClass').values()) {
      names.add(IMPLICIT_PREFIX + (metadata?.name ?? ''));
      if (spec?.extendedResourceName) names.add(spec.extendedResourceName);
    }
    return names;
  }
}

export const DEVICE_CLASS_RESOURCES: IndexType<DeviceClassResources> = {
  name: 'DeviceClassResources',
  create: (cluster) => new DeviceClassResources(cluster),
};
