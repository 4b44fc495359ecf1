/** The top of the range that every normalised score lies in. */
export const MAX_NODE_SCORE = 100;

/**
 * Scales scores in place so that the largest becomes 100; reversed, so that it becomes 0.
 *
 * @source pkg/scheduler/framework/plugins/helper/normalize_score.go → DefaultNormalizeScore (v1.36.3)
 */
export function normalizeToMax(scores: number[], { reverse }: { readonly reverse: boolean }): void {
  let max = 0;
  for (const score of scores) if (score > max) max = score;
  for (let i = 0; i < scores.length; i++) scores[i] = scaledToMax(scores[i]!, max, reverse);
}

/** One score of a list whose largest is `max`, scaled to 0–100. */
export function scaledToMax(score: number, max: number, reverse: boolean): number {
  if (max === 0) return reverse ? MAX_NODE_SCORE : score;
  const scaled = Math.trunc((MAX_NODE_SCORE * score) / max);
  return reverse ? MAX_NODE_SCORE - scaled : scaled;
}
