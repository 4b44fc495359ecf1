import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';
import type { ObjectKind } from '../../cluster/object-store.ts';
import type { PodCounter } from '../../cluster/pod-counter.ts';
import { POD_COUNTERS } from '../../cluster/pod-counters.ts';
import type { PodMatcher } from '../../cluster/pod-matcher.ts';
import { type AffinityTerm, matcherOf } from './affinity-term.ts';
import { CLASS_TERMS } from './class-terms.ts';

/** A counter of pods and what each of them is worth. */
export interface WeightedCounter {
  readonly counter: PodCounter;
  readonly weight: number;
}

/** What a pending pod of a class looks at: the counters behind its terms. */
export interface IncomingTerms {
  /** One for each required affinity term: the pods that match all the terms together. */
  readonly affinity: readonly PodCounter[];
  /** One for each required anti-affinity term: the pods that match it. */
  readonly antiAffinity: readonly PodCounter[];
  readonly preferred: readonly WeightedCounter[];
  /** The pod matches all of its own required affinity terms, so that it may be the first. */
  readonly matchesItself: boolean;
}

/** The counters of every class that was ever scheduled. */
class IncomingTermsIndex implements ClusterIndex {
  readonly #cluster: Cluster;
  readonly #ofClass: (IncomingTerms | undefined)[] = [];

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  of(classId: number): IncomingTerms {
    let terms = this.#ofClass[classId];
    if (!terms) {
      terms = this.#compile(classId);
      this.#ofClass[classId] = terms;
    }
    return terms;
  }

  objectChanged(kind: ObjectKind): void {
    if (kind === 'Namespace') this.#ofClass.length = 0;
  }

  #compile(classId: number): IncomingTerms {
    const { requiredAffinity, requiredAntiAffinity, preferred } = CLASS_TERMS.of(this.#cluster, classId);
    const together = matcherOf(this.#cluster, requiredAffinity, 'own');
    const alone = (term: AffinityTerm) => matcherOf(this.#cluster, [term], 'own');
    return {
      affinity: requiredAffinity.map((term) => this.#counter(term, together)),
      antiAffinity: requiredAntiAffinity.map((term) => this.#counter(term, alone(term))),
      preferred: preferred.map(({ term, weight }) => ({ counter: this.#counter(term, alone(term)), weight })),
      matchesItself: together.matches(this.#cluster.podClass(classId)),
    };
  }

  #counter({ topologyKey }: AffinityTerm, matcher: PodMatcher): PodCounter {
    const scope = { topology: this.#cluster.topology(topologyKey) };
    const counters = this.#cluster.index(POD_COUNTERS);
    return counters.get(`affinity ${topologyKey}`, matcher, scope, { skipsTerminating: false });
  }
}

export const INCOMING_TERMS: IndexType<IncomingTermsIndex> = {
  name: 'IncomingTerms',
  create: (cluster) => new IncomingTermsIndex(cluster),
};
