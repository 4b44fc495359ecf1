import type { ControllerFactory } from './controller.ts';
import { cronJobController } from './cronjob/cron-job-controller.ts';
import { daemonSetController } from './daemonset/daemon-set-controller.ts';
import { deploymentController } from './deployment/deployment-controller.ts';
import { disruptionController } from './disruption/disruption-controller.ts';
import { ephemeralVolumeController } from './ephemeral-volume/ephemeral-volume-controller.ts';
import { garbageCollector } from './garbage-collector/garbage-collector.ts';
import { horizontalController } from './horizontal-pod-autoscaler/horizontal-controller.ts';
import { jobController } from './job/job-controller.ts';
import { namespaceController } from './namespace/namespace-controller.ts';
import { nodeLifecycleController } from './node-lifecycle/node-lifecycle-controller.ts';
import { persistentVolumeController } from './persistent-volume/persistent-volume-controller.ts';
import { podGarbageCollector } from './pod-garbage-collector/pod-garbage-collector.ts';
import { replicaSetController, replicationController } from './replicaset/replica-set-controller.ts';
import { resourceQuotaController } from './resource-quota/resource-quota-controller.ts';
import { rolloutController } from './rollout/rollout-controller.ts';
import { serviceAccountController } from './service-account/service-account-controller.ts';
import { statefulSetController } from './statefulset/stateful-set-controller.ts';
import { taintEvictionController } from './taint-eviction/taint-eviction-controller.ts';
import { ttlAfterFinishedController } from './ttl-after-finished/ttl-after-finished-controller.ts';
import { volumeProtectionController } from './volume-protection/volume-protection-controller.ts';

/**
 * Every controller of the simulated cluster, in the order in which a change reaches them: who makes pods before who
 * makes those that make them, whose next step waits for its own last write.
 */
export const CONTROLLERS: readonly ControllerFactory[] = [
  rolloutController,
  replicaSetController,
  replicationController,
  deploymentController,
  statefulSetController,
  daemonSetController,
  jobController,
  cronJobController,
  horizontalController,
  disruptionController,
  resourceQuotaController,
  nodeLifecycleController,
  taintEvictionController,
  podGarbageCollector,
  garbageCollector,
  namespaceController,
  serviceAccountController,
  ephemeralVolumeController,
  persistentVolumeController,
  volumeProtectionController,
  ttlAfterFinishedController,
];
