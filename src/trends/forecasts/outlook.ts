import type { ObjectRef, Recording } from '../../history/index.ts';
import type { Snapshot } from '../../snapshot/index.ts';
import type { ForecastRules, Growth, Refusal } from './forecast-series.ts';

/** What a forecast is about. */
export type OutlookKind = 'certificate' | 'claim' | 'disk' | 'memory' | 'quota' | 'nodes' | 'restarts';
/** In what it is counted. */
export type Unit = 'bytes' | 'cores' | 'count' | 'restarts a day' | 'time';

/** What to do about it. */
export interface Fix {
  readonly command: string;
  readonly effect: string;
}

/** Something that runs out, has run out or is nearly full. */
export interface Outlook {
  readonly kind: OutlookKind;
  readonly object: ObjectRef;
  /** `storage`, `memory of container api`, `requests.cpu`. */
  readonly what: string;
  readonly unit: Unit;
  readonly state: 'runs out' | 'has run out' | 'nearly full' | 'grows';
  /** Undefined where nothing but a date is known. */
  readonly now?: number;
  readonly limit?: number;
  /** When it runs out, and between which times with 95 % confidence; `latestMs` is absent when it may as well never. */
  readonly runsOutMs?: number;
  readonly earliestMs?: number;
  readonly latestMs?: number;
  /** The line behind it. */
  readonly growth?: Growth;
  /** What it is by the end of the horizon, for what has no limit. */
  readonly atHorizon?: number;
  /** What else is known: why it was not renewed, since when it grows. */
  readonly detail?: string;
  /** Where the numbers are from. */
  readonly evidence: string;
  readonly fix: Fix;
}

/** Something of which nothing is foretold, and why. */
export interface NotForecast {
  readonly kind: OutlookKind;
  readonly object: ObjectRef;
  readonly what: string;
  readonly reason:
    | Refusal['reason']
    | 'beyond the horizon'
    | 'no limit'
    | 'not readable'
    | 'renews by itself';
  readonly detail: string;
}

/** Everything that is known when something is foretold. */
export interface OutlookContext {
  readonly snapshot: Snapshot;
  /** Absent for a plain snapshot: then nothing is known of the past. */
  readonly recording: Recording | undefined;
  readonly nowMs: number;
  readonly horizonMs: number;
  readonly rules: ForecastRules;
  /** Only of this namespace. */
  readonly namespace: string | undefined;
}

/** What one source of forecasts says. */
export interface Outlooks {
  readonly outlooks: readonly Outlook[];
  readonly refused: readonly NotForecast[];
}
