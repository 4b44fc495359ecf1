import type { ServedKind } from '../../kubernetes/index.ts';
import type { WorldView } from '../../world/index.ts';

const SCALABLE: ReadonlySet<string> = new Set([
  'Deployment.apps',
  'ReplicaSet.apps',
  'StatefulSet.apps',
  'ReplicationController',
]);

/** The server's answer about a subresource that a kind does not have. */
export const NO_SUBRESOURCE = {
  code: 404,
  reason: 'NotFound',
  message: 'the server could not find the requested resource',
};

interface CustomVersion {
  readonly subresources?: { readonly scale?: { readonly specReplicasPath?: string } };
}

/** Where a kind keeps the count that its scale subresource sets; undefined when it has none. */
export function replicasPath(
  world: WorldView,
  { groupKind, plural, group }: ServedKind,
): readonly string[] | undefined {
  if (SCALABLE.has(groupKind)) return ['spec', 'replicas'];
  const definition = world.get({
    kind: 'CustomResourceDefinition.apiextensions.k8s.io',
    name: `${plural}.${group}`,
  }) as { readonly spec?: { readonly versions?: readonly CustomVersion[] } } | undefined;
  const path = definition?.spec?.versions
    ?.map(({ subresources }) => subresources?.scale?.specReplicasPath)
    .find((each) => each !== undefined);
  return path?.split('.').filter((step) => step !== '');
}
