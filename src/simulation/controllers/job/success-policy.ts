import type { Job } from '../../../kubernetes/index.ts';
import { IndexRanges } from './index-ranges.ts';

/** From this minor version on a Job may succeed by its policy without being switched on. */
const SUCCESS_POLICY_SINCE = 31;

/**
 * Why an indexed Job has succeeded before all its indexes have, if its policy says so.
 *
 * @source pkg/controller/job/success_policy.go → matchSuccessPolicy (v1.36.3)
 */
export function successByPolicy({ spec }: Job, succeeded: IndexRanges, minor: number): string | undefined {
  if (minor < SUCCESS_POLICY_SINCE || succeeded.total === 0) return undefined;
  for (const [index, rule] of (spec?.successPolicy?.rules ?? []).entries()) {
    const { succeededIndexes, succeededCount } = rule;
    if (succeededIndexes === undefined) {
      if (succeededCount !== undefined && succeeded.total >= succeededCount) return matched(index);
      continue;
    }
    const required = IndexRanges.parse(succeededIndexes, spec?.completions ?? 0);
    const hits = [...required].filter((each) => succeeded.has(each)).length;
    if (required.total === 0) continue;
    if (hits === required.total || (succeededCount !== undefined && hits >= succeededCount))
      return matched(index);
  }
  return undefined;
}

function matched(index: number): string {
  return `Matched rules at index ${index}`;
}
