import type { CountedConstraint } from './class-spread.ts';

/** What a dry run counts differently from the counters, by topology value. */
export type Adjustments = ReadonlyMap<number, number>;

/**
 * The smallest count over the constraint's domains, 0 when there are too few domains.
 *
 * @source pkg/scheduler/framework/plugins/podtopologyspread/filtering.go → minMatchNum (v1.36.3)
 */
export function leastCount(
  { constraint, domains, counter }: CountedConstraint,
  adjusted?: Adjustments,
): number {
  if (domains.domainCount < constraint.minDomains) return 0;
  // Only domains with a node that counts are occupied: while there are fewer of them, one domain is empty.
  if (!adjusted && counter.occupiedCount < domains.domainCount) return 0;
  const nodeCounts = domains.nodeCounts.values;
  const counts = counter.counts.values;
  const valueCount = Math.min(nodeCounts.length, domains.topology.valueCount);
  let least = 2 ** 31 - 1;
  for (let value = 0; value < valueCount; value++) {
    if (nodeCounts[value] === 0) continue;
    const count = (counts[value] ?? 0) + (adjusted?.get(value) ?? 0);
    if (count < least) least = count;
  }
  return least;
}
