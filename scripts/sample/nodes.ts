import type { KubeObject } from '../../src/kubernetes/index.ts';
import { ago, uidOf } from './identity.ts';

export const ZONES = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'];
const ALLOCATABLE = { cpu: '7910m', memory: '30Gi', pods: '110', 'ephemeral-storage': '90Gi' };

/** What the placement needs to know about a node. */
export interface SampleNode {
  readonly name: string;
  readonly zone: string;
  readonly isGpu: boolean;
  /** Thousandths of a core. */
  readonly cpu: number;
  readonly object: KubeObject;
}

/** Twelve nodes in three zones; the last has GPUs and takes only what asks for them. */
export function sampleNodes(): SampleNode[] {
  return Array.from({ length: 12 }, (_, index) =>
    sampleNode(`worker-${index}`, ZONES[index % 3]!, index === 11),
  );
}

function sampleNode(name: string, zone: string, isGpu: boolean): SampleNode {
  const allocatable = isGpu ? { ...ALLOCATABLE, 'nvidia.com/gpu': '4' } : ALLOCATABLE;
  const object = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid: uidOf('Node', name),
      creationTimestamp: ago(40 * 86_400),
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'topology.kubernetes.io/region': 'eu-west-1',
        'topology.kubernetes.io/zone': zone,
        'node.kubernetes.io/instance-type': isGpu ? 'g6.2xlarge' : 'm7i.2xlarge',
        ...(isGpu ? { accelerator: 'nvidia-l4' } : {}),
      },
    },
    spec: {
      providerID: `aws:///${zone}/${name}`,
      ...(isGpu ? { taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }] } : {}),
    },
    status: {
      capacity: { ...allocatable, cpu: '8', memory: '32Gi' },
      allocatable,
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
        condition('Ready', 'True', 'KubeletReady'),
      ],
      nodeInfo: {
        kubeletVersion: 'v1.36.1',
        osImage: 'Debian GNU/Linux 13',
        operatingSystem: 'linux',
        architecture: 'amd64',
        containerRuntimeVersion: 'containerd://2.2.0',
        kernelVersion: '6.12.48',
      },
    },
  };
  return { name, zone, isGpu, cpu: 7910, object };
}

function condition(type: string, status: string, reason: string): object {
  return { type, status, reason, lastHeartbeatTime: ago(20), lastTransitionTime: ago(40 * 86_400) };
}
