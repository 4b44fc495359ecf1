import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';
import { isSame } from '../../cluster/is-same.ts';
import { LabelLists } from '../../cluster/label-lists.ts';
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
  /** Where terms about the class may be, and how many of each list have been looked at. */
  readonly lists: readonly (readonly HeldTerm[])[];
  readonly seen: number[];
}

/**
 * The terms of the pods on nodes, told apart by what they say and not by who has them.
 */
export class HeldTerms implements ClusterIndex {
  readonly #cluster: Cluster;
  readonly #byLabel = new LabelLists<HeldTerm>();
  /** Some term is about pods in namespaces with certain labels. */
  #readsNamespaces = false;
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
      const lists = this.#byLabel.listsAbout(this.#cluster.podClass(classId));
      about = { terms: [], lists, seen: lists.map(() => 0) };
      this.#about[classId] = about;
    }
    const { terms, lists, seen } = about;
    for (let i = 0; i < lists.length; i++) {
      const list = lists[i]!;
      if (seen[i] === list.length) continue;
      const podClass = this.#cluster.podClass(classId);
      for (const term of list.slice(seen[i])) if (term.matcher.matches(podClass)) terms.push(term);
      seen[i] = list.length;
    }
    return terms;
  }

  isUnaffected(before: Node, after: Node): boolean {
    return isSame(before.metadata?.labels, after.metadata?.labels);
  }

  podAdded(_podId: number, classId: number, nodeIndex: number): void {
    for (const { holders } of this.#ofClass[classId] ?? this.#compile(classId)) holders.add(nodeIndex, 1);
  }

  podsAdded(podIds: Int32Array): void {
    const { classOf, nodeOf } = this.#cluster.pods;
    for (const podId of podIds) {
      const classId = classOf.values[podId]!;
      const terms = this.#ofClass[classId] ?? this.#compile(classId);
      for (let i = 0; i < terms.length; i++) terms[i]!.holders.add(nodeOf.values[podId]!, 1);
    }
  }

  podRemoved(_podId: number, classId: number, nodeIndex: number): void {
    for (const { holders } of this.#ofClass[classId]!) holders.add(nodeIndex, -1);
  }

  objectChanged(kind: ObjectKind): void {
    if (kind === 'Namespace' && this.#readsNamespaces) this.#about.length = 0;
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
      this.#byLabel.addMatcher(held.matcher, held);
      if (held.matcher.readsNamespaces) this.#readsNamespaces = true;
    }
    return held;
  }
}

export const HELD_TERMS: IndexType<HeldTerms> = {
  name: 'HeldTerms',
  create: (cluster) => new HeldTerms(cluster),
};
