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
  const isSelected = templates.selecting(selector);
  const isFullyLabeled = templates.selecting(templateLabels(set));
  let [active, fullyLabeled, ready] = [0, 0, 0];
  for (const id of templates.controlledBy(set.metadata.uid ?? '')) {
    if (pods.countOfTemplate(id) === 0) continue;
    if (!isSelected(id)) return undefined;
    const activeOfTemplate = pods.counts.active(id);
    active += activeOfTemplate;
    if (isFullyLabeled(id)) fullyLabeled += activeOfTemplate;
    ready += pods.counts.ready(id);
  }
  for (const id of templates.orphansSelected(set.metadata.namespace ?? 'default', selector)) {
    if (pods.countOfTemplate(id) > 0) return undefined;
  }
  return { active, fullyLabeled, ready, available: ready };
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

const NO_LABELS: Readonly<Record<string, string>> = {};
const BY_LABELS = new WeakMap<object, Selector>();

function templateLabels(set: ReplicaSet): Selector {
  const labels = set.spec?.template?.metadata?.labels ?? NO_LABELS;
  let selector = BY_LABELS.get(labels);
  if (!selector) {
    selector = selectorOfMap(labels);
    BY_LABELS.set(labels, selector);
  }
  return selector;
}
