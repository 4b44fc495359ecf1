import { type ObjectRef, refKey } from '../history/index.ts';
import { isEqual, isObject, type KubeObject } from '../kubernetes/index.ts';
import { API_VERSION, type Snapshot } from '../snapshot/index.ts';
import type { AttemptEntry, ValueEntry, WhyReport } from './documents.ts';
import { valueAt } from './field-path.ts';
import { notesOf } from './history-report.ts';
import { keptRevisions } from './revisions.ts';
import { revisionValues, snapshotNotes, snapshotSource, snapshotUnknown } from './snapshot-history.ts';
import { valueWords } from './value-words.ts';
import { scalerWords, simulationOf, type WhyQuestion } from './why-report.ts';

/** Why a field is as it is, as far as one snapshot tells, and what another value would do. */
export function snapshotWhy(
  snapshot: Snapshot,
  ref: ObjectRef,
  object: KubeObject,
  question: Omit<WhyQuestion, 'atMs'>,
): WhyReport {
  const { path } = question;
  const current = valueAt(object, path);
  const asked = question.asked === undefined ? current : question.asked;
  const revisions = keptRevisions(snapshot, ref, object);
  const source = snapshotSource(snapshot);
  const kept = path.startsWith('spec.template.') ? revisionValues(refKey(ref), revisions, path).values : [];
  const values = kept.length > 0 ? kept : [bareValue(current)];
  return {
    apiVersion: API_VERSION,
    kind: 'WhyReport',
    object: refKey(ref),
    path,
    source,
    at: source.to,
    current: { value: current ?? null, words: valueWords(current) },
    asked: { value: asked ?? null, words: valueWords(asked) },
    values,
    attempts: kept.flatMap((value, index) =>
      isEqual(value.value, asked ?? null) ? [attemptOf(value, kept[index - 1], kept[index + 1])] : [],
    ),
    alsoSetBy: path === 'spec.replicas' ? scalersIn(snapshot, ref) : [],
    ...simulationOf(question.simulated),
    notes: [...snapshotNotes(object, revisions), ...notesOf(question.notes, ref)],
    unknown: snapshotUnknown(revisions.length),
  };
}

function bareValue(value: unknown): ValueEntry {
  return {
    value: value ?? null,
    words: valueWords(value),
    from: null,
    to: null,
    heldSeconds: null,
    who: null,
    reasons: [],
    evidence: [],
  };
}

function attemptOf(
  value: ValueEntry,
  before: ValueEntry | undefined,
  next: ValueEntry | undefined,
): AttemptEntry {
  const isBack = before !== undefined && next !== undefined && isEqual(before.value, next.value);
  return {
    ...value,
    end: next === undefined ? 'holds' : isBack ? 'taken back' : 'replaced',
    next: next?.words ?? null,
    nextWho: null,
    nextReasons: next?.reasons ?? [],
    outcome: null,
  };
}

function scalersIn(snapshot: Snapshot, { kind, namespace, name }: ObjectRef): string[] {
  const plain = kind.split('.', 1)[0];
  return (snapshot.objects.get('HorizontalPodAutoscaler.autoscaling') ?? []).flatMap((hpa) => {
    const target = isObject(hpa.spec) ? hpa.spec.scaleTargetRef : undefined;
    const isTarget =
      hpa.metadata.namespace === namespace &&
      isObject(target) &&
      target.kind === plain &&
      target.name === name;
    return isTarget ? [scalerWords(hpa)] : [];
  });
}
