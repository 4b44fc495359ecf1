import { type Draft, HOSTNAME, type Loose, type LooseObject, ZONE, ZONES } from '../draft.ts';

const DRIVER = 'csi.example.com';
const EBS = 'ebs.csi.aws.com';
const CLAIM_COUNT = 10;
const MODES = ['ReadWriteOnce', 'ReadWriteOncePod'];
const BETA_ZONE = 'failure-domain.beta.kubernetes.io/zone';

/** Claims of every sort, classes, drivers with limits and capacities, and pods that use them. */
export function volumes(draft: Draft): void {
  const { random, nodes, running, pending } = draft;
  addClasses(draft);
  addDrivers(draft);
  for (let index = 0; index < CLAIM_COUNT; index++) addClaim(draft, index);
  const claim = () => `data-${random.int(0, CLAIM_COUNT - 1)}`;
  const use = (pod: LooseObject, name: string) => {
    pod.spec.volumes = [
      ...(pod.spec.volumes ?? []),
      { name: `v${pod.spec.volumes?.length ?? 0}`, persistentVolumeClaim: { claimName: name } },
    ];
  };
  for (const pod of running)
    if (pod.metadata.namespace === 'default' && random.chance(0.3)) use(pod, claim());
  for (const pod of pending) {
    pod.metadata.namespace = 'default';
    for (let count = random.int(1, 2); count > 0; count--) use(pod, claim());
    if (random.chance(0.04)) use(pod, 'nowhere');
    if (random.chance(0.08)) addEphemeral(draft, pod);
  }
  for (const node of nodes) if (random.chance(0.2)) addAttachment(draft, node);
}

function addClasses({ random, others }: Draft): void {
  const add = (name: string, fields: Loose) =>
    others.push({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name }, ...fields });
  const allowedTopologies = random.maybe(0.6, () => [
    { matchLabelExpressions: [{ key: ZONE, values: random.sample(ZONES, 2) }] },
  ]);
  add('wait', {
    provisioner: DRIVER,
    volumeBindingMode: 'WaitForFirstConsumer',
    ...(allowedTopologies && { allowedTopologies }),
  });
  add('local', { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' });
  add('now', { provisioner: DRIVER, volumeBindingMode: 'Immediate' });
  add('ebs', {
    provisioner: random.pick(['kubernetes.io/aws-ebs', EBS]),
    volumeBindingMode: 'WaitForFirstConsumer',
  });
}

function addDrivers({ random, nodes, others }: Draft): void {
  const storageCapacity = random.chance(0.4);
  others.push({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSIDriver',
    metadata: { name: DRIVER },
    spec: { attachRequired: true, storageCapacity },
  });
  if (storageCapacity) {
    for (const zone of random.sample(ZONES, 2)) {
      others.push({
        apiVersion: 'storage.k8s.io/v1',
        kind: 'CSIStorageCapacity',
        metadata: { name: `capacity-${zone}`, namespace: 'default' },
        storageClassName: 'wait',
        nodeTopology: { matchLabels: { [ZONE]: zone } },
        capacity: random.pick(['5Gi', '100Gi']),
        ...(random.chance(0.3) && { maximumVolumeSize: '8Gi' }),
      });
    }
  }
  for (const { metadata } of nodes) {
    if (!random.chance(0.85)) continue;
    const drivers = [DRIVER, EBS]
      .filter(() => random.chance(0.9))
      .map((name) => ({
        name,
        nodeID: metadata.name,
        topologyKeys: [ZONE],
        ...(random.chance(0.9) && { allocatable: { count: random.pick([0, 1, 2, 3, 25]) } }),
      }));
    const annotations = random.chance(0.5)
      ? { 'storage.alpha.kubernetes.io/migrated-plugins': 'kubernetes.io/aws-ebs' }
      : {};
    others.push({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSINode',
      metadata: { name: metadata.name, annotations },
      spec: { drivers },
    });
  }
}

type ClaimKind =
  | 'bound'
  | 'bound-ebs'
  | 'bound-local'
  | 'wait'
  | 'local'
  | 'now'
  | 'lost'
  | 'deleting'
  | 'no-class'
  | 'selected';
const CLAIM_KINDS: readonly ClaimKind[] = [
  'bound',
  'bound',
  'bound-ebs',
  'bound-local',
  'wait',
  'wait',
  'local',
  'local',
  'now',
  'lost',
  'deleting',
  'no-class',
  'selected',
];

function addClaim({ random, nodes, others }: Draft, index: number): void {
  const kind = random.pick(CLAIM_KINDS);
  const zone = random.pick(ZONES);
  const node = `n${random.int(0, Math.max(nodes.length - 1, 0))}`;
  const accessModes = [random.pick(MODES)];
  const claim: LooseObject = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: `data-${index}`, namespace: 'default', uid: `claim-${index}`, annotations: {} },
    spec: {
      accessModes,
      resources: { requests: { storage: random.pick(['1Gi', '10Gi']) } },
      volumeMode: 'Filesystem',
    },
    status: { phase: 'Pending' },
  };
  others.push(claim);
  const bind = (source: Loose, affinity: Loose | undefined, storageClassName: string) => {
    const name = `volume-${index}`;
    Object.assign(claim.spec, { storageClassName, volumeName: name });
    claim.metadata.annotations['pv.kubernetes.io/bind-completed'] = 'yes';
    claim.status = { phase: 'Bound', accessModes, capacity: { storage: '10Gi' } };
    const labels = random.chance(0.4)
      ? { [random.pick([ZONE, BETA_ZONE])]: random.pick([zone, `${zone}__eu-1z`]) }
      : {};
    others.push(
      volume(name, source, affinity, storageClassName, accessModes, labels, {
        kind: 'PersistentVolumeClaim',
        namespace: 'default',
        name: `data-${index}`,
        uid: `claim-${index}`,
      }),
    );
  };
  const inZone = random.maybe(0.7, () => required(ZONE, [zone]));
  if (kind === 'bound')
    bind({ csi: { driver: DRIVER, volumeHandle: `handle-${random.pick([index, 0])}` } }, inZone, 'wait');
  else if (kind === 'bound-ebs')
    bind({ awsElasticBlockStore: { volumeID: `aws://${zone}/vol-${index}`, fsType: 'ext4' } }, inZone, 'ebs');
  else if (kind === 'bound-local')
    bind({ local: { path: '/mnt/disk' } }, required(HOSTNAME, [node]), 'local');
  else if (kind === 'lost') {
    Object.assign(claim.spec, { storageClassName: 'wait', volumeName: 'gone' });
    claim.metadata.annotations['pv.kubernetes.io/bind-completed'] = 'yes';
    claim.status.phase = 'Lost';
  } else if (kind === 'no-class') claim.spec.storageClassName = random.pick(['unheard-of', '']);
  else claim.spec.storageClassName = kind === 'local' || kind === 'now' ? kind : 'wait';
  if (kind === 'deleting')
    Object.assign(claim.metadata, {
      deletionTimestamp: '2026-01-01T12:00:00Z',
      finalizers: ['kubernetes.io/pvc-protection'],
    });
  if (kind === 'selected') claim.metadata.annotations['volume.kubernetes.io/selected-node'] = node;
  if (kind === 'local') {
    const size = random.pick(['500Mi', '5Gi', '20Gi']);
    others.push({
      ...volume(
        `local-${index}`,
        { local: { path: '/mnt/disk' } },
        required(HOSTNAME, [node]),
        'local',
        MODES,
        {},
      ),
      ...{ status: { phase: 'Available' } },
    });
    (others.at(-1) as LooseObject).spec.capacity.storage = size;
    if (random.chance(0.15)) claim.spec.selector = { matchLabels: { tier: 'gold' } };
  }
}

