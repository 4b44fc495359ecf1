import type { NodeGroupLimits } from './node-group.ts';

/** An autoscaler that takes part in a run; none does unless it is asked for. */
export type AutoscalerOptions =
  | {
      readonly type: 'cluster-autoscaler';
      /** Limits of node groups by name; the other groups are those that the nodes show. */
      readonly groups?: readonly NodeGroupLimits[];
    }
  | { readonly type: 'karpenter' };
