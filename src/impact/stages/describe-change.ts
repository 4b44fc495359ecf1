import type { KubeObject } from '../../kubernetes/index.ts';
import type { ObjectMoment } from '../run/fold-objects.ts';

interface NodeSpec {
  readonly unschedulable?: boolean;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
}

/** Whether a change of a Node turns scheduling on it off or on. */
export function cordonOf({ kind, before, after }: ObjectMoment): 'cordoned' | 'uncordoned' | undefined {
  if (kind !== 'Node' || !before || !after) return undefined;
  const [was, is] = [nodeSpec(before).unschedulable === true, nodeSpec(after).unschedulable === true];
  if (was === is) return undefined;
  return is ? 'cordoned' : 'uncordoned';
}

/** The node's status as `kubectl get nodes` shows it. */
export function nodeStatus(node: KubeObject): string {
  const { conditions } = (node.status ?? {}) as {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
  const ready = conditions?.find(({ type }) => type === 'Ready')?.status;
  const words = [ready === 'True' ? 'Ready' : ready === undefined ? 'Unknown' : 'NotReady'];
  if (nodeSpec(node).unschedulable) words.push('SchedulingDisabled');
  return words.join(',');
}

/** What a change did, in a few words: `replicas 3 → 5`, `created`, `taint dedicated=gpu:NoSchedule`. */
export function describeChange({ kind, before, after }: ObjectMoment): string {
  if (!after) return 'deleted';
  if (!before) return 'created';
  if (kind === 'Node') {
    const taints = taintChange(nodeSpec(before), nodeSpec(after));
    if (taints) return taints;
    const [was, is] = [nodeStatus(before), nodeStatus(after)];
    if (was !== is) return `${was} → ${is}`;
  }
  if (after.metadata.deletionTimestamp && !before.metadata.deletionTimestamp) return 'being deleted';
  const [was, is] = [specOf(before), specOf(after)];
  if (was.replicas !== is.replicas) return `replicas ${was.replicas ?? 1} → ${is.replicas ?? 1}`;
  const changed = changedPaths(before, after);
  return changed.length === 0 ? 'unchanged' : `changes ${changed.slice(0, 3).join(', ')}`;
}

function taintChange(before: NodeSpec, after: NodeSpec): string | undefined {
  const text = ({ key, value, effect }: NonNullable<NodeSpec['taints']>[number]) =>
    `${key}${value ? `=${value}` : ''}:${effect}`;
  const [was, is] = [(before.taints ?? []).map(text), (after.taints ?? []).map(text)];
  const added = is.filter((taint) => !was.includes(taint));
  const removed = was.filter((taint) => !is.includes(taint));
  const parts = [
    ...added.map((taint) => `taint ${taint}`),
    ...removed.map((taint) => `taint ${taint} removed`),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** The fields of spec, data and labels that differ, two levels deep. */
function changedPaths(before: KubeObject, after: KubeObject): string[] {
  const paths: string[] = [];
  for (const part of ['spec', 'data', 'binaryData', 'stringData', 'rules', 'webhooks']) {
    const [was, is] = [record(before[part]), record(after[part])];
    for (const field of [...new Set([...Object.keys(was), ...Object.keys(is)])].sort()) {
      if (JSON.stringify(was[field]) !== JSON.stringify(is[field])) paths.push(`${part}.${field}`);
    }
  }
  for (const part of ['labels', 'annotations'] as const) {
    if (JSON.stringify(before.metadata[part]) !== JSON.stringify(after.metadata[part])) paths.push(part);
  }
  return paths;
}

function nodeSpec(node: KubeObject): NodeSpec {
  return record(node.spec) as NodeSpec;
}

function specOf(object: KubeObject): { readonly replicas?: number } {
  return record(object.spec) as { readonly replicas?: number };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
