import type { GroupKind, KubeObject, Service, StatefulSet } from '../kubernetes/index.ts';
import { callsOf, type PlacedSpec, type ServiceDirectory } from './declared/calls.ts';
import { podSpecReferences } from './declared/pod-spec.ts';
import type { Reference } from './declared/references.ts';
import { DECLARING_KINDS } from './declared/registry.ts';
import { statefulSetReferences } from './declared/storage.ts';
import type { ObjectIndex } from './object-index.ts';
import type { ObjectKey } from './object-key.ts';
import { type PodGroup, type PodTable, pushTo } from './pod-table.ts';
import type { Relation } from './relation.ts';
import type { Workload, WorkloadTable } from './workload-table.ts';

/** Kinds that a pod's spec may name, Services apart: those it only mentions in values. */
const POD_TARGETS: readonly GroupKind[] = [
  'ConfigMap',
  'Secret',
  'PersistentVolumeClaim',
  'ServiceAccount',
  'PriorityClass.scheduling.k8s.io',
  'RuntimeClass.node.k8s.io',
  'ResourceClaim.resource.k8s.io',
  'ResourceClaimTemplate.resource.k8s.io',
];
const STATEFUL_SET_TARGETS: readonly GroupKind[] = ['Service', 'StorageClass.storage.k8s.io'];

/** What objects name in their own fields, both ways; the way back is indexed by kind when it is first asked for. */
export class DeclaredIndex {
  readonly #objects: ObjectIndex;
  readonly #pods: PodTable;
  readonly #workloads: WorkloadTable;
  readonly #directory: ServiceDirectory;
  readonly #byKind = new Map<GroupKind, ReadonlyMap<ObjectKey, readonly Relation[]>>();
  #workloadsByTarget: ReadonlyMap<ObjectKey, readonly Relation[]> | undefined;
  #callersByService: ReadonlyMap<ObjectKey, readonly Relation[]> | undefined;
  #groupsByTarget: ReadonlyMap<ObjectKey, readonly GroupReference[]> | undefined;
  #groupsByService: ReadonlyMap<ObjectKey, readonly GroupReference[]> | undefined;

  constructor(objects: ObjectIndex, pods: PodTable, workloads: WorkloadTable, directory: ServiceDirectory) {
    this.#objects = objects;
    this.#pods = pods;
    this.#workloads = workloads;
    this.#directory = directory;
  }

