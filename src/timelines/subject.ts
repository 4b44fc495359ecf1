import type { SymptomType } from '../decisions/index.ts';
import type { ObjectRef } from '../history/index.ts';

/** What a time line is of: some pods, or a node, or a Service, and all that has to do with them. */
export interface Subject {
  /** `Deployment/default/api`, `Pod/production/failing-pod`, `Node/worker-3` */
  readonly key: string;
  readonly pods: readonly ObjectRef[];
  /** What owns the pods, the nearest first. */
  readonly owners: readonly ObjectRef[];
  readonly nodes: readonly ObjectRef[];
  readonly services: readonly ObjectRef[];
  /** What pods read and mount, what scales and guards them. */
  readonly related: readonly { readonly ref: ObjectRef; readonly role: string }[];
}

/** What was found for a target. */
export interface FoundSubject {
  readonly subject: Subject;
  /** Kinds of symptoms that the moment 0 is the last sign of; all when empty. */
  readonly types: readonly SymptomType[];
  /** The last sign, for what no status of a pod shows. */
  readonly lastMs?: number;
  /** What else shows the same symptom. */
  readonly others: readonly { readonly object: string; readonly count: number }[];
  /** The moment that is looked at. */
  readonly atMs: number;
  /** What has to be said of how it was found. */
  readonly remarks: readonly string[];
}
