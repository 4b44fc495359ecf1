import type { GroupKind, KubeObject } from '../kubernetes/index.ts';
import type { PodMake, PodPhase } from '../snapshot/index.ts';
import type { ObjectReference } from './tables/object-table.ts';

/** A pod condition as Kubernetes writes it, without its times. */
export interface PodCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
}

/** How the containers of a pod ended. */
export interface ContainerExit {
  readonly code: number;
  readonly atMs: number;
}

/**
 * A typed mutation of the world: what the API server stores when it has admitted a request. Pods and nodes are rows.
 *
 * `row` of a new pod is the next free one (`world.pods.rowCount`).
 */
export type PodChange =
  | {
      readonly type: 'createPod';
      readonly row: number;
      readonly name: string;
      readonly uid: string;
      readonly namespace: string;
      readonly make: PodMake;
      /** spec.nodeName of a pod that is made for a node (static pods, kubectl run --overrides). */
      readonly nodeRow?: number;
      readonly createdMs: number;
      readonly finalizers?: boolean;
    }
  /** Labels, annotations, owners or spec are replaced. */
  | { readonly type: 'updatePod'; readonly row: number; readonly make: PodMake }
  /** The pod gets its node, and the make with that node's zone and region in its labels if there is one. */
  | { readonly type: 'bindPod'; readonly row: number; readonly nodeRow: number; readonly make?: PodMake }
  /** status.nominatedNodeName; -1 clears it. */
  | { readonly type: 'nominatePod'; readonly row: number; readonly nodeRow: number }
  | { readonly type: 'setPodCondition'; readonly row: number; readonly condition: PodCondition }
  | { readonly type: 'setPodReady'; readonly row: number; readonly ready: boolean; readonly atMs: number }
  | {
      readonly type: 'setPodPhase';
      readonly row: number;
      readonly phase: PodPhase;
      /** status.startTime, when the kubelet takes the pod. */
      readonly startedMs?: number;
      /** What the containers ended with. */
      readonly exit?: ContainerExit;
      readonly reason?: string;
      readonly message?: string;
    }
  | {
      readonly type: 'restartPod';
      readonly row: number;
      readonly restartCount: number;
      readonly reason?: string;
    }
  /** A deletion begins: deletionTimestamp = `deletionMs`, which is the end of the grace period. */
  | {
      readonly type: 'terminatePod';
      readonly row: number;
      readonly deletionMs: number;
      readonly graceSeconds: number;
    }
  | { readonly type: 'setPodFinalizers'; readonly row: number; readonly finalizers: boolean }
  /** The object is gone. */
  | { readonly type: 'removePod'; readonly row: number };

export type ObjectChange =
  /** Creates or replaces an object of any kind but Pod; nodes included. */
  | { readonly type: 'putObject'; readonly kind: GroupKind; readonly object: KubeObject }
  | ({ readonly type: 'removeObject' } & ObjectReference);

/** A Kubernetes Event: it changes nothing and stands in the log. */
export interface RecordedEvent {
  readonly type: 'recordEvent';
  readonly object: ObjectReference;
  readonly eventType: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export type Change = PodChange | ObjectChange | RecordedEvent;

/** Whether a change is about a pod. */
export function isPodChange(change: Change): change is PodChange {
  return !isObjectChange(change) && change.type !== 'recordEvent';
}

/** Whether a change is about an object that is no pod. */
export function isObjectChange(change: Change): change is ObjectChange {
  return change.type === 'putObject' || change.type === 'removeObject';
}

/** What a change replaced: the state before, as far as anybody asks for it. */
export interface Replaced {
  /** The object before a `putObject` or `removeObject`. */
  readonly object?: KubeObject;
  /** The pod's make before an `updatePod`. */
  readonly make?: PodMake;
}
