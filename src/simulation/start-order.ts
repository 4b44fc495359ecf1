/** Where a piece of work comes among those that begin with it, in [0, 1): the same for all unless runs are drawn. */
export type ChanceOf = (index: number) => number;

/**
 * The order in which `count` pieces of work begin that a Go program starts in a loop, one goroutine each: the last one
 * is the next on its processor, the others wait in a queue, first in, first out.
 *
 * Other processors take from that queue meanwhile, so that this is the likeliest order and not a certain one (recorded:
 * 32 of 37 drains, 7 of 8 pairs of pods that a controller made at once). Where `chanceOf` tells pieces apart, it decides.
 *
 * @source runtime/proc.go → newproc, runqput (go1.26, with which v1.36.3 is built)
 */
export function startOrder(count: number, chanceOf?: ChanceOf): number[] {
  const order = Array.from({ length: count }, (_, position) => (position + count - 1) % count);
  if (chanceOf === undefined || count < 2) return order;
  const chances = order.map((index) => ({ index, chance: chanceOf(index) }));
  return chances.sort((a, b) => a.chance - b.chance).map(({ index }) => index);
}
