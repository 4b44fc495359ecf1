/**
 * What a plugin answers, in the scheduler's own words.
 *
 * @source staging/src/k8s.io/kube-scheduler/framework/interface.go → Code (v1.36.3)
 */
export type Code =
  | 'Success'
  | 'Error'
  /** Preemption may help. */
  | 'Unschedulable'
  /** Nothing that happens to pods on the node can help. */
  | 'UnschedulableAndUnresolvable'
  | 'Wait'
  | 'Skip'
  | 'Pending';

/** How much of a resource a node lacks; the text form tells it, the scheduler's message does not. */
export interface Shortfall {
  readonly resource: string;
  readonly requested: number;
  readonly used: number;
  readonly capacity: number;
}

/** A plugin's answer about a pod, or about a pod on a node. Constant answers are shared objects. */
export interface Status {
  readonly code: Code;
  /** The plugin that did not answer `Success`; empty on success. */
  readonly plugin: string;
  /** One or more reasons in the scheduler's words; for `Error` one text. */
  readonly reasons: readonly string[];
  readonly shortfalls?: readonly Shortfall[];
}

export const SUCCESS: Status = { code: 'Success', plugin: '', reasons: [] };
export const SKIP: Status = { code: 'Skip', plugin: '', reasons: [] };

/** The node, or pod, is rejected and preemption may help. */
export function unschedulable(plugin: string, ...reasons: string[]): Status {
  return { code: 'Unschedulable', plugin, reasons };
}

/** The node, or pod, is rejected and preemption cannot help. */
export function unresolvable(plugin: string, ...reasons: string[]): Status {
  return { code: 'UnschedulableAndUnresolvable', plugin, reasons };
}

/** The plugin itself failed: the whole cycle ends in an error. */
export function failure(plugin: string, message: string): Status {
  return { code: 'Error', plugin, reasons: [message] };
}

/** Whether the pod may not run there: the two unschedulable codes and Pending. */
export function isRejected(status: Status): boolean {
  return (
    status.code === 'Unschedulable' ||
    status.code === 'UnschedulableAndUnresolvable' ||
    status.code === 'Pending'
  );
}

/** The reasons as one text, as Status.Message joins them. */
export function statusMessage(status: Status): string {
  return status.reasons.join(', ');
}
