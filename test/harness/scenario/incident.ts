import { milliseconds } from './milliseconds.ts';

/** A line of a metric: its value from some seconds on, until the next. */
export interface MetricLine {
  readonly name: string;
  readonly help: string;
  readonly unit: string;
  /** Label `app` of the pods that have one series each; else there is one series for the service. */
  readonly pods?: string;
  readonly service?: string;
  readonly namespace: string;
  /** Seconds from the beginning of the recording, and the value from then on. */
  readonly points: readonly (readonly [seconds: number, value: number])[];
}

/** What really happened in an incident, and what could be measured meanwhile. */
export interface Incident {
  /** Things that are true of it: its cause, what had nothing to do with it, what ended it; kept as they are. */
  readonly truth: Readonly<Record<string, unknown>>;
  readonly metrics: readonly MetricLine[];
}

/** An incident as a scenario file writes it. */
export interface IncidentEntry {
  readonly metrics?: readonly (Omit<MetricLine, 'points'> & {
    readonly points: Readonly<Record<string, number>>;
  })[];
  readonly [field: string]: unknown;
}

/** Reads the field `incident` of a scenario file. */
export function incidentOf({ metrics = [], ...truth }: IncidentEntry): Incident {
  const lines = metrics.map(({ points, ...line }) => ({
    ...line,
    points: Object.entries(points).map(([at, value]) => [milliseconds(at, 0) / 1000, value] as const),
  }));
  return { truth, metrics: lines };
}
