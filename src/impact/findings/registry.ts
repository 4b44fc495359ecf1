import { autoscalerWithoutMetrics } from './autoscaler-without-metrics.ts';
import { barePodLost } from './bare-pod-lost.ts';
import { budgetBlocksEviction } from './budget-blocks-eviction.ts';
import { budgetDelaysEviction } from './budget-delays-eviction.ts';
import { budgetNeverAllows } from './budget-never-allows.ts';
import { clusterDnsReduced } from './cluster-dns-reduced.ts';
import { commandDoesNotEnd } from './command-does-not-end.ts';
import { commandFails } from './command-fails.ts';
import { configurationMissing } from './configuration-missing.ts';
import { configurationRemoved } from './configuration-removed.ts';
import { creationRefused } from './creation-refused.ts';
import { devicesNotAllocated } from './devices-not-allocated.ts';
import { drainRefused } from './drain-refused.ts';
import type { FindingType } from './finding.ts';
import { hostPathLeft } from './host-path-left.ts';
import { jobRetrySpent } from './job-retry-spent.ts';
import { kindUnknown } from './kind-unknown.ts';
import { limitsTooTight } from './limits-too-tight.ts';
import { localDataLost } from './local-data-lost.ts';
import { movedTwice } from './moved-twice.ts';
import { notAtRest } from './not-at-rest.ts';
import { notReadyAtEnd } from './not-ready-at-end.ts';
import { nothingSelected } from './nothing-selected.ts';
import { orderDependent } from './order-dependent.ts';
import { orderLeftToChance } from './order-left-to-chance.ts';
import { ownerNotInSnapshot } from './owner-not-in-snapshot.ts';
import { podStaysPending } from './pod-stays-pending.ts';
import { podStuckTerminating } from './pod-stuck-terminating.ts';
import { preemption } from './preemption.ts';
import { quorumLost } from './quorum-lost.ts';
import { referenceMissing } from './reference-missing.ts';
import { remediesNotTried } from './remedies-not-tried.ts';
import { schedulerNotSimulated } from './scheduler-not-simulated.ts';
import { schedulerStartUnknown } from './scheduler-start-unknown.ts';
import { selectsNoPod } from './selects-no-pod.ts';
import { serviceWithoutEndpoints } from './service-without-endpoints.ts';
import { severalBudgets } from './several-budgets.ts';
import { singleReplicaDown } from './single-replica-down.ts';
import { trafficNotSimulated } from './traffic-not-simulated.ts';
import { unmodelledOwner } from './unmodelled-owner.ts';
import { versionNotModelled } from './version-not-modelled.ts';
import { volumeHeldByDeadNode } from './volume-held-by-dead-node.ts';
import { volumePinnedToNode } from './volume-pinned-to-node.ts';
import { volumePinnedToZone } from './volume-pinned-to-zone.ts';
import { webhookBackendLeaves } from './webhook-backend-leaves.ts';

/** Every kind of finding of a run, in the order in which findings of one severity stand in a report. */
export const FINDINGS: readonly FindingType[] = [
  drainRefused,
  commandFails,
  nothingSelected,
  commandDoesNotEnd,
  budgetNeverAllows,
  severalBudgets,
  budgetBlocksEviction,
  podStaysPending,
  volumePinnedToNode,
  volumePinnedToZone,
  volumeHeldByDeadNode,
  serviceWithoutEndpoints,
  quorumLost,
  barePodLost,
  webhookBackendLeaves,
  clusterDnsReduced,
  configurationMissing,
  configurationRemoved,
  creationRefused,
  selectsNoPod,
  referenceMissing,
  limitsTooTight,
  trafficNotSimulated,
  preemption,
  localDataLost,
  singleReplicaDown,
  podStuckTerminating,
  devicesNotAllocated,
  movedTwice,
  jobRetrySpent,
  notReadyAtEnd,
  ownerNotInSnapshot,
  unmodelledOwner,
  budgetDelaysEviction,
  hostPathLeft,
  autoscalerWithoutMetrics,
  notAtRest,
  versionNotModelled,
  kindUnknown,
  schedulerNotSimulated,
  schedulerStartUnknown,
  orderLeftToChance,
];

/** Code and title of everything that a report may find, what only several runs show included. */
export const ALL_FINDINGS: readonly Pick<FindingType, 'code' | 'title'>[] = [
  ...FINDINGS,
  orderDependent,
  remediesNotTried,
];
