import type { ObjectRef, Span } from '../../history/index.ts';
import type { Interval } from '../statistics/intervals.ts';

/** What every pattern shows of itself. */
interface Evidence {
  /** In so many of `cases` it was so. */
  readonly hits: number;
  readonly cases: number;
  /** How often it would be so by chance: a share. */
  readonly baseRate: number;
  /** How many times more often than by chance it was so. */
  readonly lift: number;
  /** 95 % confidence that the true share lies within. */
  readonly interval: Interval;
  /** How likely chance alone gives as much, after the number of hypotheses that were tried. */
  readonly p: number;
  /** From the first to the last hit. */
  readonly span: Span;
  /** What else happened at the same times. */
  readonly alsoSeenAs: readonly string[];
  /** What somebody can do about it. */
  readonly advice: string;
}

/** Something goes wrong at a time of the calendar. */
export interface TemporalPattern extends Evidence {
  readonly type: 'temporal';
  readonly subject: ObjectRef;
  readonly what: string;
  /** `on Fridays from 20:00 to 24:00` */
  readonly when: string;
}

/** Something goes wrong after a change. */
export interface SystematicPattern extends Evidence {
  readonly type: 'systematic';
  readonly cause: ObjectRef;
  readonly how: string;
  readonly subject: ObjectRef;
  readonly what: string;
  readonly windowMs: number;
  /** Half of the hits came within this time. */
  readonly medianDelayMs: number;
  /** How often it went wrong within the same time before the change. */
  readonly before: number;
  /** How what goes wrong depends on what is changed, where the recording shows it. */
  readonly relation: string | undefined;
}

/** Somebody answers a symptom in the same way. */
export interface HumanPattern extends Evidence {
  readonly type: 'human';
  readonly subject: ObjectRef;
  readonly what: string;
  readonly user: string;
  /** `restarts Deployment/default/api` */
  readonly action: string;
  /** How often this user was the first to do anything. */
  readonly answered: number;
  readonly windowMs: number;
  readonly medianDelayMs: number;
}

/** A day on which something went wrong far more often than usual. */
export interface Anomaly {
  readonly type: 'anomaly';
  readonly subjects: readonly ObjectRef[];
  readonly what: string;
  readonly day: Span;
  readonly count: number;
  /** On the middle day. */
  readonly usual: number;
  /** How many robust deviations the day lies above it. */
  readonly z: number;
  readonly p: number;
  /** How many days were compared. */
  readonly days: number;
  readonly alsoSeenAs: readonly string[];
}

export type Pattern = TemporalPattern | SystematicPattern | HumanPattern;

/** What is asked of a pattern before it is shown. */
export interface PatternLimits {
  /** Fewest hits. */
  readonly minSupport: number;
  /** Largest share of what is shown that is expected to be chance. */
  readonly falseDiscoveries: number;
  /** Fewest times more often than by chance. */
  readonly minLift: number;
  /** Within which time an effect follows; the defaults where absent. */
  readonly windowMs: number | undefined;
}
