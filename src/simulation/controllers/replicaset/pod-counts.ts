import { NOTHING, type Selector, selectorOfMap, selects } from '../../../../scheduler-model/index.ts';
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
  const { pods } = world;
  const { held, strays } = templatesOf(world, set, selector);
  for (const id of strays) if (pods.countOfTemplate(id) > 0) return undefined;
  let active = 0;
  let fullyLabeled = 0;
  let ready = 0;
  for (const { id, isFullyLabeled } of held) {
    const activeOfTemplate = pods.counts.active(id);
    active += activeOfTemplate;
    if (isFullyLabeled) fullyLabeled += activeOfTemplate;
    ready += pods.counts.ready(id);
  }
  return { active, fullyLabeled, ready, available: ready };
}

/** The templates that matter to a ReplicaSet. */
interface TemplatesOfSet {
  /** Those that it controls and selects. */
  readonly held: readonly { readonly id: number; readonly isFullyLabeled: boolean }[];
  /** Those whose pods it would release or adopt. */
  readonly strays: readonly number[];
}

interface Answer extends TemplatesOfSet {
  readonly uid: string | undefined;
  readonly labels: Selector;
  readonly controlled: readonly number[];
  readonly controlledCount: number;
  readonly inNamespace: readonly number[];
  readonly inNamespaceCount: number;
}

/** The last answer by selector. Lists of templates only grow, so that their lengths tell whether it still holds. */
const LAST_ANSWERS = new WeakMap<Selector, Answer>();

function templatesOf({ templates }: WorldView, set: ReplicaSet, selector: Selector): TemplatesOfSet {
  const { uid, namespace = 'default' } = set.metadata;
  const labels = templateLabels(set);
  const last = LAST_ANSWERS.get(selector);
  if (
    last?.uid === uid &&
    last?.labels === labels &&
    last.controlled.length === last.controlledCount &&
    last.inNamespace.length === last.inNamespaceCount
  )
    return last;
  const controlled = templates.controlledBy(uid ?? '');
  const inNamespace = templates.inNamespace(namespace);
  const labelsOf = (id: number) => templates.get(id).make.labels;
  const isSelected = (id: number) => selects(selector, labelsOf(id));
  const answer = {
    uid,
    labels,
    controlled,
    controlledCount: controlled.length,
    inNamespace,
    inNamespaceCount: inNamespace.length,
    held: controlled.filter(isSelected).map((id) => ({ id, isFullyLabeled: selects(labels, labelsOf(id)) })),
    strays: [
      ...controlled.filter((id) => !isSelected(id)),
      ...templates.selected(namespace, selector).filter((id) => !templates.get(id).controller),
    ],
  };
  // The selector of those that have none is shared by all worlds.
  if (selector !== NOTHING) LAST_ANSWERS.set(selector, answer);
  return answer;
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
  let count = 0;
  for (const id of templates.controlledBy(set.metadata.uid ?? '')) count += pods.counts.terminating(id);
  return count;
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
