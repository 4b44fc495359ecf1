import type { ComparisonPoint } from './comparison.ts';
import type { PodMatching, PodPair } from './match-pods.ts';
import { leaves, MOMENTS, type PodFate, staysPending } from './pod-fate.ts';

/** Times agree within two seconds or a tenth, whichever is more. */
const TOLERANCE_SECONDS = 2;
const TOLERANCE_SHARE = 0.1;

/** Whether a predicted time is near enough to the real one. */
export function isNear(real: number, predicted: number): boolean {
  return Math.abs(real - predicted) <= Math.max(TOLERANCE_SECONDS, TOLERANCE_SHARE * real);
}

/** Points about pods: who leaves, who comes, where they land, who stays pending in which words, and when. */
export function comparePods(
  { pairs, onlyReal, onlyPredicted }: PodMatching,
  withTimes: boolean,
): ComparisonPoint[] {
  return [
    ...pairs.flatMap((pair) => comparePair(pair, withTimes)),
    ...onlyReal.filter(isNews).map((fate) => ({ ...describe(fate), held: false, real: story(fate) })),
    ...onlyPredicted
      .filter(isNews)
      .map((fate) => ({ ...describe(fate), held: false, predicted: story(fate) })),
  ];
}

function isNews(fate: PodFate): boolean {
  return !fate.existed || leaves(fate);
}

function describe({ pod, existed }: PodFate): { aspect: 'leaves' | 'comes'; object: string } {
  return { aspect: existed ? 'leaves' : 'comes', object: pod };
}

function comparePair({ real, predicted }: PodPair, withTimes: boolean): ComparisonPoint[] {
  const points: ComparisonPoint[] = [];
  const object = real.pod;
  const add = (aspect: ComparisonPoint['aspect'], a: string, b: string, held = a === b) =>
    points.push({ aspect, object, held, real: a, predicted: b });
  if (!real.existed) add('comes', 'comes', 'comes');
  if (leaves(real) || leaves(predicted))
    add('leaves', leaves(real) ? 'leaves' : 'stays', leaves(predicted) ? 'leaves' : 'stays');
  if (real.node !== undefined || predicted.node !== undefined)
    add('lands', real.node ?? 'nowhere', predicted.node ?? 'nowhere');
  if (staysPending(real) || staysPending(predicted))
    add('pending', pendingWords(real), pendingWords(predicted));
  if (!withTimes) return points;
  for (const moment of MOMENTS) {
    const [a, b] = [real.at.get(moment), predicted.at.get(moment)];
    if (a !== undefined && b !== undefined)
      add('when', `${moment} at ${a} s`, `${moment} at ${b} s`, isNear(a, b));
    else if (a !== undefined || b !== undefined) add('when', timeOf(moment, a), timeOf(moment, b));
  }
  return points;
}

function timeOf(moment: string, seconds: number | undefined): string {
  return seconds === undefined ? `not ${moment}` : `${moment} at ${seconds} s`;
}

function pendingWords(fate: PodFate): string {
  return staysPending(fate) ? (fate.message ?? 'pending') : 'not pending';
}

function story(fate: PodFate): string {
  const moments = MOMENTS.flatMap((moment) =>
    fate.at.has(moment) ? [`${moment} at ${fate.at.get(moment)} s`] : [],
  );
  return [...(fate.node === undefined ? [] : [`on ${fate.node}`]), ...moments].join(', ');
}
