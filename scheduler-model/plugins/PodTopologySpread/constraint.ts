import type { PodClass } from '../../cluster/pod-class.ts';
import type { PodMatcher } from '../../cluster/pod-matcher.ts';
import {
  compileSelector,
  isEmptySelector,
  mergeSelectors,
  requiredLabelOf,
  type Selector,
  selectorOfMap,
  selects,
} from '../../kubernetes/label-selector.ts';
import type { Labels } from '../../kubernetes/meta.ts';
import type { TopologySpreadConstraint } from '../../kubernetes/pod.ts';

export type SpreadAction = 'DoNotSchedule' | 'ScheduleAnyway';

/** One topology spread constraint, ready to apply. */
export interface SpreadConstraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly selector: Selector;
  readonly minDomains: number;
  /** Nodes outside the pod's node affinity do not count. */
  readonly honorsAffinity: boolean;
  /** Nodes with taints the pod does not tolerate do not count. */
  readonly honorsTaints: boolean;
}

/**
 * The constraints of one kind; undefined when one has a selector that the API server refuses.
 *
 * @source pkg/scheduler/framework/plugins/podtopologyspread/common.go → filterTopologySpreadConstraints (v1.36.3)
 */
export function compileConstraints(
  constraints: readonly TopologySpreadConstraint[],
  labels: Labels,
  action: SpreadAction,
): SpreadConstraint[] | undefined {
  const compiled: SpreadConstraint[] = [];
  for (const constraint of constraints) {
    if (constraint.whenUnsatisfiable !== action) continue;
    const selector = compileSelector(constraint.labelSelector);
    if (!selector) return undefined;
    compiled.push({
      maxSkew: constraint.maxSkew,
      topologyKey: constraint.topologyKey,
      selector: withMatchLabelKeys(selector, constraint.matchLabelKeys ?? [], labels),
      minDomains: constraint.minDomains ?? 1,
      honorsAffinity: (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor',
      honorsTaints: (constraint.nodeTaintsPolicy ?? 'Ignore') === 'Honor',
    });
  }
  return compiled;
}

function withMatchLabelKeys(selector: Selector, keys: readonly string[], labels: Labels): Selector {
  const present = keys.filter((key) => labels[key] !== undefined);
  if (present.length === 0) return selector;
  return mergeSelectors(
    selectorOfMap(Object.fromEntries(present.map((key) => [key, labels[key]!]))),
    selector,
  );
}

/**
 * The pods that a constraint counts: those of the pod's own namespace that it selects. An empty selector counts
 * none, although the pod itself matches it.
 *
 * @source pkg/scheduler/framework/plugins/podtopologyspread/common.go → countPodsMatchSelector (v1.36.3)
 */
export function spreadMatcher(namespace: string, selector: Selector): PodMatcher {
  const countsNothing = isEmptySelector(selector);
  return {
    key: JSON.stringify([namespace, selector.requirements ?? null]),
    namespaces: [namespace],
    requiredLabel: requiredLabelOf(selector),
    readsNamespaces: false,
    matches: (podClass: PodClass) =>
      !countsNothing && podClass.namespace === namespace && selects(selector, podClass.labels),
  };
}
