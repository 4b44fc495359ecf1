import { type Recording, refKey } from '../../history/index.ts';
import { collectChanges } from '../symptoms/collect-changes.ts';
import { collectSymptoms } from '../symptoms/collect-symptoms.ts';
import { Owners } from '../symptoms/owners.ts';
import type { Symptom } from '../symptoms/symptom.ts';
import { anomalies } from './anomalies.ts';
import { type Hour, hoursOf, type ZoneOffset } from './calendar.ts';
import { humanPatterns } from './human-patterns.ts';
import type { Anomaly, Pattern, PatternLimits } from './pattern.ts';
import { relationWords } from './relation-words.ts';
import { systematicPatterns } from './systematic-patterns.ts';
import { temporalPatterns } from './temporal-patterns.ts';

/** Everything in a recording that repeats itself, and how much was tried to find it. */
export interface PatternFindings {
  /** What weighs most first. */
  readonly patterns: readonly Pattern[];
  readonly anomalies: readonly Anomaly[];
  /** Hypotheses tried, by the type of pattern. */
  readonly tried: Readonly<Record<'temporal' | 'systematic' | 'human' | 'anomaly', number>>;
  readonly symptomCount: number;
  readonly changeCount: number;
  readonly limits: PatternLimits;
}

/** Patterns of a recording whose evidence is beyond chance by the limits given. */
export function findPatterns(
  recording: Recording,
  limits: PatternLimits,
  offsetAt: ZoneOffset,
): PatternFindings {
  const owners = Owners.of(recording);
  const symptoms = collectSymptoms(recording, owners);
  const changes = collectChanges(recording, owners);
  const gaps = recording.gaps();
  const cache = new Map<string, readonly Hour[]>();
  const watchedHours = ({ watched }: Symptom) => {
    const key = `${watched.fromMs} ${watched.toMs}`;
    const hours = cache.get(key) ?? hoursOf(watched, gaps, offsetAt);
    cache.set(key, hours);
    return hours;
  };
  const temporal = temporalPatterns(symptoms, watchedHours, limits);
  const systematic = systematicPatterns(changes, symptoms, gaps, limits);
  const related = systematic.patterns.map((pattern) => ({
    ...pattern,
    relation: relationWords(pattern.cause, pattern.subject, recording, pattern.span.toMs),
  }));
  const human = humanPatterns(recording.actions.actions(), symptoms, owners, limits);
  const unusual = anomalies(symptoms, watchedHours, limits);
  const patterns: Pattern[] = [
    ...folded(temporal.patterns, ({ subject, when }) => `${refKey(subject)} ${when}`),
    ...folded(related, ({ cause, how, subject }) => `${refKey(cause)} ${how} ${refKey(subject)}`),
    ...folded(human.patterns, ({ user, action }) => `${user} ${action}`),
  ];
  return {
    patterns: patterns.sort((a, b) => weightOf(b) - weightOf(a) || a.p - b.p),
    anomalies: unusual.found,
    tried: {
      temporal: temporal.tried,
      systematic: systematic.tried,
      human: human.tried,
      anomaly: unusual.tried,
    },
    symptomCount: symptoms.length,
    changeCount: changes.reduce((sum, { times }) => sum + times.length, 0),
    limits,
  };
}

/** How many of the hits are there only because of the pattern. */
function weightOf({ hits, lift }: Pattern): number {
  return hits * (1 - 1 / lift);
}

/** One thing is seen in several ways (a restart, the event about it, the alert): the clearest stands for all. */
function folded<Kind extends Pattern>(
  patterns: readonly Kind[],
  keyOfPattern: (pattern: Kind) => string,
): Kind[] {
  return [...Map.groupBy(patterns, keyOfPattern).values()].map((group) => {
    const [clearest, ...others] = [...group].sort((a, b) => a.p - b.p || b.hits - a.hits);
    const alsoSeenAs = others.map(({ subject, what }) =>
      refKey(subject) === refKey(clearest!.subject) ? what : `${what} of ${refKey(subject)}`,
    );
    return { ...clearest!, alsoSeenAs: [...new Set(alsoSeenAs)] };
  });
}
