import type { KubeObject } from '../../src/kubernetes/index.ts';
import { ago, uidOf } from './identity.ts';

/** The metadata that every object has. */
export function metadataOf(kind: string, namespace: string, name: string) {
  return {
    name,
    ...(namespace === '' ? {} : { namespace }),
    uid: uidOf(kind, namespace, name),
    creationTimestamp: ago(30 * 86_400),
  };
}

/** How an object names its controller. */
export function ownerOf({ apiVersion, kind, metadata }: KubeObject) {
  return {
    apiVersion: apiVersion!,
    kind: kind!,
    name: metadata.name!,
    uid: metadata.uid!,
    controller: true,
    blockOwnerDeletion: true,
  };
}
