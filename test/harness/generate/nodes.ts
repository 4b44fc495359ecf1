import { APPS, HOSTNAME, type Loose, type LooseObject, REGION, ZONE, ZONES } from './draft.ts';
import type { Random } from './random.ts';

/** How the nodes of a scenario look. */
export interface NodeStyle {
  /** All alike, so that ties are common. */
  readonly uniform: boolean;
  /** Room for many pods. */
  readonly roomy: boolean;
}

/** A random node `n<index>`. */
export function makeNode(random: Random, index: number, style: NodeStyle): LooseObject {
  const name = `n${index}`;
  const arch = random.pick(['amd64', 'amd64', 'arm64']);
  const allocatable = allocatableOf(random, style);
  const capacity: Record<string, string> = { ...allocatable };
  if (random.chance(0.3)) capacity.cpu = String(Math.ceil(Number.parseFloat(allocatable.cpu ?? '0') + 1));
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: `node-${name}`, labels: labelsOf(random, name, arch, style), annotations: {} },
    spec: specOf(random),
    status: {
      allocatable,
      capacity,
      conditions: [{ type: 'Ready', status: random.chance(0.95) ? 'True' : 'Unknown' }],
      nodeInfo: { ...NODE_INFO, architecture: arch },
      images: random.chance(0.7) ? imagesOf(random) : [],
    },
  };
}

const NODE_INFO = {
  kubeletVersion: 'v1.36.3',
  operatingSystem: 'linux',
  machineID: '',
  systemUUID: '',
  bootID: '',
  kernelVersion: '',
  osImage: '',
  containerRuntimeVersion: '',
  kubeProxyVersion: '',
};

function allocatableOf(random: Random, style: NodeStyle): Record<string, string> {
  if (style.uniform) return { cpu: '16', memory: '64Gi', pods: '110', 'ephemeral-storage': '100Gi' };
  const cpu = style.roomy ? random.pick([8, 16, 24]) : random.pick([1, 2, 4, 8, 16]);
  const memory = cpu * random.pick([2, 4, 8]);
  const allocatable: Record<string, string> = {
    cpu: random.pick([`${cpu}`, `${cpu * 1000 - random.int(0, 300)}m`, `${cpu}.0`, `${cpu}e0`]),
    memory: random.pick([
      `${memory}Gi`,
      `${memory * 1024 * 1024 - random.int(0, 500_000)}Ki`,
      `${memory}e9`,
      `${memory * 1_000_000_007}`,
    ]),
    pods: String(random.pick(style.roomy ? [30, 110] : [0, 4, 8, 30, 110])),
  };
  if (random.chance(0.85))
    allocatable['ephemeral-storage'] = random.pick(['20Gi', '50G', '100Gi', '98831908Ki']);
  if (random.chance(0.3)) allocatable['nvidia.com/gpu'] = String(random.pick([0, 1, 2, 4, 8]));
  if (random.chance(0.2)) allocatable['hugepages-2Mi'] = `${random.pick([64, 128, 512])}Mi`;
  if (random.chance(0.1)) allocatable['example.com/license'] = random.pick(['1', '3', '1k']);
  return allocatable;
}

function labelsOf(random: Random, name: string, arch: string, style: NodeStyle): Record<string, string> {
  const labels: Record<string, string> = {
    [HOSTNAME]: name,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': arch,
  };
  if (random.chance(0.05)) labels[HOSTNAME] = `${name}.example.com`;
  if (random.chance(style.uniform ? 1 : 0.9)) {
    labels[ZONE] = random.pick(ZONES);
    if (random.chance(0.9)) labels[REGION] = 'eu-1';
  }
  if (random.chance(0.5)) labels.disk = random.pick(['ssd', 'hdd']);
  if (random.chance(0.5))
    labels.gen = random.pick(['1', '2', '3', '4', '5', '6', '7', '8', '9', '-3', 'two']);
  if (random.chance(0.4)) labels.pool = random.pick(['general', 'spot', 'gpu', '']);
  return labels;
}

function specOf(random: Random): Loose {
  const taints: Loose[] = [];
  const spec: Loose = {};
  if (random.chance(0.2))
    taints.push({
      key: 'dedicated',
      value: random.pick(['db', 'ml']),
      effect: random.pick(['NoSchedule', 'NoExecute']),
    });
  if (random.chance(0.2)) taints.push({ key: 'spot', value: 'true', effect: 'PreferNoSchedule' });
  if (random.chance(0.1)) taints.push({ key: 'flaky', effect: 'PreferNoSchedule' });
  if (random.chance(0.06)) {
    spec.unschedulable = true;
    if (random.chance(0.8)) taints.push({ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' });
  }
  if (random.chance(0.04)) taints.push({ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' });
  if (taints.length > 0) spec.taints = taints;
  return spec;
}

function imagesOf(random: Random): Loose[] {
  return APPS.filter(() => random.chance(0.4)).map((app) => {
    const at = APPS.indexOf(app);
    const names = [`registry.example/${app}:v1`, `registry.example/${app}@sha256:${'0'.repeat(63)}${at}`];
    if (random.chance(0.2)) names.push(`registry.example/${app}:latest`);
    return { names, sizeBytes: (at * random.pick([137, 260]) + random.pick([3, 40, 900])) * 1024 * 1024 };
  });
}
