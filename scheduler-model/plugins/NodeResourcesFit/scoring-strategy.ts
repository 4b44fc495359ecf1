import type { ScoringStrategy, UtilizationShapePoint } from '../../configuration/plugin-arguments.ts';
import type { Figure } from '../NodeResources/figures.ts';

/** A node's score, 0–100, from how full its resources are. */
export type Scorer = (figures: readonly Figure[]) => number;

export function scorerOf({ type, requestedToCapacityRatio }: ScoringStrategy): Scorer {
  switch (type) {
    case 'LeastAllocated':
      return (figures) => weightedMean(figures, ({ over, freePercent }) => (over ? 0 : freePercent));
    case 'MostAllocated':
      return (figures) => weightedMean(figures, ({ usedPercent }) => usedPercent);
    case 'RequestedToCapacityRatio':
      return ratioScorer(requestedToCapacityRatio?.shape ?? []);
  }
}

/**
 * @source pkg/scheduler/framework/plugins/noderesources/least_allocated.go → leastResourceScorer (v1.36.3)
 * @source pkg/scheduler/framework/plugins/noderesources/most_allocated.go → mostResourceScorer (v1.36.3)
 */
function weightedMean(figures: readonly Figure[], score: (figure: Figure) => number): number {
  let sum = 0;
  let weights = 0;
  for (const figure of figures) {
    sum += score(figure) * figure.weight;
    weights += figure.weight;
  }
  return weights === 0 ? 0 : Math.trunc(sum / weights);
}

/** Resources that score nothing do not weigh either; the mean is rounded, half away from zero. */
function ratioScorer(shape: readonly UtilizationShapePoint[]): Scorer {
  return (figures) => {
    let sum = 0;
    let weights = 0;
    for (const { weight, over, usedPercent } of figures) {
      const score = brokenLinear(shape, over ? 100 : usedPercent);
      if (score <= 0) continue;
      sum += score * weight;
      weights += weight;
    }
    return weights === 0 ? 0 : Math.round(sum / weights);
  };
}

/**
 * @source pkg/scheduler/framework/plugins/helper/shape_score.go → BuildBrokenLinearFunction (v1.36.3)
 */
function brokenLinear(shape: readonly UtilizationShapePoint[], utilization: number): number {
  for (const [i, point] of shape.entries()) {
    if (utilization > point.utilization) continue;
    const before = shape[i - 1];
    if (!before) return point.score * 10;
    const rise = (point.score - before.score) * 10 * (utilization - before.utilization);
    return before.score * 10 + Math.trunc(rise / (point.utilization - before.utilization));
  }
  return (shape.at(-1)?.score ?? 0) * 10;
}
