import type { API_VERSION } from '../snapshot/index.ts';

/** What kind of line of a time line it is; documented in docs/incident-classes.md. */
export type TimelineType = 'change' | 'symptom' | 'spread' | 'outage' | 'recovery' | 'action';

/** One line of what happened. */
export interface TimelineEntry {
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
  readonly type: TimelineType;
  /** `ConfigMap/default/api-config` */
  readonly object: string;
  /** The user of the request; absent where nobody asked for it, or no audit log tells. */
  readonly who?: string;
  readonly summary: string;
  /** `audit:ID`, `watch.ndjson.gz:120`: where it stands. */
  readonly evidence: readonly string[];
  /** Of folded lines: how many signs, and when the last one was. */
  readonly count?: number;
  readonly until?: string;
}

/** One link of the chain from the cause to the outage. */
export interface ChainLink {
  readonly time: string;
  readonly object: string;
  readonly who?: string;
  readonly summary: string;
  /** What the object has to do with that of the next link; of the last one, what it is. */
  readonly relation: string;
  readonly evidence: readonly string[];
}

/** Another change that could have led to it. */
export interface Alternative {
  readonly time: string;
  readonly object: string;
  readonly who?: string;
  readonly summary: string;
  readonly why: string;
  readonly evidence: readonly string[];
}

/** A Service without a ready endpoint. */
export interface ServiceImpact {
  /** `namespace/name` */
  readonly service: string;
  readonly zeroFrom: string;
  /** Null when it had none until the end of what is recorded. */
  readonly zeroTo: string | null;
  /** How many it had before. */
  readonly before: number;
  /** What its endpoints were counted from. */
  readonly source: 'EndpointSlice' | 'Endpoints' | 'pods';
}

/** How it ended. */
export interface Recovery {
  /** From the first Service without a ready endpoint to the last one that had some again; null when it did not end. */
  readonly seconds: number | null;
  /** Who or what ended it, as far as the recording shows; empty when nothing does. */
  readonly by: string;
  readonly from?: string;
  readonly to?: string;
}

/** Log lines of one template. */
export interface LogTemplate {
  /** The pods' owner. */
  readonly object: string;
  readonly template: string;
  readonly count: number;
  readonly first: string;
  readonly last: string;
  /** It did not occur before the cause. */
  readonly isNew: boolean;
  readonly evidence: string;
}

/** How long a Service had nothing ready: in the recording, replayed as it was, and with the difference. */
export interface CounterfactualService {
  readonly service: string;
  /** Null: it did not come back within the recording. */
  readonly recordedZeroSeconds: number | null;
  readonly asItWasZeroSeconds: number;
  readonly simulatedZeroSeconds: number;
}

/** A recorded trouble that the simulation has no model of. */
export interface NotDerived {
  readonly object: string;
  readonly summary: string;
  readonly why: string;
}

/** The same hour with one thing different. */
export interface Counterfactual {
  /** `without ConfigMap/default/api-config` */
  readonly change: string;
  /** From when on it was simulated. */
  readonly from: string;
  readonly commands: readonly { readonly time: string; readonly command: string }[];
  readonly services: readonly CounterfactualService[];
  readonly pods: {
    readonly asItWasLost: number;
    readonly simulatedLost: number;
    readonly asItWasPending: number;
    readonly simulatedPending: number;
  };
  readonly notDerived: readonly NotDerived[];
  readonly verdict: string;
  readonly assumptions: readonly string[];
}

/** `replay outage -o json` */
export interface IncidentReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'IncidentReport';
  /** What is claimed, and what is not. */
  readonly claim: string;
  readonly recording: { readonly name: string; readonly from: string; readonly to: string };
  readonly window: { readonly from: string; readonly to: string };
  readonly incident: {
    readonly class: string;
    readonly severity: 'critical' | 'warning' | 'info' | 'none';
    readonly summary: string;
    /** From 0 to 1: what speaks for the chain as a whole. */
    readonly confidence: number;
  };
  readonly timeline: readonly TimelineEntry[];
  readonly chain: readonly ChainLink[];
  readonly alternatives: readonly Alternative[];
  readonly impact: {
    readonly services: readonly ServiceImpact[];
    readonly pods: number;
    readonly otherOutages: number;
  };
  readonly recovery: Recovery;
  readonly logs: readonly LogTemplate[];
  /** With `--without` or `--with`. */
  readonly counterfactual?: Counterfactual;
  /** What the recording lacks that could change the picture. */
  readonly limits: readonly string[];
}
