import type { Cluster } from '../../cluster/cluster.ts';
import type { ObjectKind } from '../../cluster/object-store.ts';
import type { PodClass } from '../../cluster/pod-class.ts';
import {
  compileSelector,
  mergeSelectors,
  type Selector,
  selectorOfMap,
  selects,
} from '../../kubernetes/label-selector.ts';
import type { Labels } from '../../kubernetes/meta.ts';

/** The kinds of objects that `defaultSelector` reads. */
export const DEFAULT_SELECTOR_KINDS: ReadonlySet<ObjectKind> = new Set([
  'Service',
  'ReplicationController',
  'ReplicaSet',
  'StatefulSet',
]);

/**
 * What the default constraints select: the pods of the same services and the same workload.
 *
 * @source pkg/scheduler/framework/plugins/helper/spread.go → DefaultSelector (v1.36.3)
 */
export function defaultSelector(cluster: Cluster, podClass: PodClass): Selector {
  const labels: Record<string, string> = {};
  for (const { spec } of cluster.objects('Service').inNamespace(podClass.namespace)) {
    if (spec?.selector && selects(selectorOfMap(spec.selector), podClass.labels))
      Object.assign(labels, spec.selector);
  }
  return mergeSelectors(
    selectorOfMap({ ...labels, ...controllerMap(cluster, podClass) }),
    controllerSelector(cluster, podClass),
  );
}

function controllerMap(cluster: Cluster, podClass: PodClass): Labels {
  const owner = controllerOf(podClass);
  if (owner?.kind !== 'ReplicationController' || owner.apiVersion !== 'v1') return {};
  return (
    cluster.objects('ReplicationController').get(`${podClass.namespace}/${owner.name}`)?.spec?.selector ?? {}
  );
}

function controllerSelector(cluster: Cluster, podClass: PodClass): Selector {
  const owner = controllerOf(podClass);
  const none: Selector = { requirements: [] };
  if (owner?.apiVersion !== 'apps/v1' || (owner.kind !== 'ReplicaSet' && owner.kind !== 'StatefulSet'))
    return none;
  const controller = cluster.objects(owner.kind).get(`${podClass.namespace}/${owner.name}`);
  if (!controller) return none;
  const selector = compileSelector(controller.spec?.selector);
  return selector?.requirements ? selector : none;
}

function controllerOf({ pod }: PodClass) {
  return pod.metadata?.ownerReferences?.find(({ controller }) => controller);
}