function volume(
  name: string,
  source: Loose,
  required: Loose | undefined,
  storageClassName: string,
  accessModes: string[],
  labels: Loose,
  claimRef?: Loose,
): LooseObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, labels },
    spec: {
      capacity: { storage: '10Gi' },
      accessModes,
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName,
      volumeMode: 'Filesystem',
      ...source,
      ...(claimRef && { claimRef }),
      ...(required && { nodeAffinity: { required } }),
    },
    status: { phase: claimRef ? 'Bound' : 'Available' },
  };
}

function required(key: string, values: string[]): Loose {
  return { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values }] }] };
}

/** A claim that belongs to one pod; seldom nobody has made it yet, and seldom it is somebody else's. */
function addEphemeral({ random, others }: Draft, pod: LooseObject): void {
  const spec = {
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'wait',
    resources: { requests: { storage: '1Gi' } },
  };
  pod.spec.volumes = [
    ...(pod.spec.volumes ?? []),
    { name: 'scratch', ephemeral: { volumeClaimTemplate: { spec } } },
  ];
  if (random.chance(0.2)) return;
  const uid = random.chance(0.8) ? pod.metadata.uid : 'somebody-else';
  const ownerReferences = [{ apiVersion: 'v1', kind: 'Pod', name: pod.metadata.name, uid, controller: true }];
  const metadata = {
    name: `${pod.metadata.name}-scratch`,
    namespace: 'default',
    uid: `claim-${pod.metadata.name}`,
    annotations: {},
    ownerReferences,
  };
  others.push({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata,
    spec: { ...spec, volumeMode: 'Filesystem' },
    status: { phase: 'Pending' },
  });
}

function addAttachment({ random, others }: Draft, { metadata }: LooseObject): void {
  others.push({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttachment',
    metadata: { name: `attachment-${metadata.name}` },
    spec: {
      attacher: random.pick([DRIVER, EBS]),
      nodeName: metadata.name,
      source: { persistentVolumeName: `volume-${random.int(0, CLAIM_COUNT - 1)}` },
    },
    status: { attached: random.chance(0.8) },
  });
}

/** Volumes written into the pod itself, which may not be used twice. */
export function inlineVolumes({ random, running, pending }: Draft): void {
  const sources: readonly (() => Loose)[] = [
    () => ({
      gcePersistentDisk: { pdName: random.pick(['disk-a', 'disk-b']), readOnly: random.chance(0.4) },
    }),
    () => ({ awsElasticBlockStore: { volumeID: random.pick(['vol-a', 'vol-b']) } }),
    () => ({
      iscsi: {
        targetPortal: '10.0.0.1:3260',
        iqn: random.pick(['iqn.a', 'iqn.b']),
        lun: 0,
        readOnly: random.chance(0.4),
      },
    }),
    () => ({
      rbd: {
        monitors: random.sample(['m1', 'm2', 'm3'], 2),
        pool: 'rbd',
        image: random.pick(['img-a', 'img-b']),
        readOnly: random.chance(0.4),
      },
    }),
    () => ({ emptyDir: {} }),
    () => ({ csi: { driver: DRIVER } }),
  ];
  for (const { spec } of [...running, ...pending]) {
    if (random.chance(0.5))
      spec.volumes = [...(spec.volumes ?? []), { name: 'inline', ...random.pick(sources)() }];
  }
}
