import type { Profile } from '../framework/profile.ts';
import type { ImageScores } from './class-plan.ts';
import type { Grouped } from './grouped-search.ts';
import type { NativePlugins } from './native-plugins.ts';
import type { Turn } from './turn.ts';

/** What one plugin gives the nodes of a grouped search, weighted. */
export interface GroupedPart {
  readonly plugin: string;
  readonly scoreOf: (nodeIndex: number, bucket: number) => number;
}

/** The plugins that score, in the order of the profile. */
export function groupedParts(
  { buckets, scores: grouped, statics }: Grouped,
  { plan }: Turn,
  { score }: Profile,
  { scores, otherScores }: NativePlugins,
): readonly GroupedPart[] {
  const { vector } = buckets;
  const maskValueIn = (bucket: number) => buckets.groups.list[buckets.groupIn(bucket)]!.maskValue;
  const parts = new Map<string, GroupedPart['scoreOf']>();
  const { taintToleration, nodeAffinity, fit, balanced, imageLocality, spread, interPodAffinity } = scores;
  if (taintToleration)
    parts.set(taintToleration.plugin.name, (_node, bucket) => statics.taints[maskValueIn(bucket)]!);
  if (nodeAffinity && plan.scoresAffinity)
    parts.set(nodeAffinity.plugin.name, (_node, bucket) => statics.affinity[maskValueIn(bucket)]!);
  if (fit) parts.set(fit.plugin.name, (node, bucket) => buckets.scoreIn(bucket) - vector.balancedAt(node));
  if (balanced && vector.scoresBalance) parts.set(balanced.plugin.name, (node) => vector.balancedAt(node));
  if (imageLocality) parts.set(imageLocality.plugin.name, imagePart(plan.images));
  if (spread && grouped.scoresSpread)
    parts.set(spread.plugin.name, (node, bucket) =>
      grouped.scaledSpread(grouped.rawSpread(node, buckets.groupIn(bucket))),
    );
  if (interPodAffinity && grouped.scoresWishes)
    parts.set(interPodAffinity.plugin.name, (node, bucket) =>
      grouped.scaledWishes(grouped.rawWishes(node, buckets.groupIn(bucket))),
    );
  // Of the others, which have nothing to say about the pod, those that cannot say so count for nothing.
  for (const { plugin } of otherScores) if (!plugin.preScore) parts.set(plugin.name, () => 0);
  return score.flatMap(({ plugin: { name } }) => {
    const scoreOf = parts.get(name);
    return scoreOf ? [{ plugin: name, scoreOf }] : [];
  });
}

function imagePart(images: ImageScores | undefined): GroupedPart['scoreOf'] {
  if (!images || images.nodes.length === 0) return () => 0;
  const scores = new Map(Array.from(images.nodes, (node, i) => [node, images.scores[i]!]));
  return (node) => scores.get(node) ?? 0;
}
