import { type ControllerBody, type PodBody, revisionLabel } from './bodies.ts';
import type { Body } from './cluster.ts';
import { isReady } from './pod-readiness.ts';
import type { ShopWorkload } from './shop-workloads.ts';

/** One workload while it runs. */
export interface Running {
  readonly workload: ShopWorkload;
  readonly controller: ControllerBody;
  /** The ReplicaSet of its present template; the controller itself where it has none. */
  set: ControllerBody;
  sets: ControllerBody[];
  pods: PodBody[];
  revision: number;
  /** Whether a pod that starts becomes ready. */
  becomesReady: (pod: PodBody) => boolean;
  /** Raised by each change of the template: an older rollout stops. */
  rollouts: number;
}

/** How long a pod lived and when its container started again, for the metrics. */
export interface Life {
  readonly pod: PodBody;
  readonly app: string;
  readonly fromMs: number;
  toMs: number;
  readonly restarts: number[];
}

/** Whether a set owns the pod. */
export function isOf(pod: PodBody, set: Body): boolean {
  return (pod.metadata.ownerReferences ?? []).some(
    (owner) => 'uid' in owner && owner.uid === set.metadata.uid,
  );
}

/** The pods that are not ending. */
export function livePods({ pods }: Running): PodBody[] {
  return pods.filter(({ metadata }) => !metadata.deletionTimestamp);
}

/** The pods of older templates. */
export function oldPods(running: Running): PodBody[] {
  return livePods(running).filter((pod) => !isOf(pod, running.set));
}

/** Writes into the controller how its pods are. @returns whether that is another status than before. */
export function writeStatus(running: Running): boolean {
  const { controller, set } = running;
  const live = livePods(running);
  const readyCount = live.filter(isReady).length;
  const replicas = controller.spec.replicas ?? live.length;
  const isAvailable = readyCount >= replicas - (replicas > 3 ? 1 : 0);
  const reason = isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable';
  const status =
    controller.kind === 'DaemonSet'
      ? {
          desiredNumberScheduled: live.length,
          currentNumberScheduled: live.length,
          numberReady: readyCount,
          numberAvailable: readyCount,
          updatedNumberScheduled: live.length,
          numberMisscheduled: 0,
        }
      : {
          replicas: live.length,
          readyReplicas: readyCount,
          availableReplicas: readyCount,
          updatedReplicas: live.filter((pod) => isOf(pod, set)).length,
          ...(live.length > readyCount ? { unavailableReplicas: live.length - readyCount } : {}),
          ...(controller.kind === 'StatefulSet'
            ? { currentRevision: revisionLabel(controller), updateRevision: revisionLabel(controller) }
            : {}),
          ...(controller.kind === 'Deployment'
            ? { conditions: [{ type: 'Available', status: isAvailable ? 'True' : 'False', reason }] }
            : {}),
        };
  if (JSON.stringify(status) === JSON.stringify(controller.status)) return false;
  controller.status = status;
  return true;
}
