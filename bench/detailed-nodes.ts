import type { KubeObject } from '../src/kubernetes/index.ts';
import { RandomStream } from '../src/simulation/kernel/index.ts';

const IMAGES = 400;
const IMAGES_PER_NODE = 40;

/** Gives nodes all that a cloud's kubelets report of them: forty of 400 images, addresses, conditions and numbers of their own. */
export function* withDetailedNodes(objects: Iterable<KubeObject>): Generator<KubeObject> {
  const random = new RandomStream(1, 'bench', 'images');
  const images = Array.from({ length: IMAGES }, (_, index) => imageOf(index));
  let count = 0;
  for (const object of objects) {
    if (object.kind !== 'Node') yield object;
    else
      yield detailed(
        object,
        count++,
        Array.from({ length: IMAGES_PER_NODE }, () => images[random.integer(IMAGES)]!),
      );
  }
}

function imageOf(index: number) {
  const repository = `registry.example.com/team-${index % 20}/app-${index}`;
  return {
    names: [
      `${repository}@sha256:${(index * 7919).toString(16).padStart(64, 'a')}`,
      `${repository}:v${index % 9}.${index}`,
    ],
    sizeBytes: 10_000_000 + index * 12_345,
  };
}

function detailed(node: KubeObject, count: number, images: readonly object[]): KubeObject {
  const { metadata, spec, status } = node as unknown as Record<string, Record<string, unknown>>;
  const instance = `i-${count.toString(16).padStart(17, '0')}`;
  const cidr = `10.${count >> 8}.${count & 255}.0/24`;
  const time = (minutes: number) =>
    new Date(Date.UTC(2026, 0, 1) + (count + minutes * 60) * 1000).toISOString().replace('.000Z', 'Z');
  const condition = (type: string, status: string, reason: string, message: string) => {
    return { type, status, reason, message, lastHeartbeatTime: time(9), lastTransitionTime: time(0) };
  };
  return {
    ...node,
    metadata: {
      ...metadata,
      creationTimestamp: time(0),
      labels: {
        ...(metadata?.labels as object),
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': 'm5.4xlarge',
      },
      annotations: {
        'csi.volume.kubernetes.io/nodeid': `{"ebs.csi.aws.com":"${instance}"}`,
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: { ...spec, providerID: `aws:///us-east-1a/${instance}`, podCIDR: cidr, podCIDRs: [cidr] },
    status: {
      ...status,
      addresses: [
        { type: 'InternalIP', address: `10.100.${count >> 8}.${count & 255}` },
        { type: 'Hostname', address: metadata?.name },
      ],
      conditions: [
        condition(
          'MemoryPressure',
          'False',
          'KubeletHasSufficientMemory',
          'kubelet has sufficient memory available',
        ),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
        condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
      ],
      nodeInfo: {
        machineID: `ec2${count.toString(16).padStart(29, '0')}`,
        systemUUID: `ec2-${count}`,
        bootID: `boot-${count}`,
        kernelVersion: '6.1.112',
        osImage: 'Amazon Linux 2023',
        containerRuntimeVersion: 'containerd://1.7.22',
        kubeletVersion: 'v1.36.3',
        kubeProxyVersion: 'v1.36.3',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
      images,
    },
  } as unknown as KubeObject;
}
