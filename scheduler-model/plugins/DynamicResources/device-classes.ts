import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';
import type { ObjectKind } from '../../cluster/object-store.ts';
import type { DeviceClass } from '../../kubernetes/dynamic-resources.ts';

const IMPLICIT_PREFIX = 'deviceclass.resource.kubernetes.io/';

/**
 * The device class behind each extended resource: the newest of those that name it, then the first by name.
 *
 * @source staging/src/k8s.io/dynamic-resource-allocation/deviceclass/extendedresourcecache/extendedresourcecache.go →
 * updateResourceName2class (v1.36.3)
 */
class DeviceClassIndex implements ClusterIndex {
  readonly #cluster: Cluster;
  #classes: ReadonlyMap<string, string> | undefined;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** The name of the class, undefined when no class stands behind the resource. */
  classOf(resource: string): string | undefined {
    this.#classes ??= this.#collect();
    return this.#classes.get(resource);
  }

  objectChanged(kind: ObjectKind): void {
    if (kind === 'DeviceClass') this.#classes = undefined;
  }

  #collect(): ReadonlyMap<string, string> {
    const classes = new Map<string, string>();
    const byPreference = [...this.#cluster.objects('DeviceClass').values()].sort(compareClasses);
    for (const { metadata, spec } of byPreference) {
      const name = metadata?.name ?? '';
      classes.set(IMPLICIT_PREFIX + name, name);
      const resource = spec?.extendedResourceName;
      if (resource !== undefined && !classes.has(resource)) classes.set(resource, name);
    }
    return classes;
  }
}

function compareClasses(one: DeviceClass, other: DeviceClass): number {
  const createdMs = ({ metadata }: DeviceClass) => new Date(metadata?.creationTimestamp ?? 0).getTime();
  const name = ({ metadata }: DeviceClass) => metadata?.name ?? '';
  return createdMs(other) - createdMs(one) || (name(one) < name(other) ? -1 : 1);
}

export const DEVICE_CLASSES: IndexType<DeviceClassIndex> = {
  name: 'device classes',
  create: (cluster) => new DeviceClassIndex(cluster),
};
