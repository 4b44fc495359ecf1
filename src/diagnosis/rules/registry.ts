import type { DiagnosisRule } from '../diagnosis-rule.ts';
import { autoscalerAtMaximum } from './autoscaler-at-maximum.ts';
import { autoscalerBlind } from './autoscaler-blind.ts';
import { budgetAllowsNothing } from './budget-allows-nothing.ts';
import { calledServiceDown } from './called-service-down.ts';
import { claimWithoutVolume } from './claim-without-volume.ts';
import { configurationMissing } from './configuration-missing.ts';
import { containerCannotStart } from './container-cannot-start.ts';
import { containerCrashes } from './container-crashes.ts';
import { containerOutOfMemory } from './container-out-of-memory.ts';
import { daemonSetMisscheduled } from './daemonset-misscheduled.ts';
import { imagePullFails } from './image-pull-fails.ts';
import { ingressBackendMissing } from './ingress-backend-missing.ts';
import { initContainerFails } from './init-container-fails.ts';
import { jobFailed } from './job-failed.ts';
import { namespaceTerminating } from './namespace-terminating.ts';
import { nodeCordoned } from './node-cordoned.ts';
import { nodeNotReady } from './node-not-ready.ts';
import { nodeUnderPressure } from './node-under-pressure.ts';
import { podCreationRefused } from './pod-creation-refused.ts';
import { podEvicted } from './pod-evicted.ts';
import { podUnschedulable } from './pod-unschedulable.ts';
import { probeFails } from './probe-fails.ts';
import { rolloutStalled } from './rollout-stalled.ts';
import { servicePortMismatch } from './service-port-mismatch.ts';
import { serviceWithoutEndpoints } from './service-without-endpoints.ts';
import { stuckTerminating } from './stuck-terminating.ts';
import { volumeNotMounted } from './volume-not-mounted.ts';
import { workloadStopped } from './workload-stopped.ts';

/** Every rule, in the order in which causes that are equal otherwise are told. */
export const RULES: readonly DiagnosisRule[] = [
  namespaceTerminating,
  nodeNotReady,
  configurationMissing,
  podCreationRefused,
  claimWithoutVolume,
  volumeNotMounted,
  imagePullFails,
  containerOutOfMemory,
  containerCannotStart,
  initContainerFails,
  containerCrashes,
  probeFails,
  podUnschedulable,
  podEvicted,
  nodeUnderPressure,
  stuckTerminating,
  ingressBackendMissing,
  servicePortMismatch,
  serviceWithoutEndpoints,
  calledServiceDown,
  workloadStopped,
  rolloutStalled,
  jobFailed,
  daemonSetMisscheduled,
  autoscalerBlind,
  autoscalerAtMaximum,
  budgetAllowsNothing,
  nodeCordoned,
];
