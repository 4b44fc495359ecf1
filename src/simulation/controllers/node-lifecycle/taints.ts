import type { Node } from '../../../kubernetes/index.ts';

export type Taint = NonNullable<NonNullable<Node['spec']>['taints']>[number];

export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** The taint that a condition of a node brings, by its status. */
const CONDITION_TAINTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: NOT_READY, Unknown: UNREACHABLE },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};

/** Every NoSchedule taint that this controller gives and takes. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  UNSCHEDULABLE,
  ...Object.values(CONDITION_TAINTS).flatMap((byStatus) => Object.values(byStatus)),
]);

/**
 * The node's taints with the NoSchedule taints that its conditions and its cordon ask for; undefined when they are so
 * already.
 *
 * @source pkg/controller/nodelifecycle/node_lifecycle_controller.go → doNoScheduleTaintingPass (v1.36.3)
 */
export function withNoScheduleTaints({ spec, status }: Node, now: string): readonly Taint[] | undefined {
  const wanted = new Set<string>();
  for (const condition of status?.conditions ?? []) {
    const key = CONDITION_TAINTS[condition.type]?.[condition.status];
    if (key) wanted.add(key);
  }
  if (spec?.unschedulable) wanted.add(UNSCHEDULABLE);
  const taints = spec?.taints ?? [];
  const kept = taints.filter(
    ({ key, effect }) => effect !== 'NoSchedule' || !OWN_KEYS.has(key) || wanted.has(key),
  );
  const has = (key: string) => kept.some((taint) => taint.key === key && taint.effect === 'NoSchedule');
  const added = [...wanted].filter((key) => !has(key));
  if (kept.length === taints.length && added.length === 0) return undefined;
  return [
    ...kept,
    ...added.map((key) => ({ key, effect: 'NoSchedule', timeAdded: now }) as unknown as Taint),
  ];
}

/** The NoExecute taint of a node that is not Ready; undefined for a Ready one. */
export function noExecuteKey(node: Node): string | undefined {
  return CONDITION_TAINTS.Ready?.[readyStatus(node)];
}

/** Status of condition Ready; `Unknown` for a node that has none. */
export function readyStatus({ status }: Node): string {
  return status?.conditions?.find(({ type }) => type === 'Ready')?.status ?? 'Unknown';
}

/** Whether the controller's own NoExecute taint is on the node. */
export function isTainted({ spec }: Node, ...keys: readonly string[]): boolean {
  return (spec?.taints ?? []).some(({ key, effect }) => effect === 'NoExecute' && keys.includes(key));
}

/** The node's taints with this NoExecute taint as the only one of the controller's own; none without a key. */
export function withNoExecuteTaint({ spec }: Node, key: string | undefined, now: string): readonly Taint[] {
  const others = (spec?.taints ?? []).filter(
    (taint) => taint.effect !== 'NoExecute' || (taint.key !== NOT_READY && taint.key !== UNREACHABLE),
  );
  return key ? [...others, { key, effect: 'NoExecute', timeAdded: now } as unknown as Taint] : others;
}
