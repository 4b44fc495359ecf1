import type { GroupKind, KubeObject } from '../../kubernetes/index.ts';
import type { ObjectReference, PodCondition } from '../../world/index.ts';

/**
 * A refusal as the API server words it.
 *
 * @source k8s.io/apimachinery/pkg/apis/meta/v1/types.go → Status (v0.36.3)
 */
export interface Status {
  /** HTTP status. */
  readonly code: number;
  /** `NotFound`, `AlreadyExists`, `Conflict`, `Forbidden`, `Invalid`, `TooManyRequests`, `InternalError`, … */
  readonly reason: string;
  readonly message: string;
  readonly causes?: readonly { readonly type: string; readonly message: string; readonly field?: string }[];
  /** What an invalid object is: its kind without the group, and its name. */
  readonly details?: { readonly kind: string; readonly name: string };
  readonly retryAfterSeconds?: number;
}

/** What a request is answered with. Refusals are data, never exceptions. */
export type Answer<Value = KubeObject> =
  | { readonly ok: true; readonly value: Value; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly status: Status };

/** Who asks, and why: it stands as the cause of every change that the request makes. */
export interface Actor {
  /** `deployment-controller`, `kube-scheduler`, `kubelet/worker-1`, `kubectl drain worker-1`. */
  readonly name: string;
  /** What the actor was working on, such as `Deployment.apps default/web`. */
  readonly subject?: string;
}

export type Propagation = 'Background' | 'Foreground' | 'Orphan';

export interface DeleteOptions {
  /** Absent: the object's own grace period. */
  readonly gracePeriodSeconds?: number;
  readonly propagation?: Propagation;
  /** The deletion is refused with a conflict if the object has another uid. */
  readonly uid?: string;
  readonly dryRun?: boolean;
}

export interface UpdateOptions {
  readonly dryRun?: boolean;
  /** The update is refused with a conflict if the stored object has another resource version. */
  readonly resourceVersion?: string;
  /** The request goes to the scale subresource: admission rules for the object itself are not about it. */
  readonly subresource?: 'scale';
}

export type PatchType = 'strategic' | 'merge' | 'json' | 'apply';

export interface PatchOptions extends UpdateOptions {
  /** Who applies; only for `apply`. */
  readonly fieldManager?: string;
  /** Takes fields over from other managers; only for `apply`. */
  readonly force?: boolean;
}

/** What a kubelet tells along with a pod's phase. */
export interface PhaseDetails {
  /** The kubelet has taken the pod: status.startTime is now. */
  readonly started?: boolean;
  /** What its containers ended with. */
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
}

/**
 * The API server as its clients see it: kubectl commands, controllers, scheduler and kubelets write through it and
 * through nothing else. A request is answered at once, at the current simulated time; what it changed is applied and
 * logged before the answer is there.
 */
export interface Api {
  create(object: KubeObject, by: Actor, options?: { readonly dryRun?: boolean }): Answer;
  /** Replaces metadata and spec. */
  update(object: KubeObject, by: Actor, options?: UpdateOptions): Answer;
  /** Replaces the status only: no admission, no generation. */
  updateStatus(object: KubeObject, by: Actor): Answer;
  patch(target: ObjectReference, type: PatchType, patch: unknown, by: Actor, options?: PatchOptions): Answer;
  delete(target: ObjectReference, by: Actor, options?: DeleteOptions): Answer;
  /** The eviction subresource: a deletion that budgets may refuse. */
  evict(
    namespace: string,
    name: string,
    by: Actor,
    options?: { readonly gracePeriodSeconds?: number; readonly dryRun?: boolean },
  ): Answer<undefined>;
  /** The binding subresource. */
  bind(podRow: number, nodeRow: number, by: Actor): Answer<undefined>;

  // The status of pods, by row: what the scheduler and the kubelets report.

  nominate(podRow: number, nodeRow: number, by: Actor): void;
  setPodCondition(podRow: number, condition: PodCondition, by: Actor): void;
  setPodReady(podRow: number, ready: boolean, by: Actor): void;
  setPodPhase(
    podRow: number,
    phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed',
    by: Actor,
    details?: PhaseDetails,
  ): void;
  restartPod(podRow: number, by: Actor, reason?: string): void;
  /** Drops metadata.finalizers; an object that is being deleted and has served its grace is then gone. */
  removePodFinalizers(podRow: number, by: Actor): void;
  /** The kubelet says that all containers have stopped: the object goes (when no finalizer holds it). */
  podStopped(podRow: number, by: Actor): void;

  /**
   * Whether the absence of an object says nothing, because the snapshot knows nothing of its kind. If so, it is noted
   * for the report that something was `assumed`, with `example` as the first case.
   */
  presume(kind: GroupKind, assumed: string, example: () => string): boolean;

  recordEvent(
    object: ObjectReference,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    by: Actor,
  ): void;
}
