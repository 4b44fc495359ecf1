import { type ActionRecord, refKey } from '../../history/index.ts';
import { adjustedForTried } from '../statistics/false-discoveries.ts';
import { wilsonInterval } from '../statistics/intervals.ts';
import { median } from '../statistics/robust.ts';
import { binomialTail } from '../statistics/tail-probabilities.ts';
import type { Owners } from '../symptoms/owners.ts';
import type { Symptom } from '../symptoms/symptom.ts';
import { actionWords } from './action-words.ts';
import { commandTarget } from './command-target.ts';
import { apart, coverage, firstAfter } from './follow-up.ts';
import type { HumanPattern, PatternLimits } from './pattern.ts';
import type { Found } from './temporal-patterns.ts';

/** Within which time somebody answers, unless another is asked for. */
const WINDOW_MS = 30 * 60_000;

interface Act {
  readonly timeMs: number;
  readonly user: string;
  readonly words: string;
}

/**
 * What people do first after something goes wrong: of the episodes after which a user was the first to act, in how many
 * the first act was the same, against how often the user does the same at any other time.
 */
export function humanPatterns(
  actions: readonly ActionRecord[],
  symptoms: readonly Symptom[],
  owners: Owners,
  limits: PatternLimits,
): Found<HumanPattern> {
  const windowMs = limits.windowMs ?? WINDOW_MS;
  const acts = actions.flatMap((action): Act[] => {
    if (action.actor.role !== 'person' || action.actor.user === '' || action.status >= 400) return [];
    const words = actionWords(action, owners);
    return words === undefined ? [] : [{ timeMs: action.timeMs, user: action.actor.user, words }];
  });
  const times = acts.map(({ timeMs }) => timeMs);
  if (acts.length === 0) return { patterns: [], tried: 0 };
  // What the first recorded request answers may lie before it.
  const watched = { fromMs: actions[0]!.timeMs - windowMs, toMs: actions.at(-1)!.timeMs };
  const rates = new Map<string, number>();
  const rateOf = (user: string, words: string) => {
    const key = `${user} ${words}`;
    let rate = rates.get(key);
    if (rate === undefined) {
      const own = acts.filter((act) => act.user === user && act.words === words).map(({ timeMs }) => timeMs);
      rate = coverage({ times: apart(own, 60_000), watched }, windowMs);
      rates.set(key, rate);
    }
    return rate;
  };
  const found: { readonly pattern: HumanPattern; readonly p: number }[] = [];
  let tried = 0;
  for (const symptom of symptoms) {
    const cases = apart(
      symptom.episodes.map(({ startMs }) => startMs).filter((time) => time >= watched.fromMs),
      windowMs,
    );
    if (cases.length < limits.minSupport) continue;
    const answers = cases.flatMap((time) => {
      const act = acts[firstAfter(times, time)];
      return act && act.timeMs <= time + windowMs ? [{ ...act, symptomMs: time }] : [];
    });
    for (const [user, own] of Map.groupBy(answers, (each) => each.user)) {
      for (const [words, same] of Map.groupBy(own, (each) => each.words)) {
        tried++;
        if (same.length < limits.minSupport || same.length * 2 <= own.length) continue;
        const baseRate = rateOf(user, words);
        const p = binomialTail(same.length, cases.length, baseRate);
        found.push({
          pattern: patternOf(symptom, user, words, same, own.length, cases.length, baseRate, windowMs),
          p,
        });
      }
    }
  }
  const adjusted = adjustedForTried(
    found.map(({ p }) => p),
    tried,
  );
  const patterns = found
    .map(({ pattern }, index) => ({ ...pattern, p: adjusted[index]! }))
    .filter(({ p, lift }) => p <= limits.falseDiscoveries && lift >= limits.minLift);
  return { patterns, tried };
}

function patternOf(
  { subject, what }: Symptom,
  user: string,
  words: string,
  same: readonly { readonly timeMs: number; readonly symptomMs: number }[],
  answered: number,
  cases: number,
  baseRate: number,
  windowMs: number,
): HumanPattern {
  return {
    type: 'human',
    subject,
    what,
    user,
    action: words,
    answered,
    windowMs,
    medianDelayMs: median(same.map(({ timeMs, symptomMs }) => timeMs - symptomMs)),
    hits: same.length,
    cases,
    baseRate,
    lift: same.length / cases / baseRate,
    interval: wilsonInterval(same.length, answered),
    p: 1,
    span: { fromMs: same[0]!.symptomMs, toMs: same.at(-1)!.symptomMs },
    alsoSeenAs: [],
    advice: `write it into the runbook of ${refKey(subject)}, or automate it if it helps: kubectl smart history ${commandTarget(subject)} --decisions`,
  };
}
