import { diagnose, examine } from '../diagnosis/index.ts';
import type { ObjectKey, RelationGraph } from '../relations/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import type { AskRules } from './recorded-timeline.ts';

/** What the rules of `diag` say of one object of a snapshot. */
export function rulesFor(snapshot: Snapshot, graph: RelationGraph, object: ObjectKey): ReturnType<AskRules> {
  if (!graph.has(object)) {
    return { cause: null, suggestions: [], unseen: [`${object} is not there at the moment 0`] };
  }
  const [diagnosis] = diagnose(snapshot, examine(snapshot, graph), [object]).diagnoses;
  const [first] = diagnosis?.causes ?? [];
  if (!diagnosis || !first) return { cause: null, suggestions: [], unseen: diagnosis?.unseen ?? [] };
  const { code, confidence, object: where, message, evidence } = first;
  const suggestions = new Map(
    diagnosis.causes.flatMap((cause) => cause.suggestions).map((each) => [each.command, each]),
  );
  return {
    cause: { code, confidence, object: where, message, evidence },
    suggestions: [...suggestions.values()].slice(0, 5),
    unseen: diagnosis.unseen,
  };
}
