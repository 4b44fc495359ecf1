import type {
  KubeObject,
  LabelSelector,
  Metadata,
  PodTemplateSpec,
  ReplicaSet,
} from '../../../kubernetes/index.ts';
import type { IntOrPercent } from '../machinery/int-or-percent.ts';

export const KIND = 'Rollout.argoproj.io';
export const HASH_LABEL = 'rollouts-pod-template-hash';

/** One step of a canary. */
export interface CanaryStep {
  readonly setWeight?: number;
  readonly pause?: { readonly duration?: number | string };
  readonly setCanaryScale?: {
    readonly replicas?: number;
    readonly weight?: number;
    readonly matchTrafficWeight?: boolean;
  };
  /** Steps whose end depends on something outside the cluster. */
  readonly analysis?: unknown;
  readonly experiment?: unknown;
  readonly plugin?: unknown;
}

export interface Canary {
  readonly steps?: readonly CanaryStep[];
  readonly maxSurge?: IntOrPercent;
  readonly maxUnavailable?: IntOrPercent;
  readonly canaryService?: string;
  readonly stableService?: string;
  readonly trafficRouting?: unknown;
}

export interface BlueGreen {
  readonly activeService?: string;
  readonly previewService?: string;
  readonly autoPromotionEnabled?: boolean;
  readonly autoPromotionSeconds?: number;
  readonly previewReplicaCount?: number;
  readonly scaleDownDelaySeconds?: number;
}

export interface RolloutStatus {
  readonly abort?: boolean;
  readonly promoteFull?: boolean;
  readonly currentStepIndex?: number;
  readonly currentPodHash?: string;
  readonly stableRS?: string;
  readonly phase?: string;
  readonly message?: string;
  readonly pauseConditions?: readonly { readonly reason: string; readonly startTime: string }[];
  readonly observedGeneration?: string;
  readonly [field: string]: unknown;
}

/**
 * A Rollout of Argo Rollouts.
 *
 * @source argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1/types.go → Rollout (v1.8)
 */
export interface Rollout extends KubeObject {
  readonly metadata: Metadata;
  readonly spec?: {
    readonly replicas?: number;
    readonly paused?: boolean;
    readonly minReadySeconds?: number;
    readonly selector?: LabelSelector;
    readonly template?: PodTemplateSpec;
    readonly strategy?: { readonly canary?: Canary; readonly blueGreen?: BlueGreen };
  };
  readonly status?: RolloutStatus;
}

export function replicasOf({ spec }: Rollout): number {
  return spec?.replicas ?? 1;
}

/** The hash in the label of a ReplicaSet's pods. */
export function hashOf({ metadata }: ReplicaSet): string | undefined {
  return metadata.labels?.[HASH_LABEL];
}

export function availableOf(set: ReplicaSet | undefined): number {
  return set?.status?.availableReplicas ?? 0;
}

/** Seconds of `30`, `"30"`, `"1m"`, `"2h"`. */
export function secondsOf(duration: number | string): number {
  const match = /^(\d+)([smh]?)$/.exec(String(duration));
  if (!match) return 0;
  return Number(match[1]) * { s: 1, m: 60, h: 3600, '': 1 }[match[2] as 's' | 'm' | 'h' | '']!;
}
