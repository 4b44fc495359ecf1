import { describe, expect, it } from 'vitest';
import { schedulePending } from '../../../scheduler-model/schedule-pending.ts';
import { type KubernetesObject, loadScenario } from '../load-scenario.ts';

const ALLOCATABLE = { cpu: '4', memory: '8Gi', pods: '10' };
const NODE = {
  kind: 'Node',
  metadata: { name: 'n1', labels: { zone: 'a' } },
  spec: {},
  status: { allocatable: ALLOCATABLE },
};

function pod(name: string, spec: object, status: object = {}): KubernetesObject {
  return {
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [], ...spec },
    status,
  } as KubernetesObject;
}

function claim(name: string, spec: object): KubernetesObject {
  const annotations = { 'pv.kubernetes.io/bind-completed': 'yes' };
  return {
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: 'default', annotations },
    spec: { accessModes: ['ReadWriteOnce'], ...spec },
  } as KubernetesObject;
}

function volume(name: string, spec: object): KubernetesObject {
  return { kind: 'PersistentVolume', metadata: { name }, spec } as KubernetesObject;
}

function useOf(claimName: string): object {
  return { volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] };
}

/** The reasons of node n1 against the pod `new`, in Kubernetes 1.`minor`; `feasible` when it has none. */
function verdict(minor: number, objects: readonly KubernetesObject[]): string {
  const { cluster, profiles, pending, podKey } = loadScenario(
    { name: '', objects: [NODE, ...objects] },
    minor,
  );
  const [report] = schedulePending(cluster, profiles, pending, { tieBreak: 'name', explain: true, podKey });
  const node = report?.nodes?.n1;
  return node?.feasible ? 'feasible' : (node?.reasons?.join(', ') ?? report?.message ?? '');
}

describe('wording by version', () => {
  const exclusive = [
    claim('data', { accessModes: ['ReadWriteOncePod'], volumeName: 'pv' }),
    volume('pv', {}),
    pod('old', { nodeName: 'n1', ...useOf('data') }),
    pod('new', useOf('data')),
  ];

  it.each([
    [29, 'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode'],
    [33, 'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode'],
    [
      34,
      'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
    ],
  ])('of 1.%i for a claim of one pod at a time', (minor, words) => {
    expect(verdict(minor, exclusive)).toBe(words);
  });

  const elsewhere = [
    claim('data', { volumeName: 'pv' }),
    volume('pv', {
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['b'] }] }],
        },
      },
    }),
    pod('new', useOf('data')),
  ];

  it.each([
    [32, 'node(s) had volume node affinity conflict'],
    [33, "node(s) didn't match PersistentVolume's node affinity"],
  ])('of 1.%i for a volume elsewhere', (minor, words) => {
    expect(verdict(minor, elsewhere)).toBe(words);
  });
});

describe('volumes that count against a limit', () => {
  const limited = (driver: string, annotations = {}): KubernetesObject =>
    ({
      kind: 'CSINode',
      metadata: { name: 'n1', annotations },
      spec: { drivers: [{ name: driver, allocatable: { count: 1 } }] },
    }) as KubernetesObject;
  const csiVolume = (name: string) =>
    volume(name, { csi: { driver: 'csi.example.com', volumeHandle: name } });
  const attached = [
    limited('csi.example.com'),
    csiVolume('pv'),
    csiVolume('other'),
    claim('data', { volumeName: 'pv' }),
    {
      kind: 'VolumeAttachment',
      metadata: { name: 'attachment' },
      spec: { attacher: 'csi.example.com', nodeName: 'n1', source: { persistentVolumeName: 'other' } },
    } as KubernetesObject,
    pod('new', useOf('data')),
  ];

  it.each([
    [31, 'feasible'],
    [32, 'node(s) exceed max volume count'],
  ])('in 1.%i: those that are attached without a pod', (minor, expected) => {
    expect(verdict(minor, attached)).toBe(expected);
  });

  const portworx = (annotations = {}) => [
    limited('pxd.portworx.com', annotations),
    pod('old', { nodeName: 'n1', volumes: [{ name: 'v', portworxVolume: { volumeID: 'a' } }] }),
    pod('new', { volumes: [{ name: 'v', portworxVolume: { volumeID: 'b' } }] }),
  ];
  const moved = { 'storage.alpha.kubernetes.io/migrated-plugins': 'kubernetes.io/portworx-volume' };

  it.each([
    [30, moved, 'feasible'],
    [31, moved, 'node(s) exceed max volume count'],
    [35, {}, 'feasible'],
    [36, {}, 'node(s) exceed max volume count'],
  ])('in 1.%i: Portworx, moved by %j', (minor, annotations, expected) => {
    expect(verdict(minor, portworx(annotations))).toBe(expected);
  });
});

describe('devices', () => {
  const device = { name: 'gpu', attributes: {}, taints: [{ key: 'broken', effect: 'NoSchedule' }] };
  const objects = [
    { kind: 'DeviceClass', metadata: { name: 'gpu' }, spec: {} },
    {
      kind: 'ResourceSlice',
      metadata: { name: 'slice' },
      spec: {
        driver: 'gpu.example.com',
        pool: { name: 'n1', generation: 1, resourceSliceCount: 1 },
        nodeName: 'n1',
        devices: [device],
      },
    },
    {
      kind: 'ResourceClaim',
      metadata: { name: 'claim', namespace: 'default' },
      spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'gpu' } }] } },
    },
    pod('new', { resourceClaims: [{ name: 'c', resourceClaimName: 'claim' }] }),
  ] as KubernetesObject[];

  it.each([
    [33, 'feasible'],
    [35, 'feasible'],
    [36, 'cannot allocate all claims'],
  ])('in 1.%i: a tainted one', (minor, expected) => {
    expect(verdict(minor, objects)).toBe(expected);
  });
});
