import type { LabelSelector, ObjectMeta } from './meta.ts';

/** The fields of a policy/v1 PodDisruptionBudget that the scheduler reads. */
export interface PodDisruptionBudget {
  readonly metadata?: ObjectMeta;
  readonly spec?: { readonly selector?: LabelSelector };
  readonly status?: {
    readonly disruptionsAllowed?: number;
    readonly disruptedPods?: Readonly<Record<string, unknown>>;
  };
}
