import type { Node } from '../../../kubernetes/index.ts';

type Condition = NonNullable<NonNullable<Node['status']>['conditions']>[number];

const WATCHED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const;

/** @source pkg/controller/nodelifecycle/config/v1alpha1/defaults.go (v1.36.3); 40 s before 1.32 */
export function monitorGraceMs(minor: number): number {
  return minor >= 32 ? 50_000 : 40_000;
}

/**
 * The node after its kubelet has been silent for too long; undefined when it is called unknown already.
 *
 * @source pkg/controller/nodelifecycle/node_lifecycle_controller.go → tryUpdateNodeHealth (v1.36.3)
 */
export function withUnknownHealth(node: Node, now: string): Node | undefined {
  const conditions = node.status?.conditions ?? [];
  if (conditions.find(({ type }) => type === 'Ready')?.status === 'Unknown') return undefined;
  const isWatched = (type: string) => WATCHED.some((each) => each === type);
  const known = conditions.map((condition) =>
    isWatched(condition.type) && condition.status !== 'Unknown'
      ? unknown(condition, 'NodeStatusUnknown', 'Kubelet stopped posting node status.', now)
      : condition,
  );
  const missing = WATCHED.filter((type) => !conditions.some((condition) => condition.type === type)).map(
    (type) =>
      unknown({ type } as Condition, 'NodeStatusNeverUpdated', 'Kubelet never posted node status.', now),
  );
  return { ...node, status: { ...node.status, conditions: [...known, ...missing] } };
}

function unknown(condition: Condition, reason: string, message: string, now: string): Condition {
  return { ...condition, status: 'Unknown', reason, message, lastTransitionTime: now as never };
}
