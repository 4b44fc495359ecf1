import { type Draft, HOSTNAME, type Loose, type LooseObject } from '../draft.ts';

const CLASS = 'disks';
const MEBI = 2 ** 20;

/**
 * Volumes that lie on nodes and claims that wait for one: size, mode, access, labels and promises decide which fits. No two
 * volumes and no two claims are alike in size, and no two volumes are promised to one claim: among equals Kubernetes leaves the choice to the order of a hash map.
 */
export function localVolumes({ random, nodes, pending, others }: Draft): void {
  others.push({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: CLASS },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
  });
  let made = 0;
  const claims = Array.from({ length: 8 }, (_, index) => claim(`wish-${index}`));
  /** Claims that no volume is promised to yet. */
  const free = [...claims];
  for (const { metadata } of nodes.slice(0, 30)) {
    const count = random.int(0, 3);
    for (let index = 0; index < count; index++)
      others.push(volume(`${metadata.name}-${index}`, metadata.name));
  }
  for (const pod of pending) {
    pod.metadata.namespace = 'default';
    const used = random.sample(claims, random.int(1, 3));
    pod.spec.volumes = [
      ...(pod.spec.volumes ?? []),
      ...used.map((claimName) => ({ name: `w-${claimName}`, persistentVolumeClaim: { claimName } })),
    ];
  }

  /** About so many GiB, and never twice the same. */
  function size(gibi: number): string {
    made++;
    const mebi = gibi * 1024 + made;
    return random.pick([`${mebi}Mi`, String(mebi * MEBI)]);
  }

  function claim(name: string): string {
    const spec: Loose = {
      accessModes: random.sample(['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany'], random.int(1, 2)),
      storageClassName: CLASS,
      volumeMode: random.chance(0.9) ? 'Filesystem' : 'Block',
      resources: { requests: { storage: size(random.pick([0.5, 1, 2, 5, 10])) } },
    };
    if (random.chance(0.25))
      spec.selector = random.pick<Loose>([
        { matchLabels: { tier: 'gold' } },
        { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['gold'] }] },
        { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
      ]);
    others.push({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace: 'default', uid: `claim-${name}`, annotations: {} },
      spec,
      status: { phase: 'Pending' },
    });
    return name;
  }

  function volume(name: string, node: string): LooseObject {
    const promised = random.maybe(
      0.15,
      () => free.splice(random.int(0, free.length - 1), 1)[0] ?? 'elsewhere',
    );
    const state = random.pick(['Available', 'Available', 'Available', 'Available', 'Released', 'Failed']);
    const terms = [{ matchExpressions: [{ key: HOSTNAME, operator: 'In', values: [node] }] }];
    if (random.chance(0.1))
      terms.push({ matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] });
    return {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: {
        name: `local-${name}`,
        ...(random.chance(0.4) && { labels: { tier: random.pick(['gold', 'silver']) } }),
        ...(random.chance(0.05) && {
          deletionTimestamp: '2026-01-01T12:00:00Z',
          finalizers: ['kubernetes.io/pv-protection'],
        }),
      },
      spec: {
        capacity: { storage: size(random.pick([1, 2, 5, 10, 20])) },
        accessModes: random.sample(['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany'], random.int(1, 3)),
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: random.chance(0.95) ? CLASS : 'other',
        volumeMode: random.chance(0.9) ? 'Filesystem' : 'Block',
        local: { path: '/mnt/disk' },
        nodeAffinity: { required: { nodeSelectorTerms: terms } },
        ...(promised && {
          claimRef: {
            kind: 'PersistentVolumeClaim',
            namespace: 'default',
            name: promised,
            ...(random.chance(0.4) && { uid: `claim-${promised}` }),
          },
        }),
      },
      status: { phase: state },
    };
  }
}
