import type { InTreeVolumeSources, PersistentVolume } from '../kubernetes/storage.ts';

/** A kind of volume that Kubernetes once served itself and that a CSI driver serves today. */
export interface InTreeVolume {
  readonly source: keyof InTreeVolumeSources;
  /** The plugin's name in storage classes and in CSINode's list of migrated plugins. */
  readonly plugin: string;
  readonly driver: string;
  /** Whether the scheduler counts it as its driver's volume. */
  readonly counted: boolean;
  /** The driver's label for zones, when volumes are bound to them. */
  readonly topologyKey?: string;
}

/** @source staging/src/k8s.io/csi-translation-lib/plugins (v1.36.3) */
const IN_TREE_VOLUMES: readonly InTreeVolume[] = [
  {
    source: 'gcePersistentDisk',
    plugin: 'kubernetes.io/gce-pd',
    driver: 'pd.csi.storage.gke.io',
    counted: true,
    topologyKey: 'topology.gke.io/zone',
  },
  {
    source: 'awsElasticBlockStore',
    plugin: 'kubernetes.io/aws-ebs',
    driver: 'ebs.csi.aws.com',
    counted: true,
    topologyKey: 'topology.ebs.csi.aws.com/zone',
  },
  {
    source: 'cinder',
    plugin: 'kubernetes.io/cinder',
    driver: 'cinder.csi.openstack.org',
    counted: true,
    topologyKey: 'topology.cinder.csi.openstack.org/zone',
  },
  { source: 'azureDisk', plugin: 'kubernetes.io/azure-disk', driver: 'disk.csi.azure.com', counted: true },
  { source: 'azureFile', plugin: 'kubernetes.io/azure-file', driver: 'file.csi.azure.com', counted: false },
  {
    source: 'vsphereVolume',
    plugin: 'kubernetes.io/vsphere-volume',
    driver: 'csi.vsphere.vmware.com',
    counted: false,
  },
  {
    source: 'portworxVolume',
    plugin: 'kubernetes.io/portworx-volume',
    driver: 'pxd.portworx.com',
    counted: true,
  },
];

/** The kind of in-tree volume that a pod's volume or a PersistentVolume's spec is, undefined for any other. */
export function inTreeVolumeOf(sources: InTreeVolumeSources): InTreeVolume | undefined {
  return IN_TREE_VOLUMES.find(({ source }) => sources[source] !== undefined);
}

/** The kind of in-tree volume that a provisioner of this name makes. */
export function inTreeVolumeOfProvisioner(provisioner: string): InTreeVolume | undefined {
  return IN_TREE_VOLUMES.find(({ plugin }) => plugin === provisioner);
}

/** A volume's name at its driver, or why there is none. */
export type VolumeHandle = { readonly handle: string } | { readonly error: string };

/**
 * The driver's name for an in-tree volume.
 *
 * @param zones - the zones that a PersistentVolume's label names; undefined for a pod's own volume.
 * @source staging/src/k8s.io/csi-translation-lib/plugins → TranslateInTreeInlineVolumeToCSI, TranslateInTreePVToCSI
 * (v1.36.3)
 */
export function volumeHandleOf(sources: InTreeVolumeSources, zones?: readonly string[]): VolumeHandle {
  const { awsElasticBlockStore, gcePersistentDisk, azureDisk, cinder, portworxVolume } = sources;
  if (awsElasticBlockStore) return ebsHandle(awsElasticBlockStore.volumeID);
  if (gcePersistentDisk) return gceHandle(gcePersistentDisk.pdName, zones ?? []);
  if (azureDisk) {
    const kind = azureDisk.kind ?? 'Managed';
    if (kind.toLowerCase() !== 'managed') return { error: `kind(${kind}) is not supported in csi migration` };
    return { handle: azureDisk.diskURI };
  }
  return { handle: cinder?.volumeID ?? portworxVolume?.volumeID ?? '' };
}

/** Separates the zones of a volume that is in several. */
const ZONE_DELIMITER = '__';

/** The zones that a PersistentVolume's labels name. */
export function labelledZones({ metadata }: PersistentVolume): readonly string[] {
  const labels = metadata?.labels ?? {};
  const zones =
    labels['failure-domain.beta.kubernetes.io/zone'] || labels['topology.kubernetes.io/zone'] || '';
  return zones === '' ? [] : zones.split(ZONE_DELIMITER);
}

/** @source staging/src/k8s.io/csi-translation-lib/plugins/aws_ebs.go → KubernetesVolumeIDToEBSVolumeID (v1.36.3) */
function ebsHandle(volumeId: string): VolumeHandle {
  if (!volumeId.startsWith('aws://')) return { handle: volumeId };
  const [, , , ...path] = volumeId.split('/');
  const handle = path.join('/').replace(/^\/+|\/+$/g, '');
  if (/^vol-[^/]*$/.test(handle)) return { handle };
  return {
    error: `failed to translate Kubernetes ID to EBS Volume ID Invalid format for AWS volume (${volumeId})`,
  };
}

/** @source staging/src/k8s.io/csi-translation-lib/plugins/gce_pd.go → TranslateInTreePVToCSI (v1.36.3) */
function gceHandle(diskName: string, zones: readonly string[]): VolumeHandle {
  const place = (kind: string, name: string) => ({
    handle: `projects/UNSPECIFIED/${kind}/${name}/disks/${diskName}`,
  });
  if (zones.length <= 1) return place('zones', zones[0] ?? 'UNSPECIFIED');
  const malformed = zones.find((zone) => zone.split('-').length !== 3);
  if (malformed !== undefined) {
    const why = `zone in unexpected format, expected: {locale}-{region}-{zone}, got: ${malformed}`;
    return { error: `failed to get region from zones: ${why}` };
  }
  const regions = new Set(zones.map((zone) => zone.split('-').slice(0, 2).join('-')));
  if (regions.size === 1) return place('regions', [...regions][0]!);
  return {
    error: `failed to get region from zones: multiple or no regions gotten from zones, got: ${[...regions]}`,
  };
}
