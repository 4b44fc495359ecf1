import type { API_VERSION, Summary, Verdict } from './documents.ts';

/** What one case of a sweep does to the cluster. */
export interface SweepRow {
  readonly case: string;
  readonly nodes: readonly string[];
  readonly evicted: number;
  readonly rescheduled: number;
  /** Pods that lost their place and have none at the end. */
  readonly pending: number;
  /** Pods that left and that nobody makes again. */
  readonly lost: number;
  /** Pods that a budget or an error kept on their node. */
  readonly blocked: readonly string[];
  readonly servicesAtZero: readonly string[];
  /** Codes of the findings above info. */
  readonly findings: readonly string[];
  readonly endSeconds: number;
  /** Digest of everything that happened to pods, and when: equal digests are equal time lines. */
  readonly timeline: string;
  readonly certainty: RowCertainty;
  /** The worst of all runs of the case. */
  readonly verdict: Verdict;
}

/** What the answer of a row rests on. */
export interface RowCertainty {
  /** Pods whose node was one of several that could have been chosen. */
  readonly openChoices: number;
  /** Kinds that the snapshot says nothing about and that could change this answer. */
  readonly unknownKinds: readonly string[];
  /** How many runs over ties and orders the case was given, and how many of them end as the first does. */
  readonly runs: number;
  readonly agreeing: number;
  /** What controllers did before the case began, if the cluster of the snapshot was not at rest. */
  readonly settling?: Settling;
}

/** What happened in a cluster that was not at rest, before a command could change anything. */
export interface Settling {
  /** Pods of the snapshot that went. */
  readonly goneCount: number;
  /** Pods that came. */
  readonly comeCount: number;
}

/** A case that nothing is known of: it killed its worker twice. */
export interface LostCase {
  readonly case: string;
  readonly error: string;
}

/** The whole sweep in one answer. */
export interface Readiness {
  /** Cases that were run. */
  readonly caseCount: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** `These 2 of 12 nodes cannot go: …`; one sentence a fact, the worst first. */
  readonly sentences: readonly string[];
}

export interface SweepReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'SweepReport';
  readonly snapshot: {
    readonly digest: string;
    readonly takenAt: string | null;
    readonly kubernetes: string;
  };
  readonly each: string;
  readonly command: string;
  readonly seed: number;
  /** Which part of the sweep this is; absent when it is whole. */
  readonly shard?: { readonly index: number; readonly count: number };
  /** Cases of the whole sweep, run here or in other shards. */
  readonly totalCases: number;
  readonly cases: readonly SweepRow[];
  readonly lost: readonly LostCase[];
  readonly readiness: Readiness;
}

/** One level of a readiness report: what happens if each unit goes in one way. */
export interface ReadinessLevel {
  readonly level: 'N-1' | 'N-2';
  readonly each: string;
  readonly command: string;
  /** How many such units the cluster has, and how many of them were simulated. */
  readonly total: number;
  readonly simulated: number;
  /** Which ones were chosen, where not all were. */
  readonly selection?: string;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** The units that cannot go without harm, worst first. */
  readonly cannotGo: readonly SweepRow[];
  readonly lost: readonly LostCase[];
}

/** Whether a cluster can do without any of its nodes, any two of them, and any of its zones. */
export interface ReadinessReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'ReadinessReport';
  readonly snapshot: SweepReport['snapshot'];
  readonly seed: number;
  readonly verdict: Verdict;
  /** The one answer, a sentence a fact. */
  readonly answer: readonly string[];
  readonly levels: readonly ReadinessLevel[];
}

/** Nodes that are drained with one command. */
export interface DrainBatch {
  /** Names of the units: nodes, or the zones or pools that they stand for. */
  readonly units: readonly string[];
  readonly nodes: readonly string[];
  readonly command: string;
  /** Seconds from the first command, in the run of the whole sequence. */
  readonly start: number;
  readonly end: number | null;
  readonly exit: number;
  readonly evicted: number;
  readonly servicesAtZero: readonly string[];
}

/** A unit that is in no batch. */
export interface KeptUnit {
  readonly unit: string;
  readonly nodes: readonly string[];
  /** The pods that do not leave. */
  readonly blocked: readonly string[];
  readonly reason: string;
}

/** In which order, and how many at a time, a set of nodes can be drained. */
export interface DrainOrder {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'DrainOrder';
  readonly snapshot: SweepReport['snapshot'];
  readonly seed: number;
  readonly each: string;
  /** Whether each batch is uncordoned before the next one is drained, or stays away. */
  readonly uncordon: boolean;
  readonly units: number;
  readonly batches: readonly DrainBatch[];
  readonly cannotGo: readonly KeptUnit[];
  /** Every line, to be run one after another. */
  readonly commands: readonly string[];
  /** What the whole sequence comes to, run from the beginning as one. */
  readonly verified: Pick<Summary, 'evicted' | 'pending' | 'endSeconds' | 'verdict' | 'reason'> & {
    readonly servicesAtZero: readonly string[];
    readonly findings: readonly string[];
  };
  /** How many what-ifs it took. */
  readonly trials: number;
  /** What happened before the first drain, in a cluster that was not at rest. */
  readonly settling?: Settling;
}
