import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';
import { isSame } from '../../cluster/is-same.ts';
import type { ObjectKind } from '../../cluster/object-store.ts';
import { PodCounter } from '../../cluster/pod-counter.ts';
import type { PodMatcher } from '../../cluster/pod-matcher.ts';
import type { Node } from '../../kubernetes/node.ts';
import { type AffinityTerm, matcherOf } from './affinity-term.ts';
import { CLASS_TERMS } from './class-terms.ts';

export type HeldKind = 'requiredAffinity' | 'requiredAntiAffinity' | 'preferred';

/** A term that pods on nodes have, and how many of them there are in each of its domains. */
export interface HeldTerm {
  readonly kind: HeldKind;
  /** Of a preferred term, negative for anti-affinity; 1 otherwise. */
  readonly weight: number;
  /** The pods that the term is about. */
  readonly matcher: PodMatcher;
  /** The pods that have the term, by its topology. */
  readonly holders: PodCounter;
}

interface About {
  readonly terms: HeldTerm[];
  /** The terms about pods of the class's namespace. */
  readonly local: readonly HeldTerm[];
  seenLocally: number;
  seenEverywhere: number;
}

/**
 * The terms of the pods on nodes, told apart by what they say and not by who has them.
 */
export class HeldTerms implements ClusterIndex {
  readonly #cluster: Cluster;
  /** The terms about pods of any namespace, and those about pods of one. */
  readonly #everywhere: HeldTerm[] = [];
  readonly #byNamespace = new Map<string, HeldTerm[]>();
  readonly #byKey = new Map<string, HeldTerm>();
  /** The terms that pods of a class have, by class id. */
  readonly #ofClass: (readonly HeldTerm[] | undefined)[] = [];
  /** The terms that are about pods of a class, by class id, and how many terms of either kind have been looked at. */
  readonly #about: (About | undefined)[] = [];

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** The terms, of pods on nodes now or once, that are about pods of the class. */
  about(classId: number): readonly HeldTerm[] {
    let about = this.#about[classId];
    if (!about) {
      const local = this.#inNamespace(this.#cluster.podClass(classId).namespace);
      about = { terms: [], local, seenLocally: 0, seenEverywhere: 0 };
      this.#about[classId] = about;
    }
    if (about.seenLocally < about.local.length || about.seenEverywhere < this.#everywhere.length) {
      const podClass = this.#cluster.podClass(classId);
      const match = (term: HeldTerm) => {
        if (term.matcher.matches(podClass)) about.terms.push(term);
      };
      while (about.seenLocally < about.local.length) match(about.local[about.seenLocally++]!);
      while (about.seenEverywhere < this.#everywhere.length) match(this.#everywhere[about.seenEverywhere++]!);
    }
    return about.terms;
  }

  isUnaffected(before: Node, after: Node): boolean {
    return isSame(before.metadata?.labels, after.metadata?.labels);
  }

  podAdded(_podId: number, classId: number, nodeIndex: number): void {
    for (const { holders } of this.#ofClass[classId] ?? this.#compile(classId)) holders.add(nodeIndex, 1);
  }

  podRemoved(_podId: number, classId: number, nodeIndex: number): void {
    for (const { holders } of this.#ofClass[classId]!) holders.add(nodeIndex, -1);
  }

  objectChanged(kind: ObjectKind): void {
    if (kind === 'Namespace' && this.#everywhere.some(({ matcher }) => matcher.readsNamespaces))
      this.#about.length = 0;
  }

  #inNamespace(namespace: string): HeldTerm[] {
    let terms = this.#byNamespace.get(namespace);
    if (!terms) {
      terms = [];
      this.#byNamespace.set(namespace, terms);
    }
    return terms;
  }

  #compile(classId: number): readonly HeldTerm[] {
    const { requiredAffinity, requiredAntiAffinity, preferred } = CLASS_TERMS.of(this.#cluster, classId);
    const terms = [
      ...requiredAffinity.map((term) => this.#intern('requiredAffinity', term, 1)),
      ...requiredAntiAffinity.map((term) => this.#intern('requiredAntiAffinity', term, 1)),
      ...preferred.map(({ term, weight }) => this.#intern('preferred', term, weight)),
    ];
    this.#ofClass[classId] = terms;
    return terms;
  }

  #intern(kind: HeldKind, term: AffinityTerm, weight: number): HeldTerm {
    const key = `${kind} ${weight} ${term.topologyKey} ${term.selectorKey}`;
    let held = this.#byKey.get(key);
    if (!held) {
      held = {
        kind,
        weight,
        matcher: matcherOf(this.#cluster, [term], 'held'),
        holders: new PodCounter({ topology: this.#cluster.topology(term.topologyKey) }),
      };
      this.#byKey.set(key, held);
      if (!held.matcher.namespaces) this.#everywhere.push(held);
      for (const namespace of held.matcher.namespaces ?? []) this.#inNamespace(namespace).push(held);
    }
    return held;
  }
}

export const HELD_TERMS: IndexType<HeldTerms> = {
  name: 'HeldTerms',
  create: (cluster) => new HeldTerms(cluster),
};
