import { conditionOf, type PodDisruptionBudget, timestampOf } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { withoutCondition } from '../machinery/conditions.ts';
import { parseTimestamp } from '../machinery/dates.ts';
import { scaledValue } from '../machinery/int-or-percent.ts';
import { expectedScale } from './expected-scale.ts';

export type BudgetStatus = NonNullable<PodDisruptionBudget['status']>;

const KIND = 'PodDisruptionBudget.policy';
const CONDITION = 'DisruptionAllowed';
/** How long an eviction may take from being allowed to the beginning of the deletion. */
const DELETION_TIMEOUT_MS = 120_000;

/** The status that a budget should have, and what its controller says and waits for besides. */
export interface BudgetVerdict {
  readonly status: BudgetStatus;
  /** Why the budget allows nothing: the number of expected pods cannot be told. */
  readonly failure?: string;
  readonly hasUnmanagedPods: boolean;
  readonly podCount: number;
  /** When an eviction that was allowed counts as not happening, milliseconds since the epoch. */
  readonly recheckMs?: number;
}

/** The pods that a budget selects, by template: what counts alike is looked at once. */
export interface BudgetPods {
  readonly templateIds: readonly number[];
  /** All of them, terminal and terminating ones included. */
  readonly podCount: number;
}

export function podsOfBudget({ pods, selections }: WorldView, budget: PodDisruptionBudget): BudgetPods {
  const templateIds = selections.templatesOf(KIND, budget).filter((id) => pods.countOfTemplate(id) > 0);
  return { templateIds, podCount: templateIds.reduce((sum, id) => sum + pods.countOfTemplate(id), 0) };
}

/**
 * What a budget's status should say at `nowMs`, milliseconds since the epoch.
 *
 * @source pkg/controller/disruption/disruption.go → trySync, failSafe, updatePdbStatus (v1.36.3)
 */
export function budgetVerdict(world: WorldView, budget: PodDisruptionBudget, nowMs: number): BudgetVerdict {
  const selected = podsOfBudget(world, budget);
  const { podCount } = selected;
  const expected = expectation(world, budget, selected);
  const { metadata, status: before } = budget;
  if (typeof expected === 'string') {
    const status = withVerdict({ ...emptyStatus(before), disruptionsAllowed: 0 }, expected, nowMs);
    return { status, failure: expected, hasUnmanagedPods: false, podCount };
  }
  const { disruptedPods, recheckMs } = evictionsUnderWay(world, budget, selected, nowMs);
  const currentHealthy = healthyCount(world, selected, metadata.namespace, disruptedPods);
  const { expectedPods, desiredHealthy } = expected;
  const disruptionsAllowed = expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
  const status = withVerdict(
    {
      currentHealthy,
      desiredHealthy,
      expectedPods,
      disruptionsAllowed,
      ...(Object.keys(disruptedPods).length > 0 ? { disruptedPods } : {}),
      observedGeneration: metadata.generation ?? 0,
      conditions: before?.conditions ?? [],
    },
    undefined,
    nowMs,
  );
  return {
    status,
    hasUnmanagedPods: expected.hasUnmanagedPods,
    podCount,
    ...(recheckMs === undefined ? {} : { recheckMs }),
  };
}

interface Expectation {
  readonly expectedPods: number;
  readonly desiredHealthy: number;
  readonly hasUnmanagedPods: boolean;
}

/**
 * How many pods there should be and how many of them healthy, or why that cannot be told.
 *
 * @source pkg/controller/disruption/disruption.go → getExpectedPodCount (v1.36.3)
 * @deviation where a custom controller is not in the snapshot, the number of pods that the budget's own status expects
 * stands for its scale.
 */
