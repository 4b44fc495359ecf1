import type { HorizontalPodAutoscaler } from '../../../kubernetes/index.ts';

type Rules = NonNullable<NonNullable<NonNullable<HorizontalPodAutoscaler['spec']>['behavior']>['scaleUp']>;

/** How the controller manager is started by default. */
const STABILIZATION_MS = 300_000;

/** What scaling up and down looks like where behavior says nothing of it. */
const DEFAULT_UP: Rules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
const DEFAULT_DOWN: Rules = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

interface Moment {
  readonly atMs: number;
  readonly value: number;
}

/**
 * What an autoscaler remembers: what it would have liked and what it did. It lives in the controller's memory, so that a
 * run begins with the present size as the only recommendation.
 */
export class ScaleHistory {
  #recommendations: Moment[];
  #changes: Moment[] = [];

  constructor(current: number, nowMs: number) {
    this.#recommendations = [{ atMs: nowMs, value: current }];
  }

  /** Remembers that replicas were added, or with a negative number removed. */
  scaled(difference: number, nowMs: number): void {
    this.#changes.push({ atMs: nowMs, value: difference });
  }

  /**
   * The size that stabilisation, policies and bounds leave of the recommended one.
   *
   * @source pkg/controller/podautoscaler/horizontal.go → normalizeDesiredReplicas, normalizeDesiredReplicasWithBehaviors (v1.36.3)
   */
  limit(autoscaler: HorizontalPodAutoscaler, current: number, recommended: number, nowMs: number): number {
    const { minReplicas = 1, maxReplicas = 1, behavior } = autoscaler.spec ?? {};
    const up = behavior ? withDefaults(behavior.scaleUp, DEFAULT_UP) : undefined;
    const down = behavior ? withDefaults(behavior.scaleDown, DEFAULT_DOWN) : undefined;
    const upMs = (up?.stabilizationWindowSeconds ?? 0) * 1000;
    const downMs = down
      ? (down.stabilizationWindowSeconds ?? STABILIZATION_MS / 1000) * 1000
      : STABILIZATION_MS;
    this.#recommendations.push({ atMs: nowMs, value: recommended });
    const longestMs = Math.max(upMs, downMs);
    this.#recommendations = this.#recommendations.filter(({ atMs }) => atMs >= nowMs - longestMs);
    // A recommendation on the edge of its window counts only where there is no behavior.
    const isWithin = (atMs: number, fromMs: number) => (behavior ? atMs > fromMs : atMs >= fromMs);
    const within = (windowMs: number) =>
      this.#recommendations.filter(({ atMs }) => isWithin(atMs, nowMs - windowMs)).map(({ value }) => value);
    const ceiling = Math.max(recommended, ...within(downMs));
    const floor = up ? Math.min(recommended, ...within(upMs)) : recommended;
    const stable = Math.min(Math.max(current, floor), ceiling);
    if (stable > current) {
      const most = up ? this.#upLimit(current, up, nowMs) : Math.max(2 * current, 4);
      return Math.max(minReplicas, Math.min(stable, most, maxReplicas));
    }
    const least = down ? this.#downLimit(current, down, nowMs) : minReplicas;
    return Math.min(maxReplicas, Math.max(stable, least, minReplicas));
  }

  /** @source pkg/controller/podautoscaler/horizontal.go → calculateScaleUpLimitWithScalingRules (v1.36.3) */
  #upLimit(current: number, { policies = [], selectPolicy }: Rules, nowMs: number): number {
    if (selectPolicy === 'Disabled') return current;
    const limits = policies.map(({ type, value, periodSeconds }) => {
      const start = current - this.#changed(1, periodSeconds, nowMs);
      return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100));
    });
    return selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits);
  }

  /** @source pkg/controller/podautoscaler/horizontal.go → calculateScaleDownLimitWithBehaviors (v1.36.3) */
  #downLimit(current: number, { policies = [], selectPolicy }: Rules, nowMs: number): number {
    if (selectPolicy === 'Disabled') return current;
    const limits = policies.map(({ type, value, periodSeconds }) => {
      const start = current + this.#changed(-1, periodSeconds, nowMs);
      return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100));
    });
    return selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits);
  }

  /** How many replicas were added (1) or removed (-1) in a period. */
  #changed(sign: 1 | -1, periodSeconds: number, nowMs: number): number {
    return this.#changes
      .filter(({ atMs, value }) => atMs > nowMs - periodSeconds * 1000 && value * sign > 0)
      .reduce((sum, { value }) => sum + value * sign, 0);
  }
}

/** @source pkg/apis/autoscaling/v2/defaults.go → GenerateHPAScaleUpRules, GenerateHPAScaleDownRules (v1.36.3) */
function withDefaults(given: Rules | undefined, defaults: Rules): Rules {
  return {
    ...defaults,
    ...given,
    policies: given?.policies?.length ? given.policies : (defaults.policies ?? []),
  };
}
