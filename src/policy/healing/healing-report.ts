import type { API_VERSION } from '../../snapshot/index.ts';
/** What a healing policy would have done over a stretch of a recording. Times are RFC 3339. */
export interface HealingReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'HealingReport';
  /** `namespace/name` */
  readonly policy: string;
  readonly mode: string;
  readonly window: { readonly from: string; readonly to: string };
  readonly triggers: readonly TriggerEntry[];
  readonly evaluations: readonly EvaluationEntry[];
  readonly summary: { readonly acted: number; readonly heldBack: number; readonly simulated: number };
}

export interface TriggerEntry {
  readonly name: string;
  readonly type: string;
  readonly firings: readonly {
    readonly from: string;
    readonly to: string;
    readonly reason: string;
    readonly subjects: readonly string[];
  }[];
  /** Why nobody can say whether it fired. */
  readonly problem?: string;
}

/** One look of the operator at the policy while a trigger fired; looks with the same result stand together. */
export interface EvaluationEntry {
  readonly from: string;
  readonly to: string;
  readonly trigger: string;
  readonly reason: string;
  /** Why no action was even considered: cooldown, rate limit, no object selected. */
  readonly heldBack?: string;
  readonly actions: readonly HealingActionEntry[];
}

export interface HealingActionEntry {
  readonly action: string;
  readonly type: string;
  readonly target: string;
  readonly outcome: 'acts' | 'dryRun' | 'waitsForApproval' | 'heldBack';
  readonly why?: string;
  /** What it comes to as a kubectl command; absent where it is none. */
  readonly command?: string;
  readonly simulated?: SimulatedOutcome;
  /** 0 to 100 by the rules of docs/healing.md. */
  readonly score: number;
  readonly reasons: readonly string[];
  readonly alternatives: readonly { readonly action: string; readonly score: number; readonly why: string }[];
}

/** What the simulation says that an action would have caused. */
export interface SimulatedOutcome {
  readonly verdict: string;
  readonly evicted: number;
  readonly pending: number;
  readonly servicesAtZero: readonly string[];
  readonly findings: readonly string[];
}