  /** What an object other than a pod names. */
  namedBy(key: ObjectKey, groupKind: GroupKind, object: KubeObject): Relation[] {
    const namespace = object.metadata.namespace ?? 'default';
    const references = [...(DECLARING_KINDS.get(groupKind)?.references(object, namespace) ?? [])];
    if (groupKind === 'StatefulSet.apps')
      references.push(...statefulSetReferences(object as StatefulSet, namespace));
    if (groupKind === 'Service') references.push(...externalName(object as Service));
    const workload = this.#workloads.get(key);
    if (workload) references.push(...namedIn(workload), ...callsOf(workload, this.#directory));
    return references.map((reference) => ({ dependent: key, ...reference }));
  }

  /** What a pod names. */
  namedByPod(row: number): Relation[] {
    const group = { namespace: this.#pods.namespaceOf(row), make: this.#pods.makeOf(row), rows: [row] };
    const placed = placedOf(group);
    const dependent = this.#pods.keyOf(row);
    return [...namedIn(placed), ...callsOf(placed, this.#directory)].map((reference) => ({
      dependent,
      ...reference,
    }));
  }

  /** Who names an object in a field of its own. */
  naming(key: ObjectKey, groupKind: GroupKind): Relation[] {
    const relations: Relation[] = [];
    for (const [kind, { targets }] of DECLARING_KINDS) {
      if (targets && !targets.includes(groupKind)) continue;
      relations.push(...(this.#relationsOf(kind).get(key) ?? []));
    }
    if (STATEFUL_SET_TARGETS.includes(groupKind))
      relations.push(...(this.#relationsOf('StatefulSet.apps').get(key) ?? []));
    if (POD_TARGETS.includes(groupKind)) {
      relations.push(...(this.#namingWorkloads().get(key) ?? []));
      relations.push(...this.#ofPods(this.#namingGroups().get(key)));
    }
    if (groupKind === 'Service') {
      relations.push(...(this.#relationsOf('Service').get(key) ?? []));
      relations.push(...(this.#callingWorkloads().get(key) ?? []));
      relations.push(...this.#ofPods(this.#callingGroups().get(key)));
    }
    return relations;
  }

  /** The relations that objects of a kind declare by themselves, by what they name. */
  #relationsOf(kind: GroupKind): ReadonlyMap<ObjectKey, readonly Relation[]> {
    let byTarget = this.#byKind.get(kind);
    if (!byTarget) {
      const found = new Map<ObjectKey, Relation[]>();
      for (const [dependent, object] of this.#objects.of(kind)) {
        const namespace = object.metadata.namespace ?? 'default';
        const references =
          kind === 'StatefulSet.apps'
            ? statefulSetReferences(object as StatefulSet, namespace)
            : kind === 'Service'
              ? externalName(object as Service)
              : (DECLARING_KINDS.get(kind)?.references(object, namespace) ?? []);
        for (const reference of references) pushTo(found, reference.dependency, { dependent, ...reference });
      }
      byTarget = found;
      this.#byKind.set(kind, byTarget);
    }
    return byTarget;
  }

  #namingWorkloads(): ReadonlyMap<ObjectKey, readonly Relation[]> {
    this.#workloadsByTarget ??= this.#ofWorkloads(namedIn);
    return this.#workloadsByTarget;
  }

  #callingWorkloads(): ReadonlyMap<ObjectKey, readonly Relation[]> {
    this.#callersByService ??= this.#ofWorkloads((workload) => callsOf(workload, this.#directory));
    return this.#callersByService;
  }

  #ofWorkloads(referencesOf: (workload: Workload) => readonly Reference[]): Map<ObjectKey, Relation[]> {
    const byTarget = new Map<ObjectKey, Relation[]>();
    for (const workload of this.#workloads.all()) {
      for (const reference of referencesOf(workload))
        pushTo(byTarget, reference.dependency, { dependent: workload.key, ...reference });
    }
    return byTarget;
  }

  #namingGroups(): ReadonlyMap<ObjectKey, readonly GroupReference[]> {
    this.#groupsByTarget ??= this.#ofGroups((group) => namedIn(placedOf(group)));
    return this.#groupsByTarget;
  }

  #callingGroups(): ReadonlyMap<ObjectKey, readonly GroupReference[]> {
    this.#groupsByService ??= this.#ofGroups((group) => callsOf(placedOf(group), this.#directory));
    return this.#groupsByService;
  }

  #ofGroups(referencesOf: (group: PodGroup) => readonly Reference[]): Map<ObjectKey, GroupReference[]> {
    const byTarget = new Map<ObjectKey, GroupReference[]>();
    for (const group of this.#pods.groups) {
      for (const reference of referencesOf(group))
        pushTo(byTarget, reference.dependency, { group, reference });
    }
    return byTarget;
  }

  #ofPods(references: readonly GroupReference[] | undefined): Relation[] {
    return (references ?? []).flatMap(({ group, reference }) =>
      group.rows.map((row) => ({ dependent: this.#pods.keyOf(row), ...reference })),
    );
  }
}

interface GroupReference {
  readonly group: PodGroup;
  readonly reference: Reference;
}

function placedOf({ namespace, make }: PodGroup): PlacedSpec {
  return { spec: make.spec, labels: make.labels, namespace, prefix: 'spec' };
}

function namedIn({ spec, namespace, prefix }: PlacedSpec): Reference[] {
  return podSpecReferences(spec, namespace, prefix);
}

/** A Service that is another name for a Service. */
function externalName({ spec }: Service): Reference[] {
  const [name, namespace, svc] = (spec?.externalName ?? '').split('.');
  if (spec?.type !== 'ExternalName' || svc !== 'svc') return [];
  return [
    {
      dependency: `Service/${namespace}/${name}`,
      type: 'routes',
      words: 'is another name for it',
      evidence: 'spec.externalName',
    },
  ];
}
