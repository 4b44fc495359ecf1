import type { ComparisonPoint } from './comparison.ts';
import { leaves, MOMENTS, type PodFate, staysPending } from './pod-fate.ts';

/** A real pod and the predicted one that stands for it. */
export interface PodPair {
  readonly real: PodFate;
  readonly predicted: PodFate;
}

/** Times agree within two seconds or a tenth, whichever is more. */
const TOLERANCE_SECONDS = 2;
const TOLERANCE_SHARE = 0.1;

/** Whether a predicted time is near enough to the real one. */
export function isNear(real: number, predicted: number): boolean {
  return Math.abs(real - predicted) <= Math.max(TOLERANCE_SECONDS, TOLERANCE_SHARE * real);
}

/** Points about a pair: whether it leaves, where it lands, whether it stays pending in the same words, and when. */
export function comparePair({ real, predicted }: PodPair, withTimes: boolean): ComparisonPoint[] {
  const points: ComparisonPoint[] = [];
  const object = real.pod;
  const add = (aspect: ComparisonPoint['aspect'], a: string, b: string, held = a === b) =>
    points.push({ aspect, object, held, real: a, predicted: b });
  if (!real.existed) add('comes', 'comes', 'comes');
  if (leaves(real) || leaves(predicted)) add('leaves', departure(real), departure(predicted));
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

function departure(fate: PodFate): string {
  const node = fate.node ?? fate.nodeBefore;
  if (!leaves(fate)) return 'stays';
  return node === undefined ? 'leaves' : `leaves ${node}`;
}

function timeOf(moment: string, seconds: number | undefined): string {
  return seconds === undefined ? `not ${moment}` : `${moment} at ${seconds} s`;
}

function pendingWords(fate: PodFate): string {
  return staysPending(fate) ? (fate.message ?? 'pending') : 'not pending';
}
