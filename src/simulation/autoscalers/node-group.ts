import { type KubeObject, NODE_POOL_LABELS, type Node } from '../../kubernetes/index.ts';
import type { WorldView } from '../../world/index.ts';

/** Nodes that an autoscaler adds and removes as one kind. */
export interface NodeGroup {
  readonly name: string;
  readonly minSize: number;
  readonly maxSize: number;
  /** Rows of the nodes that belong to it. */
  readonly nodeRows: readonly number[];
}

/** What a user knows about a group that no snapshot tells. */
export interface NodeGroupLimits {
  readonly name: string;
  readonly minSize: number;
  readonly maxSize: number;
}

const TYPE_LABELS = ['node.kubernetes.io/instance-type', 'topology.kubernetes.io/zone'];

/**
 * The groups that the nodes show: by the label of their cloud, else by instance type and zone. A group may grow to twice
 * its size unless its limits are given.
 */
export function nodeGroupsOf(world: WorldView, limits: readonly NodeGroupLimits[] = []): NodeGroup[] {
  const rows = new Map<string, number[]>();
  for (const row of world.nodes.rows()) {
    const node = world.nodes.object(row)!;
    if (isControlPlane(node)) continue;
    const name = groupNameOf(node);
    rows.set(name, [...(rows.get(name) ?? []), row]);
  }
  return [...rows].map(([name, nodeRows]) => {
    const known = limits.find((each) => each.name === name);
    const { minSize = 0, maxSize = 2 * nodeRows.length } = known ?? {};
    return { name, minSize, maxSize, nodeRows };
  });
}

export function groupNameOf({ metadata: { labels = {} } }: Node): string {
  for (const label of NODE_POOL_LABELS) if (labels[label]) return labels[label];
  return TYPE_LABELS.map((label) => labels[label] ?? '').join('/');
}

function isControlPlane({ metadata: { labels = {} } }: Node): boolean {
  return labels['node-role.kubernetes.io/control-plane'] !== undefined;
}

/** Taints that come with a node's life and not with its group. */
const PASSING_TAINTS = [
  'node.kubernetes.io/',
  'ToBeDeletedByClusterAutoscaler',
  'DeletionCandidateOf',
  'karpenter.sh/disrupted',
];

/** A new node like `model`, Ready and empty. */
export function nodeLike(model: Node, name: string): KubeObject {
  const { labels = {} } = model.metadata;
  const taints = (model.spec?.taints ?? []).filter(
    ({ key }) => !PASSING_TAINTS.some((prefix) => key.startsWith(prefix)),
  );
  const { capacity, allocatable, nodeInfo } = model.status ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { ...labels, 'kubernetes.io/hostname': name } },
    spec: taints.length > 0 ? { taints } : {},
    status: {
      capacity,
      allocatable,
      nodeInfo,
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
    },
  } as unknown as KubeObject;
}
