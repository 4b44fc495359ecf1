import type { ObjectKey } from '../relations/index.ts';
import type { Confidence, Layer, Severity, SuggestedCommand } from './documents.ts';
import type { Scope } from './scope.ts';

/** A cause before those that are the same are joined. */
export interface FoundCause {
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** By default the rule's. */
  readonly layer?: Layer;
  readonly object: ObjectKey;
  /** By default the object itself. */
  readonly affects?: readonly ObjectKey[];
  readonly message: string;
  readonly evidence?: readonly string[];
  readonly suggestions?: readonly SuggestedCommand[];
  /** Codes of causes of the same objects that only follow from this one. */
  readonly explains?: readonly string[];
  /** Causes of one rule with the same text here are one; by default the object and the message. */
  readonly same?: string;
}

/** One kind of cause: what it looks like in a state of a cluster. */
export interface DiagnosisRule {
  /** `CONTAINER_OUT_OF_MEMORY`; it never changes. */
  readonly code: string;
  /** What it says in a few words, as its row in the documentation does. */
  readonly title: string;
  readonly layer: Layer;
  readonly find: (scope: Scope) => Iterable<FoundCause>;
}
