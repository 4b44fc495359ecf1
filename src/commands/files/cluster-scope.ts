import { groupKindOf, type KubeObject, RESOURCES } from '../../kubernetes/index.ts';

/** Whether an object of Kubernetes' own kinds lives outside namespaces; custom resources are taken to live in one. */
export function isClusterScoped({ apiVersion = '', kind = '' }: KubeObject): boolean {
  return RESOURCES.get(groupKindOf(apiVersion, kind))?.isNamespaced === false;
}
