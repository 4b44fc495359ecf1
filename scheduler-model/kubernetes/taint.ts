import type { Node, Taint } from './node.ts';
import type { Toleration } from './pod.ts';

/**
 * Whether the toleration covers the taint; its seconds do not matter for scheduling.
 *
 * @source staging/src/k8s.io/api/core/v1/toleration.go → ToleratesTaint (v1.36.3)
 */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator || 'Equal') {
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    case 'Exists':
      return true;
    default:
      return false;
  }
}

export function toleratesAny(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  return tolerations?.some((toleration) => tolerates(toleration, taint)) ?? false;
}

/** The first NoSchedule or NoExecute taint of the node that the pod does not tolerate. */
export function untoleratedTaint(
  node: Node,
  tolerations: readonly Toleration[] | undefined,
): Taint | undefined {
  return node.spec?.taints?.find(
    (taint) =>
      (taint.effect === 'NoSchedule' || taint.effect === 'NoExecute') && !toleratesAny(tolerations, taint),
  );
}
