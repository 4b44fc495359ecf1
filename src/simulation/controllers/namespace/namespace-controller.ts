import { type Namespace, pluralOf, RESOURCES } from '../../../kubernetes/index.ts';
import type { Change, WorldView } from '../../../world/index.ts';
import type { Controller, ControllerContext } from '../controller.ts';
import { dateMs, timestamp } from '../machinery/dates.ts';
import { deletionConditions, type Remaining } from './conditions.ts';

/** From this version on nothing else goes while there are pods (OrderedNamespaceDeletion). */
const PODS_FIRST_MINOR = 33;
/** @source pkg/controller/namespace/namespace_controller.go → namespaceDeletionGracePeriod (v1.36.3) */
const GRACE_MS = 5_000;
/** @source pkg/controller/namespace/deletion/namespaced_resources_deleter.go → finalizerEstimateSeconds (v1.36.3) */
const FINALIZER_SECONDS = 15;
const WORK = 'work ';

/**
 * Empties namespaces that are being deleted, five seconds after anything happens to them, and lets them go when nothing
 * is left.
 *
 * @source pkg/controller/namespace/deletion/namespaced_resources_deleter.go → Delete (v1.36.3)
 * @deviation discovery of API groups never fails, so that it never holds a namespace
 */
export function namespaceController(): Controller {
  return { name: 'namespace-controller', concerns: new Set(['Namespace']), watch, unsettled, sync };
}

function* watch(change: Change): Iterable<string> {
  if (change.type !== 'putObject' || change.kind !== 'Namespace') return;
  if (change.object.metadata.deletionTimestamp) yield change.object.metadata.name ?? '';
}

function* unsettled(world: WorldView): Iterable<string> {
  for (const { metadata } of world.objects.all('Namespace'))
    if (metadata.deletionTimestamp) yield metadata.name ?? '';
}

/** Keys: `NAME`, something happened to the namespace; `work NAME`, it is looked into. */
function sync(key: string, context: ControllerContext): void {
  if (!key.startsWith(WORK)) {
    context.requeueAfter(`${WORK}${key}`, GRACE_MS);
    return;
  }
  const name = key.slice(WORK.length);
  const namespace = context.world.objects.get('Namespace', undefined, name) as Namespace | undefined;
  if (!namespace?.metadata.deletionTimestamp) return;
  const { isEmpty, waitSeconds } = deleteContent(namespace, name, context);
  if (!isEmpty) context.requeueAfter(key, (waitSeconds / 2 + 1) * 1000);
  else finalize(name, context);
}

/** @source pkg/controller/namespace/deletion/namespaced_resources_deleter.go → deleteAllContent (v1.36.3) */
function deleteContent(
  namespace: Namespace,
  name: string,
  context: ControllerContext,
): { readonly isEmpty: boolean; readonly waitSeconds: number } {
  const { world } = context;
  const podSeconds = graceSeconds(namespace, name, context);
  const podCount = deletePods(name, context);
  if (podCount > 0 && world.version.minor >= PODS_FIRST_MINOR) {
    setConditions(namespace, undefined, context);
    return { isEmpty: false, waitSeconds: podSeconds };
  }
  const remaining = deleteObjects(name, context);
  if (podCount > 0) remaining.resources.set('pods.', podCount);
  setConditions(namespace, remaining, context);
  const isEmpty = remaining.resources.size === 0;
  return {
    isEmpty,
    waitSeconds: Math.max(podSeconds, remaining.finalizers.size > 0 ? FINALIZER_SECONDS : 0),
  };
}

/** How long the pods may take: their longest grace period, nothing once it is over. */
function graceSeconds({ metadata }: Namespace, name: string, context: ControllerContext): number {
  const { pods } = context.world;
  let longest = 0;
  for (const row of pods.inNamespace(name)) {
    if (pods.isTerminal(row)) continue;
    longest = Math.max(longest, pods.template(row).make.spec.terminationGracePeriodSeconds ?? 0);
  }
  const sinceSeconds = (dateMs(context) - Date.parse(metadata.deletionTimestamp ?? '')) / 1000;
  return sinceSeconds >= longest ? 0 : longest;
}

/** Deletes the pods with their own grace; returns how many are left. */
function deletePods(namespace: string, { world, api, actor }: ControllerContext): number {
  const rows = world.sortedPodRows(world.pods.inNamespace(namespace));
  for (const row of rows) {
    if (!world.pods.isTerminating(row))
      api.delete({ kind: 'Pod', namespace, name: world.pods.name(row) }, actor);
  }
  return rows.filter((row) => world.pods.exists(row)).length;
}

/** Deletes everything else; returns what finalizers hold. */
function deleteObjects(namespace: string, { world, api, actor }: ControllerContext) {
  const remaining = { resources: new Map<string, number>(), finalizers: new Map<string, number>() };
  for (const kind of world.objects.kinds()) {
    if (RESOURCES.get(kind)?.isNamespaced === false) continue;
    for (const { metadata } of [...world.objects.inNamespace(kind, namespace)]) {
      const reference = { kind, namespace, name: metadata.name ?? '' };
      if (!metadata.deletionTimestamp) api.delete(reference, actor, { propagation: 'Background' });
      const left = world.get(reference);
      if (!left) continue;
      count(remaining.resources, resourceName(kind));
      for (const finalizer of left.metadata.finalizers ?? []) count(remaining.finalizers, finalizer);
    }
  }
  return remaining;
}

function setConditions(
  { metadata }: Namespace,
  remaining: Remaining | undefined,
  context: ControllerContext,
): void {
  const { world, api, actor } = context;
  const namespace = world.objects.get('Namespace', undefined, metadata.name ?? '') as Namespace;
  const conditions = deletionConditions(namespace.status?.conditions, remaining, timestamp(context));
  if (conditions) api.updateStatus({ ...namespace, status: { ...namespace.status, conditions } }, actor);
}

/** @source pkg/controller/namespace/deletion/namespaced_resources_deleter.go → finalizeNamespace (v1.36.3) */
function finalize(name: string, { world, api, actor }: ControllerContext): void {
  const namespace = world.objects.get('Namespace', undefined, name) as Namespace;
  api.update({ ...namespace, spec: { ...namespace.spec, finalizers: [] } } as never, actor);
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** `configmaps.`, `deployments.apps`: as the controller's conditions name a resource. */
function resourceName(kind: string): string {
  const dot = kind.indexOf('.');
  return `${pluralOf(kind)}.${dot < 0 ? '' : kind.slice(dot + 1)}`;
}