function expectation(
  world: WorldView,
  { spec, status }: PodDisruptionBudget,
  { templateIds, podCount }: BudgetPods,
): Expectation | string {
  const { maxUnavailable, minAvailable } = spec ?? {};
  if (maxUnavailable === undefined && typeof minAvailable === 'number')
    return { expectedPods: podCount, desiredHealthy: minAvailable, hasUnmanagedPods: false };
  if (maxUnavailable === undefined && minAvailable === undefined)
    return { expectedPods: 0, desiredHealthy: 0, hasUnmanagedPods: false };
  const scale = expectedScale(world, templateIds);
  if (scale.type === 'error') return scale.message;
  const expectedPods = scale.type === 'known' ? scale.replicas : (status?.expectedPods ?? podCount);
  const desiredHealthy =
    maxUnavailable === undefined
      ? scaledValue(minAvailable, expectedPods, 'up')
      : Math.max(0, expectedPods - scaledValue(maxUnavailable, expectedPods, 'up'));
  return {
    expectedPods,
    desiredHealthy,
    hasUnmanagedPods: scale.type === 'known' && scale.hasUnmanagedPods,
  };
}

/**
 * The evictions that were allowed and have not begun.
 *
 * @source pkg/controller/disruption/disruption.go → buildDisruptedPodMap (v1.36.3)
 */
function evictionsUnderWay(
  world: WorldView,
  { metadata, status }: PodDisruptionBudget,
  selected: BudgetPods,
  nowMs: number,
): { readonly disruptedPods: Record<string, string>; readonly recheckMs?: number } {
  const { pods } = world;
  const disruptedPods: Record<string, string> = {};
  let recheckMs: number | undefined;
  for (const [name, allowedAt] of Object.entries(status?.disruptedPods ?? {})) {
    const row = selectedRow(world, selected, metadata.namespace, name);
    if (row < 0 || pods.isTerminating(row)) continue;
    const overMs = parseTimestamp(allowedAt) + DELETION_TIMEOUT_MS;
    if (overMs < nowMs) continue;
    disruptedPods[name] = allowedAt;
    recheckMs = Math.min(recheckMs ?? overMs, overMs);
  }
  return { disruptedPods, ...(recheckMs === undefined ? {} : { recheckMs }) };
}

/** @source pkg/controller/disruption/disruption.go → countHealthyPods (v1.36.3) */
function healthyCount(
  world: WorldView,
  selected: BudgetPods,
  namespace: string | undefined,
  disruptedPods: Readonly<Record<string, string>>,
): number {
  const { pods } = world;
  const ready = selected.templateIds.reduce((sum, id) => sum + pods.counts.ready(id), 0);
  const leaving = Object.keys(disruptedPods).filter((name) => {
    const row = selectedRow(world, selected, namespace, name);
    return row >= 0 && pods.isReady(row) && pods.isActive(row);
  });
  return ready - leaving.length;
}

/** The row of a pod that the budget selects, or -1. */
function selectedRow(
  { pods }: WorldView,
  { templateIds }: BudgetPods,
  namespace: string | undefined,
  name: string,
): number {
  const row = pods.find(namespace ?? 'default', name);
  return row >= 0 && templateIds.includes(pods.templateId(row)) ? row : -1;
}

/** The status with its condition; nothing changes while the verdict is the one that stands there. */
function withVerdict(status: BudgetStatus, failure: string | undefined, nowMs: number): BudgetStatus {
  const isAllowed = (status.disruptionsAllowed ?? 0) > 0;
  const value = isAllowed ? 'True' : 'False';
  const reason = failure === undefined ? (isAllowed ? 'SufficientPods' : 'InsufficientPods') : 'SyncFailed';
  const message = failure ?? '';
  const current = conditionOf(status.conditions, CONDITION);
  const observedGeneration = status.observedGeneration ?? 0;
  const transition = timestampOf(nowMs);
  const condition = {
    type: CONDITION,
    status: value,
    reason,
    message,
    observedGeneration,
    lastTransitionTime: current?.status === value ? current.lastTransitionTime : transition,
  };
  return { ...status, conditions: [...(withoutCondition(status.conditions, CONDITION) ?? []), condition] };
}

function emptyStatus(status: BudgetStatus | undefined): BudgetStatus {
  return status ?? { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };
}
