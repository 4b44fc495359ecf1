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

function story(fate: PodFate): string {
  const moments = MOMENTS.flatMap((moment) =>
    fate.at.has(moment) ? [`${moment} at ${fate.at.get(moment)} s`] : [],
  );
  return [...(fate.node === undefined ? [] : [`on ${fate.node}`]), ...moments].join(', ');
}
