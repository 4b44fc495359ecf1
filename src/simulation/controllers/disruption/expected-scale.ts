import {
  type GroupKind,
  groupKindOf,
  type KubeObject,
  type OwnerReference,
  pluralOf,
  RESOURCES,
} from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { controllerOf } from '../machinery/ownership.ts';

/** How many pods the controllers of some pods want together, or why nobody can tell. */
export type Scale =
  | { readonly type: 'known'; readonly replicas: number; readonly hasUnmanagedPods: boolean }
  | { readonly type: 'error'; readonly message: string }
  /** A custom controller that the snapshot does not hold. */
  | { readonly type: 'unknown' };

/** Kubernetes' own kinds with a scale subresource. */
const SCALABLE: ReadonlySet<GroupKind> = new Set([
  'Deployment.apps',
  'ReplicaSet.apps',
  'StatefulSet.apps',
  'ReplicationController',
]);

interface Found {
  readonly uid: string;
  readonly replicas: number;
}

/**
 * The sum of spec.replicas over the distinct controllers of the pods of some templates; bare pods have none.
 *
 * @source pkg/controller/disruption/disruption.go → getExpectedScale (v1.36.3)
 */
export function expectedScale(world: WorldView, templateIds: readonly number[]): Scale {
  const { pods, templates } = world;
  const scales = new Map<string, number>();
  const seen = new Set<string>();
  let hasUnmanagedPods = false;
  for (const templateId of templateIds) {
    const { controller, namespace } = templates.get(templateId);
    if (!controller) {
      hasUnmanagedPods = true;
      continue;
    }
    if (seen.has(controller.uid)) continue;
    seen.add(controller.uid);
    const found = findScale(world, controller, namespace);
    if (found === 'unknown') return { type: 'unknown' };
    if (typeof found === 'string') return { type: 'error', message: found };
    if (!found) {
      const [row] = pods.ofTemplate(templateId);
      return { type: 'error', message: `found no controllers for pod "${pods.name(row!)}"` };
    }
    scales.set(found.uid, found.replicas);
  }
  const replicas = [...scales.values()].reduce((sum, each) => sum + each, 0);
  return { type: 'known', replicas, hasUnmanagedPods };
}

/** A text is an error; undefined means that the controller does not exist. */
function findScale(
  world: WorldView,
  reference: OwnerReference,
  namespace: string,
): Found | string | undefined {
  const kind = groupKindOf(reference.apiVersion, reference.kind);
  if (RESOURCES.has(kind) && !SCALABLE.has(kind))
    return `${resourceOf(kind)} does not implement the scale subresource`;
  const object = world.objects.get(kind, namespace, reference.name);
  if (!RESOURCES.has(kind) && !object) return 'unknown';
  if (!object || object.metadata.uid !== reference.uid) return undefined;
  const owner = controllerOf(object);
  if (kind === 'ReplicaSet.apps' && owner?.kind === 'Deployment') {
    const deployment = world.objects.get('Deployment.apps', namespace, owner.name);
    if (deployment?.metadata.uid === owner.uid) return scaleOf(deployment);
  }
  return scaleOf(object);
}

function scaleOf(object: KubeObject): Found {
  const { replicas = 1 } = (object['spec'] ?? {}) as { readonly replicas?: number };
  return { uid: object.metadata.uid ?? '', replicas };
}

/** `daemonsets.apps`. */
function resourceOf(kind: GroupKind): string {
  const group = RESOURCES.get(kind)?.group;
  return group ? `${pluralOf(kind)}.${group}` : pluralOf(kind);
}
