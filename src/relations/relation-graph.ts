import type { GroupKind, KubeObject } from '../kubernetes/index.ts';
import { AllowedTraffic } from './allowed-traffic.ts';
import { DeclaredIndex } from './declared-index.ts';
import { EndpointSlices, SLICE } from './endpoint-slices.ts';
import { ephemeralClaims, podsOfEphemeralClaim } from './ephemeral-claims.ts';
import { pushAll, pushTo } from './lists.ts';
import { ObjectIndex } from './object-index.ts';
import { type ObjectKey, parseKey } from './object-key.ts';
import { Owners, ownerReferences } from './owners.ts';
import { PodTable } from './pod-table.ts';
import { byType, type Relation, type RelationType } from './relation.ts';
import type { KindKnowledge, RelationSource } from './relation-source.ts';
import { Selectors } from './selectors.ts';
import { serviceDirectory } from './service-directory.ts';
import { shortestPath, type Walk, type WalkOptions, walkFrom } from './walk.ts';
import { WorkloadTable } from './workload-table.ts';

const LIMITING_KINDS: readonly GroupKind[] = ['ResourceQuota', 'LimitRange'];

/** What else the graph is told. */
export interface GraphOptions {
  /** Relations that no object tells, such as those of a file. */
  readonly edges?: readonly Relation[];
}

/**
 * What depends on what in one state of a cluster.
 *
 * Nothing is computed before it is asked for: the neighbourhood of one object costs its own fields and, for the way
 * back, one index for each kind that could name it. Answers are in a fixed order (type, then keys).
 */
export class RelationGraph {
  readonly source: RelationSource;
  readonly pods: PodTable;
  readonly #objects: ObjectIndex;
  readonly #owners: Owners;
  readonly #workloads: WorkloadTable;
  readonly #selectors: Selectors;
  readonly #declared: DeclaredIndex;
  readonly #traffic: AllowedTraffic;
  readonly #slices: EndpointSlices;
  readonly #namespacesByKind = new Map<GroupKind, ReadonlySet<string>>();
  readonly #edgesByDependent = new Map<ObjectKey, Relation[]>();
  readonly #edgesByDependency = new Map<ObjectKey, Relation[]>();

