import { comparePair } from './compare-pair.ts';
import type { ComparisonPoint } from './comparison.ts';
import type { PodMatching } from './match-pods.ts';
import { leaves, MOMENTS, type PodFate } from './pod-fate.ts';

/** Points about pods: who leaves, who comes, where they land, who stays pending in which words, and when. */
export function comparePods(
  { pairs, onlyReal, onlyPredicted }: PodMatching,
  withTimes: boolean,
): ComparisonPoint[] {
  return [
    ...pairs.flatMap((pair) => comparePair(pair, withTimes)),
    ...onlyReal
      .filter(isNews)
      .map((fate) => ({ ...describe(fate), held: false, real: story(fate, withTimes) })),
    ...onlyPredicted
      .filter(isNews)
      .map((fate) => ({ ...describe(fate), held: false, predicted: story(fate, withTimes) })),
  ];
}

function isNews(fate: PodFate): boolean {
  return !fate.existed || leaves(fate);
}

function describe({ pod, existed }: PodFate): { aspect: 'leaves' | 'comes'; object: string } {
  return { aspect: existed ? 'leaves' : 'comes', object: pod };
}

function story(fate: PodFate, withTimes: boolean): string {
  const moments = MOMENTS.flatMap((moment) => {
    const seconds = fate.at.get(moment);
    if (seconds === undefined) return [];
    return [withTimes ? `${moment} at ${seconds} s` : moment];
  });
  return [...(fate.node === undefined ? [] : [`on ${fate.node}`]), ...moments].join(', ');
}
