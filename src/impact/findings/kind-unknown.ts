import { isPartial, touchingGaps } from '../completeness.ts';
import { unseenReferences } from '../run/unseen-references.ts';
import type { FindingType } from './finding.ts';

/** Kinds that the snapshot says nothing about, or not all, and that this run depends on. */
export const kindUnknown: FindingType = {
  code: 'KIND_UNKNOWN',
  title: 'The snapshot lacks a kind that matters here',
  *find(run) {
    const byWords = Map.groupBy(
      touchingGaps(run),
      (gap) => `${isPartial(gap) ? gap.detail : ''}\n${gap.effect ?? 'what they would change is not seen'}`,
    );
    for (const gaps of byWords.values()) {
      const kinds = gaps.map(({ kind }) => kind);
      const { detail, effect = 'what they would change is not seen' } = gaps[0]!;
      const what = isPartial(gaps[0]!)
        ? `The snapshot may not hold all objects of kind ${kinds.join(', ')} (${detail})`
        : `The snapshot does not say which objects of kind ${kinds.join(', ')} there are`;
      yield { severity: 'info', objects: kinds, message: `${what}: ${effect}.`, evidence: [] };
    }
    for (const references of Map.groupBy(
      unseenReferences(run),
      (each) => `${each.kind} ${each.user}`,
    ).values()) {
      const { kind, user } = references[0]!;
      const keys = [...new Set(references.map(({ key }) => key))].join(', ');
      yield {
        severity: 'info',
        objects: [kind],
        subject: `${kind} ${keys}`,
        message: `The snapshot does not say whether there is ${kind.split('.')[0]} ${keys}, which ${user}: shown is that ${references.length === 1 ? 'it is' : 'they are'} there.`,
        evidence: [],
      };
    }
  },
};
