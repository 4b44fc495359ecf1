import { groupKindOf, type PodDisruptionBudget } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';

const SAFE = 'cluster-autoscaler.kubernetes.io/safe-to-evict';
const SAFE_VOLUMES = 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes';
const BUDGET = 'PodDisruptionBudget.policy';
/** @source cluster-autoscaler config/flags → blocking-system-pod-distruption-timeout (1.36.1) */
const SYSTEM_POD_MS = 3_600_000;
/** Kinds whose controllers are asked for. */
const REPLICATED = new Set(['ReplicationController', 'ReplicaSet', 'Job', 'StatefulSet']);

/**
 * Why a pod keeps its node from being removed; undefined when it does not.
 *
 * @source cluster-autoscaler simulator/drainability/rules/rules.go → Default (1.36.1)
 */
export function blocksRemoval(world: WorldView, row: number, nowMs: number): string | undefined {
  const { pods } = world;
  const { make, controller, namespace } = pods.template(row);
  if (pods.isMirror(row) || pods.isTerminating(row)) return undefined;
  if (controller && REPLICATED.has(controller.kind) && !controllerExists(world, row))
    return `controller ${controller.kind}/${controller.name} is gone`;
  if (controller?.kind === 'DaemonSet') return undefined;
  const safe = make.annotations[SAFE];
  if (safe === 'true' || pods.isTerminal(row)) return undefined;
  if (!controller || !REPLICATED.has(controller.kind)) return 'no controller that would replace it';
  const budgets = world.selections.selecting(BUDGET, pods.templateId(row));
  if (namespace === 'kube-system' && budgets.length === 0) {
    return nowMs - pods.createdMs(row) < SYSTEM_POD_MS ? 'young system pod without a budget' : undefined;
  }
  if (safe === 'false') return `annotation ${SAFE}=false`;
  if (hasLocalStorage(world, row)) return 'local storage';
  const spent = budgets.find((name) => {
    const budget = world.objects.get(BUDGET, namespace, name) as PodDisruptionBudget | undefined;
    return (budget?.status?.disruptionsAllowed ?? 0) < 1;
  });
  return spent === undefined ? undefined : `budget ${spent} allows no disruption`;
}

function controllerExists({ pods, objects }: WorldView, row: number): boolean {
  const { controller, namespace } = pods.template(row);
  if (!controller) return false;
  const kind = groupKindOf(controller.apiVersion, controller.kind);
  return objects.get(kind, namespace, controller.name)?.metadata.uid === controller.uid;
}

function hasLocalStorage({ pods }: WorldView, row: number): boolean {
  const { spec, annotations } = pods.template(row).make;
  const exempt = new Set((annotations[SAFE_VOLUMES] ?? '').split(','));
  return (spec.volumes ?? []).some(
    ({ name, hostPath, emptyDir }) =>
      !exempt.has(name) && (hostPath !== undefined || (emptyDir && emptyDir.medium !== 'Memory')),
  );
}
