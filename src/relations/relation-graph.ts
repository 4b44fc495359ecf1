import {
  compileSelector,
  type EndpointSlice,
  type GroupKind,
  type KubeObject,
  type Service,
  selects,
} from '../kubernetes/index.ts';
import { AllowedTraffic } from './allowed-traffic.ts';
import type { ServiceDirectory } from './declared/calls.ts';
import { DeclaredIndex } from './declared-index.ts';
import { ObjectIndex } from './object-index.ts';
import { type ObjectKey, parseKey } from './object-key.ts';
import { Owners, ownerReferences } from './owners.ts';
import { PodTable, pushTo } from './pod-table.ts';
import { byType, type Relation, type RelationType } from './relation.ts';
import type { KindKnowledge, RelationSource } from './relation-source.ts';
import { Selectors } from './selectors.ts';
import { shortestPath, type Walk, type WalkOptions, walkFrom } from './walk.ts';
import { WorkloadTable } from './workload-table.ts';

const SLICE = 'EndpointSlice.discovery.k8s.io';
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
  readonly #edgesByDependent = new Map<ObjectKey, Relation[]>();
  readonly #edgesByDependency = new Map<ObjectKey, Relation[]>();
  #slicesByService: ReadonlyMap<ObjectKey, readonly ObjectKey[]> | undefined;
  #slicesByPod: ReadonlyMap<ObjectKey, readonly Relation[]> | undefined;

  constructor(source: RelationSource, { edges = [] }: GraphOptions = {}) {
    this.source = source;
    this.pods = new PodTable(source.pods);
    this.#objects = new ObjectIndex(source, this.pods);
    this.#owners = new Owners(source, this.#objects, this.pods);
    this.#workloads = new WorkloadTable(this.#objects, this.#owners);
    this.#selectors = new Selectors(this.#objects, this.pods, this.#workloads);
    this.#declared = new DeclaredIndex(this.#objects, this.pods, this.#workloads, this.#directory());
    this.#traffic = new AllowedTraffic(this.#objects, this.#workloads);
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

  /**
   * Whether an object is there: `unknown` where it was not found and the source may lack it. A kind of which there are
   * objects counts as known in a namespace only when there are some in it, or in several: else perhaps only one namespace
   * was asked for.
   */
  presenceOf(key: ObjectKey): 'present' | 'absent' | 'unknown' {
    if (this.has(key)) return 'present';
    const parts = parseKey(key);
    if (!parts) return 'unknown';
    const { state, isPartial } = this.knowledgeOf(parts.groupKind);
    if (state === 'unknown' || isPartial) return 'unknown';
    if (state === 'empty' || parts.namespace === undefined) return 'absent';
    const namespaces = this.#namespacesOf(parts.groupKind);
    return namespaces.has(parts.namespace) || namespaces.size > 1 ? 'absent' : 'unknown';
  }

  /** What an object depends on. */
  dependenciesOf(key: ObjectKey): readonly Relation[] {
    const relations = [...(this.#edgesByDependent.get(key) ?? [])];
    const parts = parseKey(key);
    if (!parts) return tidy(relations);
    if (parts.groupKind === 'Pod')
      relations.push(...this.#dependenciesOfPod(parts.namespace ?? '', parts.name));
    else {
      const object = this.#objects.get(key);
      if (object) relations.push(...this.#dependenciesOfObject(key, parts.groupKind, object));
    }
    // Children name their owner themselves, whether it is there or not.
    relations.push(...this.#owners.ownedBy(key));
    if (parts.groupKind === 'Service') {
      for (const slice of this.#slices().get(key) ?? []) relations.push(ownsSlice(key, slice));
    }
    return tidy(relations);
  }

  /** What depends on an object, or on one that is not there. */
  dependentsOf(key: ObjectKey): readonly Relation[] {
    const relations = [...(this.#edgesByDependency.get(key) ?? [])];
    const parts = parseKey(key);
    if (!parts) return tidy(relations);
    const { groupKind, namespace, name } = parts;
    relations.push(...this.#declared.naming(key, groupKind));
    if (groupKind === 'Pod') relations.push(...this.#dependentsOfPod(key, namespace ?? '', name));
    else if (groupKind === 'Node') {
      for (const row of this.pods.rowsOnNode(name)) relations.push(runsOn(this.pods.keyOf(row), name));
    } else if (groupKind === 'PersistentVolumeClaim')
      relations.push(...this.#podsOfEphemeralClaim(key, namespace ?? '', name));
    const object = groupKind === 'Pod' ? undefined : this.#objects.get(key);
    if (object) relations.push(...this.#dependentsOfObject(key, groupKind, object));
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
      ...(this.pods.makeOf(row).spec.volumes ?? []).flatMap(({ name: volume, ephemeral }, index) =>
        ephemeral ? [ephemeralClaim(namespace, name, volume, index)] : [],
      ),
    ];
  }

  #dependenciesOfObject(key: ObjectKey, groupKind: GroupKind, object: KubeObject): Relation[] {
    const relations = [
      ...this.#declared.namedBy(key, groupKind, object),
      ...this.#selectors.selectedBy(key, groupKind, object),
    ];
    if (groupKind === SLICE) relations.push(...this.#targetsOf(key, object as EndpointSlice));
    const workload = this.#workloads.get(key);
    if (!workload) return relations;
    relations.push(...this.#traffic.reachableFrom(workload));
    for (const kind of LIMITING_KINDS) {
      for (const [limit, { metadata }] of this.#objects.of(kind)) {
        if (metadata.namespace === workload.namespace) relations.push(limits(limit, key));
      }
    }
    return relations;
  }

  #dependentsOfPod(key: ObjectKey, namespace: string, name: string): Relation[] {
    const row = this.pods.rowOf(namespace, name);
    const relations = [...(this.#targeting().get(key) ?? [])];
    if (row === undefined) return relations;
    const { labels, ownerReferences: owners } = this.pods.makeOf(row);
    relations.push(...this.#owners.ownersOf(key, 'Pod', owners, namespace));
    relations.push(...this.#selectors.selecting(key, namespace, labels));
    return relations;
  }

  #dependentsOfObject(key: ObjectKey, groupKind: GroupKind, object: KubeObject): Relation[] {
    const namespace = object.metadata.namespace;
    const relations = this.#owners.ownersOf(key, groupKind, ownerReferences(object), namespace);
    const workload = this.#workloads.get(key);
    if (workload) {
      relations.push(...this.#selectors.selecting(key, workload.namespace, workload.labels));
      relations.push(...this.#traffic.reaching(workload));
    }
    if (groupKind === SLICE) {
      const service = serviceOfSlice(object);
      if (service !== undefined) relations.push(ownsSlice(service, key));
    } else if (LIMITING_KINDS.includes(groupKind)) {
      for (const each of this.#workloads.inNamespace(namespace ?? 'default'))
        relations.push(limits(key, each.key));
    }
    return relations;
  }

  /** The pods whose volume makes a claim of this name for them. */
  #podsOfEphemeralClaim(key: ObjectKey, namespace: string, name: string): Relation[] {
    const relations: Relation[] = [];
    for (let dash = name.indexOf('-'); dash >= 0; dash = name.indexOf('-', dash + 1)) {
      const pod = name.slice(0, dash);
      const row = this.pods.rowOf(namespace, pod);
      if (row === undefined) continue;
      (this.pods.makeOf(row).spec.volumes ?? []).forEach((volume, index) => {
        const relation = ephemeralClaim(namespace, pod, volume.name, index);
        if (volume.ephemeral && relation.dependency === key) relations.push(relation);
      });
    }
    return relations;
  }

  #slices(): ReadonlyMap<ObjectKey, readonly ObjectKey[]> {
    if (!this.#slicesByService) {
      const byService = new Map<ObjectKey, ObjectKey[]>();
      for (const [key, object] of this.#objects.of(SLICE)) {
        const service = serviceOfSlice(object);
        if (service !== undefined) pushTo(byService, service, key);
      }
      this.#slicesByService = byService;
    }
    return this.#slicesByService;
  }

  /** The pods that a slice names, where no selector of its Service says them already. */
  #targetsOf(key: ObjectKey, slice: EndpointSlice): Relation[] {
    const service = serviceOfSlice(slice);
    const owner = service === undefined ? undefined : (this.#objects.get(service) as Service | undefined);
    if (Object.keys(owner?.spec?.selector ?? {}).length > 0) return [];
    return (slice.endpoints ?? []).flatMap(({ targetRef }, index) =>
      targetRef?.kind === 'Pod' && targetRef.name
        ? [
            {
              dependent: key,
              dependency: `Pod/${targetRef.namespace ?? slice.metadata.namespace}/${targetRef.name}`,
              type: 'selects' as const,
              words: 'has it as an endpoint',
              evidence: `endpoints[${index}].targetRef`,
            },
          ]
        : [],
    );
  }

  #targeting(): ReadonlyMap<ObjectKey, readonly Relation[]> {
    if (!this.#slicesByPod) {
      const byPod = new Map<ObjectKey, Relation[]>();
      for (const [key, object] of this.#objects.of(SLICE)) {
        for (const relation of this.#targetsOf(key, object as EndpointSlice))
          pushTo(byPod, relation.dependency, relation);
      }
      this.#slicesByPod = byPod;
    }
    return this.#slicesByPod;
  }

  #namespacesOf(groupKind: GroupKind): ReadonlySet<string> {
    if (groupKind === 'Pod') return new Set(this.pods.groups.map(({ namespace }) => namespace));
    return new Set(
      [...this.#objects.of(groupKind).values()].flatMap(({ metadata }) => metadata.namespace ?? []),
    );
  }

  #directory(): ServiceDirectory {
    return {
      hasService: (namespace, name) => this.#objects.has(`Service/${namespace}/${name}`),
      configMap: (namespace, name) => this.#objects.get(`ConfigMap/${namespace}/${name}`),
      isOwnService: (namespace, name, labels) => {
        const service = this.#objects.get(`Service/${namespace}/${name}`) as Service | undefined;
        const matchLabels = service?.spec?.selector;
        if (!matchLabels || Object.keys(matchLabels).length === 0) return false;
        const selector = compileSelector({ matchLabels });
        return selector !== undefined && selects(selector, labels);
      },
    };
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

function serviceOfSlice({ metadata }: KubeObject): ObjectKey | undefined {
  const name = metadata.labels?.['kubernetes.io/service-name'];
  return name ? `Service/${metadata.namespace ?? 'default'}/${name}` : undefined;
}

function ownsSlice(service: ObjectKey, slice: ObjectKey): Relation {
  return {
    dependent: service,
    dependency: slice,
    type: 'owns',
    words: 'has endpoints in it',
    evidence: `${slice} metadata.labels[kubernetes.io/service-name]`,
  };
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

function ephemeralClaim(namespace: string, pod: string, volume: string, index: number): Relation {
  return {
    dependent: `Pod/${namespace}/${pod}`,
    dependency: `PersistentVolumeClaim/${namespace}/${pod}-${volume}`,
    type: 'mounts',
    words: 'has it made for its volume',
    evidence: `spec.volumes[${index}].ephemeral`,
  };
}
