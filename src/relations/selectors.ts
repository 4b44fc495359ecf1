import {
  compileSelector,
  type GroupKind,
  type KubeObject,
  type LabelSelector,
  type NetworkPolicy,
  type PodDisruptionBudget,
  type Selector,
  type Service,
  selects,
} from '../kubernetes/index.ts';
import type { ObjectIndex } from './object-index.ts';
import type { ObjectKey } from './object-key.ts';
import { type PodGroup, type PodTable, pushTo } from './pod-table.ts';
import type { Relation } from './relation.ts';
import type { WorkloadTable } from './workload-table.ts';

/** A kind whose objects select pods by their labels. */
interface SelectingKind {
  readonly groupKind: GroupKind;
  readonly type: 'selects' | 'guards';
  readonly words: string;
  readonly evidence: string;
  readonly selectorOf: (object: KubeObject) => LabelSelector | undefined;
}

const KINDS: readonly SelectingKind[] = [
  {
    groupKind: 'Service',
    type: 'selects',
    words: 'sends its traffic to it',
    evidence: 'spec.selector',
    // A Service without a selector selects nothing, and so does one with an empty one.
    selectorOf: (object) => {
      const selector = (object as Service).spec?.selector;
      return selector && Object.keys(selector).length > 0 ? { matchLabels: selector } : undefined;
    },
  },
  {
    groupKind: 'PodDisruptionBudget.policy',
    type: 'guards',
    words: 'limits its evictions',
    evidence: 'spec.selector',
    selectorOf: (object) => (object as PodDisruptionBudget).spec?.selector,
  },
  {
    groupKind: 'NetworkPolicy.networking.k8s.io',
    type: 'guards',
    words: 'limits its traffic',
    evidence: 'spec.podSelector',
    selectorOf: (object) => (object as NetworkPolicy).spec?.podSelector ?? {},
  },
];

/** Kinds that select pods by label. */
export const SELECTING_KINDS: readonly GroupKind[] = KINDS.map(({ groupKind }) => groupKind);

interface Selecting {
  readonly key: ObjectKey;
  readonly kind: SelectingKind;
  readonly selector: Selector;
}

/** Who selects which pods and, by the labels of their templates, which workloads. */
export class Selectors {
  readonly #objects: ObjectIndex;
  readonly #pods: PodTable;
  readonly #workloads: WorkloadTable;
  #byNamespace: ReadonlyMap<string, readonly Selecting[]> | undefined;

  constructor(objects: ObjectIndex, pods: PodTable, workloads: WorkloadTable) {
    this.#objects = objects;
    this.#pods = pods;
    this.#workloads = workloads;
  }

  /** What an object selects: nothing for one of another kind. */
  selectedBy(key: ObjectKey, groupKind: GroupKind, object: KubeObject): Relation[] {
    const kind = KINDS.find((each) => each.groupKind === groupKind);
    const selector = kind && compileSelector(kind.selectorOf(object));
    if (!kind || !selector) return [];
    const namespace = object.metadata.namespace ?? 'default';
    const selecting: Selecting = { key, kind, selector };
    return [
      ...this.podsSelected(namespace, selector).map((row) => related(selecting, this.#pods.keyOf(row))),
      ...this.#workloads
        .inNamespace(namespace)
        .filter((workload) => selects(selector, workload.labels))
        .map((workload) => related(selecting, workload.key)),
    ];
  }

  /** Who selects what has these labels. */
  selecting(key: ObjectKey, namespace: string, labels: Readonly<Record<string, string>>): Relation[] {
    return this.#of(namespace)
      .filter(({ selector }) => selects(selector, labels))
      .map((selecting) => related(selecting, key));
  }

  /** The rows of the pods that a selector selects in a namespace. */
  podsSelected(namespace: string, selector: Selector): number[] {
    return this.#candidates(namespace, selector)
      .filter(({ make }) => selects(selector, make.labels))
      .flatMap(({ rows }) => rows);
  }

  /** The groups that have the label which the selector's first plain requirement asks for. */
  #candidates(namespace: string, { requirements }: Selector): readonly PodGroup[] {
    const groups = this.#pods.inNamespace(namespace);
    const plain = requirements?.find(({ operator, values }) => operator === 'In' && values.length === 1);
    return plain ? groups.labelled(plain.key, plain.values[0]!) : groups.all;
  }

  #of(namespace: string): readonly Selecting[] {
    if (!this.#byNamespace) {
      const byNamespace = new Map<string, Selecting[]>();
      for (const kind of KINDS) {
        for (const [key, object] of this.#objects.of(kind.groupKind)) {
          const selector = compileSelector(kind.selectorOf(object));
          if (selector) pushTo(byNamespace, object.metadata.namespace ?? 'default', { key, kind, selector });
        }
      }
      this.#byNamespace = byNamespace;
    }
    return this.#byNamespace.get(namespace) ?? [];
  }
}

function related({ key, kind: { type, words, evidence } }: Selecting, dependency: ObjectKey): Relation {
  return { dependent: key, dependency, type, words, evidence };
}
