import { type Recording, refKey, type Span } from '../../history/index.ts';
import { isoTime } from '../../kubernetes/index.ts';
import { API_VERSION } from '../../snapshot/index.ts';
import type { PatternFindings } from '../patterns/find-patterns.ts';
import type { Anomaly, Pattern } from '../patterns/pattern.ts';
import { lengthWords } from './length-words.ts';

/** Shorter recordings show few repetitions. */
const SHORT_DAYS = 28;

/** One pattern as a document: what it says in words, and the evidence for it. */
export interface PatternEntry {
  readonly type: Pattern['type'];
  /** The pattern as a sentence. */
  readonly summary: string;
  readonly object: string;
  readonly what: string;
  /** Of a temporal pattern. */
  readonly when?: string;
  /** Of a systematic pattern: what was changed, and how. */
  readonly cause?: string;
  readonly how?: string;
  /** Of a systematic pattern: how often it went wrong within the same time before. */
  readonly before?: number;
  /** Of a systematic pattern: how the one depends on the other; absent when nothing shows that it does. */
  readonly relation?: string;
  /** Of a human pattern. */
  readonly who?: string;
  readonly action?: string;
  /** Of a human pattern: how often this user was the first to act at all. */
  readonly answered?: number;
  /** Of systematic and human patterns. */
  readonly windowSeconds?: number;
  readonly medianDelaySeconds?: number;
  readonly hits: number;
  readonly cases: number;
  /** 95 % confidence interval of the share of hits; of a human pattern among the answered. */
  readonly interval: readonly [number, number];
  readonly baseRate: number;
  readonly lift: number;
  /** After the number of hypotheses tried. */
  readonly p: number;
  readonly from: string;
  readonly to: string;
  readonly alsoSeenAs: readonly string[];
  readonly advice: string;
}

/** One unusual day as a document. */
export interface AnomalyEntry {
  readonly summary: string;
  readonly objects: readonly string[];
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly usual: number;
  readonly z: number;
  readonly p: number;
  readonly days: number;
  readonly alsoSeenAs: readonly string[];
}

/** What repeats itself in a recording. */
export interface PatternReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'PatternReport';
  readonly recording: {
    readonly name: string;
    readonly digest: string;
    readonly from: string;
    readonly to: string;
    readonly timezone: string;
  };
  readonly limits: {
    readonly minSupport: number;
    readonly minLift: number;
    readonly falseDiscoveryRate: number;
    /** Absent: 10, 30 and 60 minutes after changes, 30 after symptoms. */
    readonly windowSeconds?: number;
  };
  readonly tried: PatternFindings['tried'];
  readonly symptoms: number;
  readonly changes: number;
  readonly patterns: readonly PatternEntry[];
  /** Absent when only what can be acted on was asked for. */
  readonly anomalies?: readonly AnomalyEntry[];
  readonly notes: readonly string[];
}

/** @param timezone as the report names it. */
export function patternReport(
  recording: Recording,
  findings: PatternFindings,
  { timezone, operational }: { readonly timezone: string; readonly operational: boolean },
): PatternReport {
  const { limits } = findings;
  return {
    apiVersion: API_VERSION,
    kind: 'PatternReport',
    recording: {
      name: recording.name,
      digest: recording.fact('digest') ?? '',
      ...stretch(recording.span),
      timezone,
    },
    limits: {
      minSupport: limits.minSupport,
      minLift: limits.minLift,
      falseDiscoveryRate: limits.falseDiscoveries,
      ...(limits.windowMs === undefined ? {} : { windowSeconds: limits.windowMs / 1000 }),
    },
    tried: findings.tried,
    symptoms: findings.symptomCount,
    changes: findings.changeCount,
    patterns: findings.patterns.map(entryOf),
    ...(operational ? {} : { anomalies: findings.anomalies.map(anomalyOf) }),
    notes: notesOf(recording),
  };
}

function entryOf(pattern: Pattern): PatternEntry {
  const { hits, cases, interval, baseRate, lift, p, span, alsoSeenAs, advice } = pattern;
  return {
    type: pattern.type,
    summary: sentence(pattern),
    object: refKey(pattern.subject),
    what: pattern.what,
    ...ownFields(pattern),
    hits,
    cases,
    interval: [rounded(interval.low), rounded(interval.high)],
    baseRate: rounded(baseRate),
    lift: rounded(lift),
    p: rounded(p),
    ...stretch(span),
    alsoSeenAs,
    advice,
  };
}

function ownFields(pattern: Pattern): Partial<PatternEntry> {
  switch (pattern.type) {
    case 'temporal':
      return { when: pattern.when };
    case 'systematic':
      return {
        cause: refKey(pattern.cause),
        how: pattern.how,
        before: pattern.before,
        ...(pattern.relation === undefined ? {} : { relation: pattern.relation }),
        windowSeconds: pattern.windowMs / 1000,
        medianDelaySeconds: Math.round(pattern.medianDelayMs / 1000),
      };
    case 'human':
      return {
        who: pattern.user,
        action: pattern.action,
        answered: pattern.answered,
        windowSeconds: pattern.windowMs / 1000,
        medianDelaySeconds: Math.round(pattern.medianDelayMs / 1000),
      };
  }
}

function sentence(pattern: Pattern): string {
  const subject = refKey(pattern.subject);
  const symptom = `${pattern.what} of ${subject}`;
  switch (pattern.type) {
    case 'temporal':
      return `${symptom} ${pattern.when}`;
    case 'systematic':
      return `${refKey(pattern.cause)} ${pattern.how}, then within ${minutes(pattern.windowMs)} ${symptom}`;
    case 'human':
      return `${pattern.user} ${pattern.action} first after ${symptom}`;
  }
}

function anomalyOf({ subjects, what, day, count, usual, z, p, days, alsoSeenAs }: Anomaly): AnomalyEntry {
  const names = subjects.map(refKey);
  const shown =
    names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
  return {
    summary: `${count} times ${what} of ${shown} on one day`,
    objects: names,
    what,
    ...stretch(day),
    count,
    usual,
    z: rounded(z),
    p: rounded(p),
    days,
    alsoSeenAs,
  };
}

function notesOf(recording: Recording): string[] {
  const notes = recording
    .gaps()
    .map(({ fromMs, toMs, what }) => `not recorded from ${isoTime(fromMs)} to ${isoTime(toMs)}: ${what}`);
  const days = (recording.span.toMs - recording.span.fromMs) / 86_400_000;
  if (days < SHORT_DAYS) {
    const length = lengthWords(recording.span.fromMs, recording.span.toMs);
    notes.push(
      `the recording is only ${length} long: what repeats itself by the week or the month cannot be seen`,
    );
  }
  if (recording.actions.actions().length === 0)
    notes.push('no audit log is recorded: who did what is not known');
  if (recording.events.events().length === 0) notes.push('no events are recorded: warnings are not known');
  return notes;
}

function stretch({ fromMs, toMs }: Span): { readonly from: string; readonly to: string } {
  return { from: isoTime(fromMs), to: isoTime(toMs) };
}

/** Four digits are more than anything here is known to. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function minutes(ms: number): string {
  return ms % 3_600_000 === 0 ? `${ms / 3_600_000} h` : `${Math.round(ms / 60_000)} min`;
}
