import { type GroupKind, groupKindOf, type KubeObject } from '../kubernetes/index.ts';
import type { ObjectRef } from './records.ts';

/** An object with its name in the form in which reports write it: `ConfigMap/default/api-config`, `Node/worker-1`. */
export function refKey({ kind, namespace, name }: ObjectRef): string {
  const plainKind = kind.split('.', 1)[0]!;
  return namespace === '' ? `${plainKind}/${name}` : `${plainKind}/${namespace}/${name}`;
}

/** One text for one object, to tell objects apart: kinds of the same word in two groups differ. */
export function refId({ kind, namespace, name }: ObjectRef): string {
  return `${kind}/${namespace}/${name}`;
}

/** The name under which an object is recorded. */
export function refOf(object: KubeObject, kind: GroupKind): ObjectRef {
  return { kind, namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' };
}

/** The objects without those that are named twice, in the order in which each is named first. */
export function uniqueRefs(refs: readonly ObjectRef[]): ObjectRef[] {
  return [...new Map(refs.map((ref) => [refId(ref), ref])).values()];
}

/** The controller of an object by its owner references; of a mirror pod its node. */
export function controllerOf({ metadata }: KubeObject): ObjectRef | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (!owner) return undefined;
  const kind = groupKindOf(owner.apiVersion, owner.kind);
  return { kind, namespace: kind === 'Node' ? '' : (metadata.namespace ?? ''), name: owner.name };
}
