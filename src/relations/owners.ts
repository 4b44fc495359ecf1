import {
  type GroupKind,
  groupKindOf,
  type KubeObject,
  type OwnerReference,
  RESOURCES,
} from '../kubernetes/index.ts';
import type { ObjectIndex } from './object-index.ts';
import { keyFor, type ObjectKey, parseKey } from './object-key.ts';
import { type PodGroup, type PodTable, pushTo } from './pod-table.ts';
import type { Relation } from './relation.ts';
import type { RelationSource } from './relation-source.ts';

/**
 * What Kubernetes' own kinds own: their children are looked for among these kinds only, so that the children of one
 * Deployment do not cost a look at every object of the cluster. Kinds that are not Kubernetes' own may own any.
 */
const CHILDREN: ReadonlyMap<GroupKind, readonly GroupKind[]> = new Map([
  ['Deployment.apps', ['ReplicaSet.apps']],
  ['ReplicaSet.apps', ['Pod']],
  ['StatefulSet.apps', ['Pod', 'PersistentVolumeClaim']],
  ['DaemonSet.apps', ['Pod']],
  ['Job.batch', ['Pod']],
  ['CronJob.batch', ['Job.batch']],
  ['ReplicationController', ['Pod']],
  ['Node', ['Pod']],
  ['Pod', ['PersistentVolumeClaim', 'ResourceClaim.resource.k8s.io']],
]);

/** Kinds that nobody but their own controllers' owners own, or of which there are too many to look at. */
const NEVER_OWNED: readonly GroupKind[] = [
  'Event',
  'Lease.coordination.k8s.io',
  'EndpointSlice.discovery.k8s.io',
];

/** Who owns whom, by the owner references of the owned. */
export class Owners {
  readonly #source: RelationSource;
  readonly #objects: ObjectIndex;
  readonly #pods: PodTable;
  readonly #childrenByKind = new Map<GroupKind, ReadonlyMap<ObjectKey, readonly ObjectKey[]>>();
  #podChildren: ReadonlyMap<ObjectKey, readonly PodGroup[]> | undefined;

  constructor(source: RelationSource, objects: ObjectIndex, pods: PodTable) {
    this.#source = source;
    this.#objects = objects;
    this.#pods = pods;
  }

  /** What an object owns. */
  ownedBy(key: ObjectKey): Relation[] {
    const groupKind = parseKey(key)?.groupKind ?? '';
    const relations: Relation[] = [];
    for (const kind of this.#kindsOfChildren(groupKind)) {
      if (kind === 'Pod') {
        for (const { rows } of this.#podGroups().get(key) ?? []) {
          for (const row of rows) relations.push(owns(key, this.#pods.keyOf(row)));
        }
      } else {
        for (const child of this.#children(kind).get(key) ?? []) relations.push(owns(key, child));
      }
    }
    return relations;
  }

  /** Who owns an object of a kind that has these references. */
  ownersOf(
    key: ObjectKey,
    groupKind: GroupKind,
    references: readonly OwnerReference[],
    namespace: string | undefined,
  ): Relation[] {
    return references
      .filter((reference) => mayOwn(groupKindOf(reference.apiVersion, reference.kind), groupKind))
      .map((reference) => owns(this.keyOfOwner(reference, namespace), key));
  }

  /** The key of an owner: in the namespace of what it owns, unless its kind stands in none. */
  keyOfOwner({ apiVersion, kind, name }: OwnerReference, namespace: string | undefined): ObjectKey {
    const groupKind = groupKindOf(apiVersion, kind);
    const resource = RESOURCES.get(groupKind);
    const inNamespace = keyFor(groupKind, namespace, name);
    if (resource) return resource.isNamespaced ? inNamespace : keyFor(groupKind, undefined, name);
    const outside = keyFor(groupKind, undefined, name);
    return this.#objects.has(outside) ? outside : inNamespace;
  }

  #kindsOfChildren(owner: GroupKind): readonly GroupKind[] {
    const known = CHILDREN.get(owner);
    if (known) return known;
    if (RESOURCES.has(owner)) return [];
    return ['Pod', ...this.#source.kinds.filter((kind) => !NEVER_OWNED.includes(kind))];
  }

  #children(kind: GroupKind): ReadonlyMap<ObjectKey, readonly ObjectKey[]> {
    let children = this.#childrenByKind.get(kind);
    if (!children) {
      const byOwner = new Map<ObjectKey, ObjectKey[]>();
      for (const [key, object] of this.#objects.of(kind)) {
        for (const owner of ownerReferences(object)) {
          pushTo(byOwner, this.keyOfOwner(owner, object.metadata.namespace), key);
        }
      }
      children = byOwner;
      this.#childrenByKind.set(kind, children);
    }
    return children;
  }

  #podGroups(): ReadonlyMap<ObjectKey, readonly PodGroup[]> {
    if (!this.#podChildren) {
      const byOwner = new Map<ObjectKey, PodGroup[]>();
      for (const group of this.#pods.groups) {
        for (const owner of group.make.ownerReferences)
          pushTo(byOwner, this.keyOfOwner(owner, group.namespace), group);
      }
      this.#podChildren = byOwner;
    }
    return this.#podChildren;
  }
}

/** The owner references of an object; none where it has none. */
export function ownerReferences({ metadata }: KubeObject): readonly OwnerReference[] {
  return metadata.ownerReferences ?? [];
}

function mayOwn(owner: GroupKind, child: GroupKind): boolean {
  const known = CHILDREN.get(owner);
  if (known) return known.includes(child);
  return !RESOURCES.has(owner) && !NEVER_OWNED.includes(child);
}

function owns(owner: ObjectKey, child: ObjectKey): Relation {
  return {
    dependent: owner,
    dependency: child,
    type: 'owns',
    words: 'owns it',
    evidence: `${child} metadata.ownerReferences`,
  };
}
