import type { Node } from '../../kubernetes/node.ts';
import { compileTerm, isEmptyTerm, matchesTerm } from '../../kubernetes/node-selector.ts';
import type { NodeAffinity } from '../../kubernetes/pod.ts';

type Preferred = NodeAffinity['preferredDuringSchedulingIgnoredDuringExecution'];

/** Weighted terms ready to match. */
export type PreferredTerms = readonly {
  readonly weight: number;
  readonly term: ReturnType<typeof compileTerm>;
}[];

/**
 * Undefined when a term is one that the API server would refuse: upstream answers with an error.
 *
 * @source staging/src/k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go → NewPreferredSchedulingTerms (v1.36.3)
 */
export function compilePreferredTerms(preferred: NonNullable<Preferred>): PreferredTerms | undefined {
  const terms = preferred
    .filter(({ weight, preference }) => weight !== 0 && !isEmptyTerm(preference))
    .map(({ weight, preference }) => ({ weight, term: compileTerm(preference) }));
  return terms.some(({ term }) => term.invalid) ? undefined : terms;
}

/** The sum of the weights of the terms that match the node. */
export function preferredScore(terms: PreferredTerms, node: Node): number {
  let score = 0;
  for (const { weight, term } of terms) if (matchesTerm(term, node)) score += weight;
  return score;
}
