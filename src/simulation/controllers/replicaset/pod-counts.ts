import { type Selector, selectorOfMap, selects } from '../../../../scheduler-model/index.ts';
import type { ReplicaSet } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { availableAtMs } from '../machinery/availability.ts';

/** The pods of one ReplicaSet, counted as its status counts them. */
export interface PodCounts {
  readonly active: number;
  readonly fullyLabeled: number;
  readonly ready: number;
  readonly available: number;
}

/**
 * The counts by template, without a look at any pod; undefined where pods have to be looked at: some are to be adopted
 * or released, or become available only after a while.
 */
export function countByTemplate(
  world: WorldView,
  set: ReplicaSet,
  selector: Selector,
): PodCounts | undefined {
  if ((set.spec?.minReadySeconds ?? 0) > 0) return undefined;
  const { pods, templates } = world;
  const inUse = (id: number) => pods.countOfTemplate(id) > 0;
  const own = templates.controlledBy(set.metadata.uid ?? '').filter(inUse);
  if (own.some((id) => !selects(selector, templates.get(id).make.labels))) return undefined;
  const selected = templates.selected(set.metadata.namespace ?? 'default', selector);
  if (selected.some((id) => !templates.get(id).controller && inUse(id))) return undefined;
  const labels = templateLabels(set);
  const counts = { active: 0, fullyLabeled: 0, ready: 0 };
  for (const id of own) {
    const active = pods.counts.active(id);
    counts.active += active;
    if (selects(labels, templates.get(id).make.labels)) counts.fullyLabeled += active;
    counts.ready += pods.counts.ready(id);
  }
  return { ...counts, available: counts.ready };
}

/** The counts of active pods, one by one. */
export function countRows(
  world: WorldView,
  set: ReplicaSet,
  active: readonly number[],
  nowMs: number,
): PodCounts {
  const { pods } = world;
  const labels = templateLabels(set);
  const minReadySeconds = set.spec?.minReadySeconds ?? 0;
  const ready = active.filter((row) => pods.isReady(row));
  return {
    active: active.length,
    fullyLabeled: active.filter((row) => selects(labels, pods.template(row).make.labels)).length,
    ready: ready.length,
    available: ready.filter((row) => availableAtMs(world, row, minReadySeconds) <= nowMs).length,
  };
}

/** @source pkg/controller/controller_utils.go → FilterTerminatingPods (v1.36.3) */
export function terminatingCount({ pods, templates }: WorldView, set: ReplicaSet): number {
  const own = templates.controlledBy(set.metadata.uid ?? '');
  return own.reduce((sum, id) => sum + pods.counts.terminating(id), 0);
}

function templateLabels(set: ReplicaSet): Selector {
  return selectorOfMap(set.spec?.template?.metadata?.labels ?? {});
}
