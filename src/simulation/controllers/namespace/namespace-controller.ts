import { type Namespace, RESOURCES } from '../../../kubernetes/index.ts';
import type { Change, WorldView } from '../../../world/index.ts';
import type { Controller, ControllerContext } from '../controller.ts';

/** From this version on nothing else goes while there are pods (OrderedNamespaceDeletion). */
const PODS_FIRST_MINOR = 33;

/**
 * Empties namespaces that are being deleted and lets them go when nothing is left.
 *
 * @source pkg/controller/namespace/deletion/namespaced_resources_deleter.go → Delete (v1.36.3)
 * @deviation discovery of API groups never fails, so that it never holds a namespace
 */
export function namespaceController(): Controller {
  return { name: 'namespace-controller', watch, unsettled, sync };
}

function* watch(change: Change, world: WorldView): Iterable<string> {
  if (change.type === 'putObject' && change.kind === 'Namespace') {
    if (change.object.metadata.deletionTimestamp) yield change.object.metadata.name ?? '';
  } else if (change.type === 'removeObject' && change.namespace) {
    if (isTerminating(world, change.namespace)) yield change.namespace;
  } else if (change.type === 'removePod') {
    const namespace = world.pods.namespace(change.row);
    if (isTerminating(world, namespace)) yield namespace;
  }
}

function* unsettled(world: WorldView): Iterable<string> {
  for (const { metadata } of world.objects.all('Namespace'))
    if (metadata.deletionTimestamp) yield metadata.name ?? '';
}

function sync(name: string, context: ControllerContext): void {
  const { world, api, actor } = context;
  const namespace = world.objects.get('Namespace', undefined, name) as Namespace | undefined;
  if (!namespace?.metadata.deletionTimestamp) return;
  const podsLeft = deletePods(name, context);
  if (podsLeft && world.version.minor >= PODS_FIRST_MINOR) return;
  const objectsLeft = deleteObjects(name, context);
  if (podsLeft || objectsLeft) return;
  api.update({ ...namespace, spec: { ...namespace.spec, finalizers: [] } } as never, actor);
}

/** Deletes the pods with their own grace; whether any is left. */
function deletePods(namespace: string, { world, api, actor }: ControllerContext): boolean {
  const rows = world.sortedPodRows(world.pods.inNamespace(namespace));
  for (const row of rows) {
    if (!world.pods.isTerminating(row))
      api.delete({ kind: 'Pod', namespace, name: world.pods.name(row) }, actor);
  }
  return rows.some((row) => world.pods.exists(row));
}

/** Deletes everything else; whether finalizers hold any of it. */
function deleteObjects(namespace: string, { world, api, actor }: ControllerContext): boolean {
  let left = false;
  for (const kind of world.objects.kinds()) {
    if (RESOURCES.get(kind)?.isNamespaced === false) continue;
    for (const { metadata } of [...world.objects.inNamespace(kind, namespace)]) {
      const reference = { kind, namespace, name: metadata.name ?? '' };
      if (!metadata.deletionTimestamp) api.delete(reference, actor, { propagation: 'Background' });
      left ||= world.get(reference) !== undefined;
    }
  }
  return left;
}

function isTerminating(world: WorldView, namespace: string): boolean {
  return world.objects.get('Namespace', undefined, namespace)?.metadata.deletionTimestamp !== undefined;
}
