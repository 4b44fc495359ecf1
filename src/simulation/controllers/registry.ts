import type { ControllerFactory } from './controller.ts';
import { deploymentController } from './deployment/deployment-controller.ts';
import { disruptionController } from './disruption/disruption-controller.ts';
import { replicaSetController, replicationController } from './replicaset/replica-set-controller.ts';
import { statefulSetController } from './statefulset/stateful-set-controller.ts';

/** Every controller of the simulated cluster, in the order in which a change reaches them. */
export const CONTROLLERS: readonly ControllerFactory[] = [
  deploymentController,
  replicaSetController,
  replicationController,
  statefulSetController,
  disruptionController,
];
