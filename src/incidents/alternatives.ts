import { refKey } from '../history/index.ts';
import { isoTime } from '../kubernetes/index.ts';
import type { Explanation } from './causes/explain.ts';
import { timeOf } from './causes/happening.ts';
import type { DecidedChange } from './changes/decided-change.ts';
import type { Alternative } from './documents.ts';
import { isSameChange } from './related-actions.ts';
import { spanWords } from './words.ts';

/** What is weaker than this beside the chain, or by itself, is no alternative. */
const SHARE = 0.2;
const LEAST = 0.1;
const COUNT = 8;

/** Other first causes that are related to what failed, came before it and are not faint beside the best one. */
export function alternativesTo(chain: Explanation, others: readonly Explanation[]): Explanation[] {
  const inChain = chain.steps.flatMap(({ happening }) =>
    happening.type === 'change' ? [happening.change] : [],
  );
  const onsetMs = firstTrouble(chain);
  const found: Explanation[] = [];
  for (const other of others) {
    const root = other.steps[0]!.happening;
    if (other.score < Math.max(LEAST, SHARE * chain.score) || found.length >= COUNT) break;
    if (root.type !== 'change' || root.change.notBeforeMs > onsetMs || root.change.isAutomatic) continue;
    if (inChain.some((link) => isSameChange(link, root.change))) continue;
    found.push(other);
  }
  return found;
}

/** An alternative as the report writes it. */
export function alternativeEntry(chain: Explanation, other: Explanation): Alternative {
  const root = other.steps[0]!.happening as { readonly change: DecidedChange };
  const { change } = root;
  return {
    time: isoTime(change.timeMs),
    object: refKey(change.ref),
    ...(change.who === undefined ? {} : { who: change.who }),
    summary: change.words,
    why: `ranked lower because ${whyLower(chain, other)}`,
    evidence: change.evidence,
  };
}

function whyLower(chain: Explanation, other: Explanation): string {
  const why: string[] = [];
  const against = other.reasons.filter((reason) => !chain.reasons.includes(reason));
  why.push(...against);
  const onset = firstTrouble(chain);
  const gap = onset - timeOf(other.steps[0]!.happening);
  const best = onset - timeOf(chain.steps[0]!.happening);
  if (gap > best + 60_000)
    why.push(`it came ${spanWords(gap)} before the first symptom, the other ${spanWords(best)}`);
  if (
    chain.reasons.some((reason) => /taking it back/.test(reason)) &&
    !other.reasons.some((reason) => /taking it back/.test(reason))
  ) {
    why.push('it was not taken back before the recovery');
  }
  if (why.length === 0) why.push('a change of this kind explains such a failure less well');
  return `${why.join('; ')} (${percent(other.score)} against ${percent(chain.score)})`;
}

function percent(score: number): string {
  return `${Math.round(score * 100)} %`;
}

/** When the first thing went wrong along a chain. */
export function firstTrouble(chain: Explanation): number {
  const trouble = chain.steps.find(({ happening }) => happening.type !== 'change');
  return timeOf((trouble ?? chain.steps[0]!).happening);
}
