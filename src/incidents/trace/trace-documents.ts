import type { API_VERSION } from '../../snapshot/index.ts';

/** One step on the way back from the symptom. */
export interface TraceStep {
  readonly time: string;
  readonly object: string;
  readonly who?: string;
  readonly summary: string;
  /** What the object has to do with that of the step before it in the list; absent for the symptom itself. */
  readonly relation?: string;
  readonly evidence: readonly string[];
}

/** A way from the symptom to a first cause. */
export interface TracePath {
  /** From 0 to 1. */
  readonly score: number;
  readonly reasons: readonly string[];
  /** The symptom first. */
  readonly steps: readonly TraceStep[];
}

/** A workload that was looked at. */
export interface WalkedObject {
  readonly object: string;
  readonly hops: number;
  readonly relation: string;
  /** What its metrics and pods show. */
  readonly found: string;
}

/** `trace … -o json` */
export interface TraceReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'TraceReport';
  readonly claim: string;
  readonly target: string;
  readonly metric: 'latency' | 'errors' | 'saturation';
  readonly spike: string;
  readonly window: { readonly from: string; readonly to: string };
  /** The best first; empty when nothing was found. */
  readonly paths: readonly TracePath[];
  readonly walked: readonly WalkedObject[];
  /** Why there is no path, or what the recording lacks. */
  readonly limits: readonly string[];
}
