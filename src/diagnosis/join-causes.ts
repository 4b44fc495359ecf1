import type { ObjectKey } from '../relations/index.ts';
import type { DiagnosisRule, FoundCause } from './diagnosis-rule.ts';
import { type Cause, CONFIDENCES, SEVERITIES } from './documents.ts';

/** More of a kind than these are not told one by one as evidence. */
const EVIDENCE = 4;

/** A cause before it is ranked. */
export type JoinedCause = Omit<Cause, 'path' | 'explainedBy'> & { readonly explains: readonly string[] };

/** Joins what a rule found several times: the same of many pods is one cause that affects them all. */
export function joinCauses(rule: DiagnosisRule, found: Iterable<FoundCause>): JoinedCause[] {
  const groups = Map.groupBy(found, (cause) => cause.same ?? `${cause.object} ${cause.message}`);
  return [...groups.values()].map((group) => joined(rule, group));
}

function joined({ code, title, layer }: DiagnosisRule, group: readonly FoundCause[]): JoinedCause {
  // The worst and surest speaks for all.
  const [leader] = group.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence),
  );
  const { severity, confidence, object, message, suggestions = [], explains = [] } = leader!;
  const affects = new Set<ObjectKey>(group.flatMap((each) => each.affects ?? [each.object]));
  const evidence = [...new Set(group.flatMap((each) => each.evidence ?? []))];
  return {
    code,
    title,
    severity,
    confidence,
    layer: leader?.layer ?? layer,
    object,
    affects: [...affects].sort(),
    message,
    evidence:
      evidence.length > EVIDENCE
        ? [...evidence.slice(0, EVIDENCE - 1), `… ${evidence.length - EVIDENCE + 1} more`]
        : evidence,
    explains,
    suggestions,
  };
}
