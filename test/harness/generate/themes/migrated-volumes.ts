import { type Draft, HOSTNAME, type Loose, ZONE, ZONES } from '../draft.ts';

/** Sources that were once built in, the driver that took each over, and the plugin's name on a CSINode. */
const SOURCES: readonly {
  readonly driver: string;
  readonly plugin: string;
  readonly source: (id: string) => Loose;
}[] = [
  {
    driver: 'pd.csi.storage.gke.io',
    plugin: 'kubernetes.io/gce-pd',
    source: (id) => ({ gcePersistentDisk: { pdName: `disk-${id}`, fsType: 'ext4' } }),
  },
  {
    driver: 'ebs.csi.aws.com',
    plugin: 'kubernetes.io/aws-ebs',
    source: (id) => ({ awsElasticBlockStore: { volumeID: `vol-${id}`, fsType: 'ext4' } }),
  },
  {
    driver: 'disk.csi.azure.com',
    plugin: 'kubernetes.io/azure-disk',
    source: (id) => ({
      azureDisk: { diskName: `disk-${id}`, diskURI: `/subscriptions/x/disk-${id}`, kind: 'Managed' },
    }),
  },
  {
    driver: 'cinder.csi.openstack.org',
    plugin: 'kubernetes.io/cinder',
    source: (id) => ({ cinder: { volumeID: `vol-${id}`, fsType: 'ext4' } }),
  },
  {
    driver: 'csi.vsphere.vmware.com',
    plugin: 'kubernetes.io/vsphere-volume',
    source: (id) => ({ vsphereVolume: { volumePath: `[store] disk-${id}.vmdk`, fsType: 'ext4' } }),
  },
  {
    driver: 'nfs.csi.k8s.io',
    plugin: '',
    source: (id) => ({ csi: { driver: 'nfs.csi.k8s.io', volumeHandle: `share-${id}` } }),
  },
];

/** Many bound volumes of drivers with limits, some of sources that a driver has taken over. */
export function migratedVolumes({ random, nodes, running, pending, others }: Draft): void {
  const used = random.sample(SOURCES, random.int(1, 3));
  for (const { metadata } of nodes) {
    const known = others.find(
      ({ kind, metadata: other }) => kind === 'CSINode' && other.name === metadata.name,
    );
    if (known !== undefined || random.chance(0.1)) continue;
    const plugins = used.map(({ plugin }) => plugin).filter((plugin) => plugin !== '' && random.chance(0.7));
    others.push({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSINode',
      metadata: {
        name: metadata.name,
        ...(plugins.length > 0 && {
          annotations: { 'storage.alpha.kubernetes.io/migrated-plugins': plugins.join(',') },
        }),
      },
      spec: {
        drivers: used
          .filter(() => random.chance(0.9))
          .map(({ driver }) => ({
            name: driver,
            nodeID: metadata.name,
            topologyKeys: [ZONE],
            ...(random.chance(0.85) && { allocatable: { count: random.pick([1, 2, 3, 5]) } }),
          })),
      },
    });
  }
  const claims = Array.from({ length: 12 }, (_, index) => claim(index));
  for (const pod of running)
    if (pod.metadata.namespace === 'default' && random.chance(0.5)) use(pod, random.int(1, 3));
  for (const pod of pending) {
    pod.metadata.namespace = 'default';
    use(pod, random.int(1, 3));
    if (random.chance(0.15))
      pod.spec.volumes.push({ name: 'inline', ...random.pick(used).source(`inline-${random.int(0, 2)}`) });
  }

  function use(pod: Loose, count: number): void {
    const volumes = random.sample(claims, count).map((claimName) => ({
      name: `m-${claimName}`,
      persistentVolumeClaim: { claimName, ...(random.chance(0.2) && { readOnly: true }) },
    }));
    pod.spec.volumes = [...(pod.spec.volumes ?? []), ...volumes].filter(
      ({ csi }: Loose) => csi === undefined,
    );
  }

  function claim(index: number): string {
    const name = `moved-${index}`;
    const { source } = random.pick(used);
    const accessModes = [random.pick(['ReadWriteOnce', 'ReadWriteMany', 'ReadWriteOncePod'])];
    const place = random.pick<Loose>([
      undefined,
      { key: ZONE, operator: 'In', values: random.sample(ZONES, random.int(1, 2)) },
      { key: HOSTNAME, operator: 'NotIn', values: ['n0'] },
    ]);
    others.push({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name,
        namespace: 'default',
        uid: `claim-${name}`,
        annotations: { 'pv.kubernetes.io/bind-completed': 'yes' },
      },
      spec: {
        accessModes,
        storageClassName: random.pick(['', 'fast']),
        volumeName: `pv-${name}`,
        resources: { requests: { storage: '1Gi' } },
      },
      status: { phase: 'Bound' },
    });
    others.push({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: {
        name: `pv-${name}`,
        ...(random.chance(0.3) && { labels: { [ZONE]: random.pick([...ZONES, 'eu-1a__eu-1b']) } }),
      },
      spec: {
        capacity: { storage: '1Gi' },
        accessModes,
        persistentVolumeReclaimPolicy: 'Retain',
        ...source(random.chance(0.8) ? String(index) : 'shared'),
        claimRef: { kind: 'PersistentVolumeClaim', namespace: 'default', name, uid: `claim-${name}` },
        ...(place && { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [place] }] } } }),
      },
      status: { phase: 'Bound' },
    });
    return name;
  }
}
