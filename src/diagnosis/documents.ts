import type { Health, ObjectKey, StateSummary } from '../relations/index.ts';
import type { API_VERSION } from '../snapshot/index.ts';

/** How bad it is: it does not work, it works in part or may stop, it only adds to it. */
export type Severity = 'critical' | 'warning' | 'info';
/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];

/**
 * How sure it is. `certain`: the part of Kubernetes that decides it says so, and the snapshot does not contradict.
 * `likely`: it follows from objects of the snapshot. `possible`: what is seen has this among other explanations.
 */
export type Confidence = 'certain' | 'likely' | 'possible';
/** Surest first. */
export const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'possible'];

/** Where a cause lies: in something that the object depends on, in the object itself, or it only shows what lies deeper. */
export type Layer = 'dependency' | 'own' | 'symptom';
/** Deepest first. */
export const LAYERS: readonly Layer[] = ['dependency', 'own', 'symptom'];

/** A command that helps, and what for. */
export interface SuggestedCommand {
  readonly command: string;
  readonly why: string;
}

/** One reason for what is wrong. */
export interface Cause {
  /** `CONTAINER_OUT_OF_MEMORY`; it never changes. */
  readonly code: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly layer: Layer;
  /** The object in which it lies. */
  readonly object: ObjectKey;
  /** The objects that suffer from it. */
  readonly affects: readonly ObjectKey[];
  readonly message: string;
  /** What says so: `Kind/namespace/name field: value`, or an event. */
  readonly evidence: readonly string[];
  /** How the object asked for comes to it: `Deployment/shop/web owns it`, one step each. */
  readonly path: readonly string[];
  /** Codes of deeper causes that explain this one. */
  readonly explainedBy: readonly string[];
  readonly suggestions: readonly SuggestedCommand[];
}

/** Events that say the same of the same kind of object. */
export interface FoldedEvent {
  readonly type: string;
  readonly reason: string;
  /** One of the objects. */
  readonly object: ObjectKey;
  readonly objectCount: number;
  readonly message: string;
  /** How often it happened. */
  readonly count: number;
  /** RFC 3339, or null when no event tells. */
  readonly first: string | null;
  readonly last: string | null;
}

/** What is wrong with one object. */
export interface Diagnosis {
  readonly object: ObjectKey;
  readonly health: Health['status'];
  readonly reason: string;
  /** One sentence: the likely root cause, or that none was found. */
  readonly summary: string;
  /** The likely root cause first. */
  readonly causes: readonly Cause[];
  readonly events: readonly FoldedEvent[];
  /** What could not be seen, and what that leaves open. */
  readonly unseen: readonly string[];
}

/** `diag -o json`: fields may be added, none is renamed or dropped within `kubectl-smart/v1`. */
export interface DiagnosisReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'DiagnosisReport';
  readonly snapshot: StateSummary;
  readonly diagnoses: readonly Diagnosis[];
}
