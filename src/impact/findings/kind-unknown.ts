import { touchingGaps } from '../completeness.ts';
import type { FindingType } from './finding.ts';

/** Kinds that the snapshot says nothing about and that this run depends on. */
export const kindUnknown: FindingType = {
  code: 'KIND_UNKNOWN',
  title: 'The snapshot lacks a kind that matters here',
  *find(run) {
    const byEffect = Map.groupBy(
      touchingGaps(run),
      ({ effect = 'what they would change is not seen' }) => effect,
    );
    for (const [effect, gaps] of byEffect) {
      const kinds = gaps.map(({ kind }) => kind);
      yield {
        severity: 'info',
        objects: kinds,
        message: `The snapshot does not say which objects of kind ${kinds.join(', ')} there are: ${effect}.`,
        evidence: [],
      };
    }
  },
};
