/** A HealingPolicy of kubeskippy.io/v1alpha1, with its defaults filled in. Durations in milliseconds. */
export interface HealingPolicy {
  /** `namespace/name` */
  readonly name: string;
  readonly mode: 'monitor' | 'dryrun' | 'automatic' | 'manual';
  readonly selector: PolicySelector;
  readonly triggers: readonly Trigger[];
  readonly actions: readonly ActionTemplate[];
  readonly safety: SafetyRules;
}

export interface PolicySelector {
  /** Empty means all. */
  readonly namespaces: readonly string[];
  readonly labelSelector: unknown;
  readonly resources: readonly ResourceFilter[];
}

export interface ResourceFilter {
  readonly apiVersion: string;
  readonly kind: string;
  readonly excludeNames: readonly string[];
}

export type Trigger = { readonly name: string; readonly cooldownMs: number } & (
  | {
      readonly type: 'metric';
      readonly query: string;
      readonly threshold: number;
      readonly operator: '>' | '<' | '>=' | '<=';
      readonly durationMs: number;
    }
  | {
      readonly type: 'event';
      readonly reason: string | undefined;
      readonly eventType: string | undefined;
      readonly count: number;
      readonly windowMs: number;
    }
  | {
      readonly type: 'condition';
      readonly condition: string;
      readonly status: string;
      readonly durationMs: number;
    }
);

export interface ActionTemplate {
  readonly name: string;
  readonly description: string;
  readonly priority: number;
  readonly requiresApproval: boolean;
  readonly action:
    | { readonly type: 'restart'; readonly strategy: string; readonly gracePeriodSeconds: number }
    | {
        readonly type: 'scale';
        readonly direction: 'up' | 'down' | 'absolute';
        readonly replicas: number;
        readonly minReplicas: number;
        readonly maxReplicas: number;
      }
    | { readonly type: 'patch'; readonly patchType: 'strategic' | 'merge' | 'json'; readonly patch: string }
    | { readonly type: 'delete'; readonly gracePeriodSeconds: number; readonly isForced: boolean }
    | { readonly type: 'custom' };
}

export interface SafetyRules {
  readonly maxActionsPerHour: number;
  readonly protectedResources: readonly ResourceFilter[];
}
