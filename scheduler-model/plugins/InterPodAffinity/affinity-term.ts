import type { Cluster } from '../../cluster/cluster.ts';
import type { PodClass } from '../../cluster/pod-class.ts';
import type { PodMatcher } from '../../cluster/pod-matcher.ts';
import {
  compileSelector,
  isEmptySelector,
  requiredLabelOf,
  type Selector,
  selects,
} from '../../kubernetes/label-selector.ts';
import type { PodAffinityTerm } from '../../kubernetes/pod.ts';

/** One (anti-)affinity term of a pod, ready to match. */
export interface AffinityTerm {
  readonly topologyKey: string;
  /** Equal keys select the same pods. */
  readonly selectorKey: string;
  readonly namespaces: readonly string[];
  readonly namespaceSelector: Selector;
  readonly selector: Selector;
}

/**
 * Undefined for a selector that the API server refuses.
 *
 * @source staging/src/k8s.io/kube-scheduler/framework/types.go → newAffinityTerm (v1.36.3)
 */
export function compileAffinityTerm(owner: PodClass, term: PodAffinityTerm): AffinityTerm | undefined {
  const selector = compileSelector(term.labelSelector);
  const namespaceSelector = compileSelector(term.namespaceSelector);
  if (!selector || !namespaceSelector) return undefined;
  const named = term.namespaces ?? [];
  const namespaces = named.length === 0 && !term.namespaceSelector ? [owner.namespace] : named;
  return {
    topologyKey: term.topologyKey,
    selectorKey: JSON.stringify([
      namespaces,
      namespaceSelector.requirements ?? null,
      selector.requirements ?? null,
    ]),
    namespaces,
    namespaceSelector,
    selector,
  };
}

/**
 * Against what a term's namespaceSelector is matched. For a term of the pod that is being scheduled (`own`): the
 * namespaces that exist, and besides, for every namespace, no labels at all, so that a selector such as
 * `env notin (prod)` takes in every namespace (from 1.34 on; before, only `{}` does). For a term of a pod on a node (`held`): the labels of the other
 * pod's namespace. In queueing hints (`unknown`): no labels.
 *
 * @source pkg/scheduler/framework/plugins/interpodaffinity/plugin.go → mergeAffinityTermNamespacesIfNotEmpty (v1.36.3)
 */
export type TermSide = 'own' | 'held' | 'unknown';

/** The pods that match every one of the terms. */
export function matcherOf(cluster: Cluster, terms: readonly AffinityTerm[], side: TermSide): PodMatcher {
  const readsNamespaces = terms.some(({ namespaceSelector }) => namespaceSelector.requirements !== undefined);
  const [first] = terms;
  return {
    key: `${side} ${terms.map(({ selectorKey }) => selectorKey).join(' ')}`,
    namespaces:
      first && first.namespaceSelector.requirements === undefined
        ? [...new Set(first.namespaces)]
        : undefined,
    requiredLabel: first && requiredLabelOf(first.selector),
    readsNamespaces,
    matches: (podClass) =>
      terms.length > 0 && terms.every((term) => matchesTerm(cluster, term, podClass, side)),
  };
}

/** @source staging/src/k8s.io/kube-scheduler/framework/types.go → AffinityTerm.Matches (v1.36.3) */
function matchesTerm(
  cluster: Cluster,
  term: AffinityTerm,
  { namespace, labels }: PodClass,
  side: TermSide,
): boolean {
  if (!term.namespaces.includes(namespace) && !selectsNamespace(cluster, term, namespace, side)) return false;
  return selects(term.selector, labels);
}

function selectsNamespace(
  cluster: Cluster,
  { namespaceSelector }: AffinityTerm,
  name: string,
  side: TermSide,
): boolean {
  const matchesNoLabels = selects(namespaceSelector, {});
  if (side === 'unknown') return matchesNoLabels;
  if (side === 'own' && matchesNoLabels && (cluster.minor >= 34 || isEmptySelector(namespaceSelector)))
    return true;
  const namespace = cluster.objects('Namespace').get(name);
  if (!namespace && side === 'own') return false;
  return selects(namespaceSelector, namespace?.metadata?.labels ?? {});
}
