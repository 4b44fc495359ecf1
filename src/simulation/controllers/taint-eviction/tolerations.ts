import type { PodSpec } from '../../../kubernetes/index.ts';
import type { Taint } from '../node-lifecycle/taints.ts';

type Toleration = NonNullable<PodSpec['tolerations']>[number];

/** What NoExecute taints mean for a pod. */
export type Verdict =
  | { readonly type: 'evict' }
  | { readonly type: 'stay' }
  /** The shortest tolerationSeconds among the tolerations that are used. */
  | { readonly type: 'evictAfter'; readonly seconds: number };

/**
 * How long a pod stays on a node with these NoExecute taints.
 *
 * @source pkg/controller/tainteviction/taint_eviction.go → processPodOnNode, getMinTolerationTime (v1.36.3)
 */
export function verdictOn(taints: readonly Taint[], tolerations: readonly Toleration[] = []): Verdict {
  let shortest = Number.POSITIVE_INFINITY;
  for (const taint of taints) {
    const used = tolerations.find((toleration) => tolerates(toleration, taint));
    if (!used) return { type: 'evict' };
    const { tolerationSeconds } = used;
    if (tolerationSeconds !== undefined) shortest = Math.min(shortest, Math.max(0, tolerationSeconds));
  }
  return shortest === Number.POSITIVE_INFINITY ? { type: 'stay' } : { type: 'evictAfter', seconds: shortest };
}

/** @source staging/src/k8s.io/api/core/v1/toleration.go → ToleratesTaint (v1.36.3) */
function tolerates({ key = '', operator = 'Equal', value = '', effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  return operator === 'Exists' || (operator === 'Equal' && value === (taint.value ?? ''));
}