  constructor(source: RelationSource, { edges = [] }: GraphOptions = {}) {
    this.source = source;
    this.pods = new PodTable(source.pods);
    this.#objects = new ObjectIndex(source, this.pods);
    this.#owners = new Owners(source, this.#objects, this.pods);
    this.#workloads = new WorkloadTable(this.#objects, this.#owners);
    this.#selectors = new Selectors(this.#objects, this.pods, this.#workloads);
    this.#declared = new DeclaredIndex(
      this.#objects,
      this.pods,
      this.#workloads,
      serviceDirectory(this.#objects),
    );
    this.#traffic = new AllowedTraffic(this.#objects, this.#workloads);
    this.#slices = new EndpointSlices(this.#objects);
    for (const edge of edges) {
      pushTo(this.#edgesByDependent, edge.dependent, edge);
      pushTo(this.#edgesByDependency, edge.dependency, edge);
    }
  }

  /** The object that has this key; undefined when it is not in this state of the cluster. */
  object(key: ObjectKey): KubeObject | undefined {
    return this.#objects.get(key);
  }

  has(key: ObjectKey): boolean {
    return this.#objects.has(key);
  }

  /** The objects of a kind other than Pod by key, in the order of the source. */
  objectsOf(groupKind: GroupKind): ReadonlyMap<ObjectKey, KubeObject> {
    return this.#objects.of(groupKind);
  }

  /** What is known of a kind. */
  knowledgeOf(groupKind: GroupKind): KindKnowledge {
    return this.source.knowledgeOf(groupKind);
  }

  /** Whether an object is there: `unknown` where it was not found and this state may lack it. */
  presenceOf(key: ObjectKey): 'present' | 'absent' | 'unknown' {
    if (this.has(key)) return 'present';
    const parts = parseKey(key);
    return parts && this.isWhole(parts.groupKind, parts.namespace) ? 'absent' : 'unknown';
  }

  /**
   * Whether all objects of a kind in a namespace are known, so that one which is not found is not there. Where there are
   * some of a kind, they must be in this namespace or in several: else perhaps only another namespace was asked for.
   */
  isWhole(groupKind: GroupKind, namespace: string | undefined): boolean {
    const { state, isPartial } = this.knowledgeOf(groupKind);
    if (state === 'unknown' || isPartial) return false;
    if (state === 'empty' || namespace === undefined) return true;
    const namespaces = this.#namespacesOf(groupKind);
    return namespaces.has(namespace) || namespaces.size > 1;
  }

  /** What an object depends on. */
  dependenciesOf(key: ObjectKey): readonly Relation[] {
    const relations = [...(this.#edgesByDependent.get(key) ?? [])];
    const parts = parseKey(key);
    if (!parts) return tidy(relations);
    if (parts.groupKind === 'Pod')
      pushAll(relations, this.#dependenciesOfPod(parts.namespace ?? '', parts.name));
    else {
      const object = this.#objects.get(key);
      if (object) pushAll(relations, this.#dependenciesOfObject(key, parts.groupKind, object));
    }
    // Children name their owner themselves, whether it is there or not.
    pushAll(relations, this.#owners.ownedBy(key));
    if (parts.groupKind === 'Service') pushAll(relations, this.#slices.ofService(key));
    return tidy(relations);
  }

  /** What depends on an object, or on one that is not there. */
  dependentsOf(key: ObjectKey): readonly Relation[] {
    const relations = [...(this.#edgesByDependency.get(key) ?? [])];
    const parts = parseKey(key);
    if (!parts) return tidy(relations);
    const { groupKind, namespace, name } = parts;
    pushAll(relations, this.#declared.naming(key, groupKind));
    if (groupKind === 'Pod') pushAll(relations, this.#dependentsOfPod(key, namespace ?? '', name));
    else if (groupKind === 'Node') {
      for (const row of this.pods.rowsOnNode(name)) relations.push(runsOn(this.pods.keyOf(row), name));
    } else if (groupKind === 'PersistentVolumeClaim')
      pushAll(relations, podsOfEphemeralClaim(this.pods, namespace ?? '', name));
    const object = groupKind === 'Pod' ? undefined : this.#objects.get(key);
    if (object) pushAll(relations, this.#dependentsOfObject(key, groupKind, object));
    return tidy(relations);
  }

  /** Everything that can be reached from an object, each once, the nearest first. */
  walk(key: ObjectKey, options: WalkOptions): Walk {
    return walkFrom(this, key, options);
  }

  /** The shortest chain of dependencies from one object to another; undefined when there is none. */
  path(from: ObjectKey, to: ObjectKey, types?: readonly RelationType[]): readonly Relation[] | undefined {
    return shortestPath(this, from, to, types);
  }

  #dependenciesOfPod(namespace: string, name: string): Relation[] {
    const row = this.pods.rowOf(namespace, name);
    if (row === undefined) return [];
    const key = this.pods.keyOf(row);
    const node = this.pods.nodeOf(row);
    return [
      ...this.#declared.namedByPod(row),
      ...(node === undefined ? [] : [runsOn(key, node)]),
      ...ephemeralClaims(this.pods, row),
    ];
  }

  #dependenciesOfObject(key: ObjectKey, groupKind: GroupKind, object: KubeObject): Relation[] {
    const relations = [
      ...this.#declared.namedBy(key, groupKind, object),
      ...this.#selectors.selectedBy(key, groupKind, object),
    ];
    if (groupKind === SLICE) pushAll(relations, this.#slices.targetsOf(key, object));
    const workload = this.#workloads.get(key);
    if (!workload) return relations;
    pushAll(relations, this.#traffic.reachableFrom(workload));
    for (const kind of LIMITING_KINDS) {
      for (const [limit, { metadata }] of this.#objects.of(kind)) {
        if (metadata.namespace === workload.namespace) relations.push(limits(limit, key));
      }
    }
    return relations;
  }

  #dependentsOfPod(key: ObjectKey, namespace: string, name: string): Relation[] {
    const row = this.pods.rowOf(namespace, name);
    const relations = [...this.#slices.naming(key)];
    if (row === undefined) return relations;
    const { labels, ownerReferences: owners } = this.pods.makeOf(row);
    pushAll(relations, this.#owners.ownersOf(key, 'Pod', owners, namespace));
    pushAll(relations, this.#selectors.selecting(key, namespace, labels));
    return relations;
  }

  #dependentsOfObject(key: ObjectKey, groupKind: GroupKind, object: KubeObject): Relation[] {
    const namespace = object.metadata.namespace;
    const relations = this.#owners.ownersOf(key, groupKind, ownerReferences(object), namespace);
    const workload = this.#workloads.get(key);
    if (workload) {
      pushAll(relations, this.#selectors.selecting(key, workload.namespace, workload.labels));
      pushAll(relations, this.#traffic.reaching(workload));
    }
    if (groupKind === SLICE) pushAll(relations, this.#slices.serviceOf(key, object));
    else if (LIMITING_KINDS.includes(groupKind)) {
      for (const each of this.#workloads.inNamespace(namespace ?? 'default'))
        relations.push(limits(key, each.key));
    }
    return relations;
  }

  /** The namespaces in which there are objects of a kind. */
  #namespacesOf(groupKind: GroupKind): ReadonlySet<string> {
    let namespaces = this.#namespacesByKind.get(groupKind);
    if (!namespaces) {
      namespaces = new Set(
        groupKind === 'Pod'
          ? this.pods.groups.map(({ namespace }) => namespace)
          : [...this.#objects.of(groupKind).values()].flatMap(({ metadata }) => metadata.namespace ?? []),
      );
      this.#namespacesByKind.set(groupKind, namespaces);
    }
    return namespaces;
  }
}

/** Each relation once, in order. */
function tidy(relations: Relation[]): readonly Relation[] {
  const seen = new Set<string>();
  return relations.sort(byType).filter(({ type, dependent, dependency }) => {
    const ends = `${type} ${dependent} ${dependency}`;
    return !seen.has(ends) && seen.add(ends);
  });
}

function runsOn(pod: ObjectKey, node: string): Relation {
  return {
    dependent: pod,
    dependency: `Node/${node}`,
    type: 'runsOn',
    words: 'runs on it',
    evidence: 'spec.nodeName',
  };
}

function limits(limit: ObjectKey, workload: ObjectKey): Relation {
  return {
    dependent: workload,
    dependency: limit,
    type: 'limits',
    words: 'is limited by it',
    evidence: 'metadata.namespace',
  };
}
