import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';
import { NODE_MASKS, type NodeMask } from '../../cluster/node-masks.ts';
import type { ObjectKind } from '../../cluster/object-store.ts';
import type { PodClass } from '../../cluster/pod-class.ts';
import type { PodCounter } from '../../cluster/pod-counter.ts';
import { POD_COUNTERS } from '../../cluster/pod-counters.ts';
import { isEmptySelector, selects } from '../../kubernetes/label-selector.ts';
import type { ObjectMeta } from '../../kubernetes/meta.ts';
import type { Node } from '../../kubernetes/node.ts';
import type { TopologySpreadConstraint } from '../../kubernetes/pod.ts';
import { untoleratedTaint } from '../../kubernetes/taint.ts';
import {
  compileRequiredNodeAffinity,
  matchesRequiredNodeAffinity,
} from '../NodeAffinity/required-node-affinity.ts';
import { compileConstraints, type SpreadAction, type SpreadConstraint, spreadMatcher } from './constraint.ts';
import { DEFAULT_SELECTOR_KINDS, defaultSelector } from './default-selector.ts';
import { SPREAD_DOMAINS, type SpreadDomains } from './spread-domains.ts';

export const HOSTNAME = 'kubernetes.io/hostname';

/** A constraint of a class with the counters behind it. */
export interface CountedConstraint {
  readonly constraint: SpreadConstraint;
  readonly domains: SpreadDomains;
  /** The pods that count, by the constraint's topology. */
  readonly counter: PodCounter;
  /** Whether the pod matches its own constraint. */
  readonly countsItself: boolean;
}

/** The constraints of a class. */
export interface ClassSpread {
  readonly hard: readonly CountedConstraint[];
  readonly soft: readonly CountedConstraint[];
  /** Nodes that lack a soft constraint's topology key get no score. */
  readonly softNeedsAllKeys: boolean;
  /** Some selector is invalid: the pod cannot be scheduled. */
  readonly invalid: boolean;
}

/** Where a class's constraints come from when it has none of its own. */
export interface SpreadDefaults {
  readonly key: string;
  readonly constraints: readonly TopologySpreadConstraint[];
  /** The built-in defaults, which score nodes without every topology key too. */
  readonly isSystem: boolean;
}

interface Cached {
  readonly version: number;
  readonly spread: ClassSpread;
}

/** The constraints of each class; those made from defaults follow the services and workloads they are made from. */
export class ClassSpreadIndex implements ClusterIndex {
  readonly #cluster: Cluster;
  readonly #byDefaults = new Map<string, (Cached | undefined)[]>();
  /** How often something that default selectors are made from has changed, by namespace. */
  readonly #versions = new Map<string, number>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    cluster.index(POD_COUNTERS);
    cluster.index(SPREAD_DOMAINS);
  }

  of(classId: number, defaults: SpreadDefaults): ClassSpread {
    let byClass = this.#byDefaults.get(defaults.key);
    if (!byClass) {
      byClass = [];
      this.#byDefaults.set(defaults.key, byClass);
    }
    const cached = byClass[classId];
    if (cached && cached.version === NEVER_CHANGES) return cached.spread;
    const podClass = this.#cluster.podClass(classId);
    const isExplicit = (podClass.pod.spec?.topologySpreadConstraints?.length ?? 0) > 0;
    const version = isExplicit ? NEVER_CHANGES : this.#version(podClass.namespace);
    if (cached?.version === version) return cached.spread;
    const spread = this.#compile(podClass, defaults);
    byClass[classId] = { version, spread };
    return spread;
  }

  objectChanged(kind: ObjectKind, before: unknown, after: unknown): void {
    if (!DEFAULT_SELECTOR_KINDS.has(kind)) return;
    const changed = (after ?? before) as { readonly metadata?: ObjectMeta } | undefined;
    const namespace = changed?.metadata?.namespace ?? '';
    this.#versions.set(namespace, this.#version(namespace) + 1);
  }

  #version(namespace: string): number {
    return this.#versions.get(namespace) ?? 0;
  }

  #compile(podClass: PodClass, defaults: SpreadDefaults): ClassSpread {
    const explicit = podClass.pod.spec?.topologySpreadConstraints ?? [];
    const softNeedsAllKeys = explicit.length > 0 || !defaults.isSystem;
    const hard = this.#constraints(podClass, defaults, 'DoNotSchedule');
    const soft = this.#constraints(podClass, defaults, 'ScheduleAnyway');
    return {
      hard: this.#count(podClass, hard ?? [], true),
      soft: this.#count(podClass, soft ?? [], softNeedsAllKeys),
      softNeedsAllKeys,
      invalid: !hard || !soft,
    };
  }

  #constraints(
    podClass: PodClass,
    defaults: SpreadDefaults,
    action: SpreadAction,
  ): readonly SpreadConstraint[] | undefined {
    const explicit = podClass.pod.spec?.topologySpreadConstraints ?? [];
    if (explicit.length > 0) return compileConstraints(explicit, podClass.labels, action);
    const constraints = compileConstraints(defaults.constraints, podClass.labels, action);
    if (!constraints?.length) return constraints;
    const selector = defaultSelector(this.#cluster, podClass);
    return isEmptySelector(selector) ? [] : constraints.map((constraint) => ({ ...constraint, selector }));
  }

  #count(
    podClass: PodClass,
    constraints: readonly SpreadConstraint[],
    needsAllKeys: boolean,
  ): CountedConstraint[] {
    const keys = needsAllKeys ? constraints.map(({ topologyKey }) => topologyKey) : [];
    return constraints.map((constraint) => {
      const { maskKey, mask } = this.#mask(podClass, constraint, keys);
      const domains = this.#cluster.index(SPREAD_DOMAINS).get(constraint.topologyKey, maskKey, mask);
      const matcher = spreadMatcher(podClass.namespace, constraint.selector);
      const counter = this.#cluster.index(POD_COUNTERS).get(
        `spread ${constraint.topologyKey} ${maskKey}`,
        matcher,
        { topology: domains.topology, mask },
        {
          skipsTerminating: true,
        },
      );
      return { constraint, domains, counter, countsItself: selects(constraint.selector, podClass.labels) };
    });
  }

  /** Which nodes count for the constraint: those with every topology key that its policies include. */
  #mask(
    { pod: { spec } }: PodClass,
    { honorsAffinity, honorsTaints }: SpreadConstraint,
    topologyKeys: readonly string[],
  ): { readonly maskKey: string; readonly mask: NodeMask } {
    const keys = [...new Set(topologyKeys)].sort();
    const affinity = honorsAffinity
      ? [spec?.nodeSelector, spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution]
      : undefined;
    const tolerations = honorsTaints ? (spec?.tolerations ?? []) : undefined;
    const maskKey = `spread ${JSON.stringify([keys, affinity, tolerations])}`;
    const required = compileRequiredNodeAffinity(spec);
    const mask = this.#cluster.index(NODE_MASKS).get(maskKey, (node: Node) => {
      if (keys.some((key) => node.metadata?.labels?.[key] === undefined)) return 0;
      if (honorsAffinity && !matchesRequiredNodeAffinity(required, node)) return 0;
      return honorsTaints && untoleratedTaint(node, spec?.tolerations) ? 0 : 1;
    });
    return { maskKey, mask };
  }
}

const NEVER_CHANGES = -1;

export const CLASS_SPREAD: IndexType<ClassSpreadIndex> = {
  name: 'ClassSpread',
  create: (cluster) => new ClassSpreadIndex(cluster),
};
