import { RandomStream, type SimulationOptions } from '../simulation/index.ts';
import type { WorldView } from '../world/index.ts';

/**
 * Run `number` of several over ties and orders: all that the real thing leaves open is drawn anew, its own phases and
 * its own start of the scheduler's search included. Run 0 is the first run itself.
 *
 * Kubernetes' own rule for ties takes the node that the scheduler's parallel workers report first (from 1.35 on) or draws
 * one: either way any of the equal ones, pod by pod.
 *
 * @param timings the timings of a run, with phases drawn from a seed.
 */
export function runVariation(
  world: WorldView,
  first: SimulationOptions,
  number: number,
  timings: (phaseSeed: number) => SimulationOptions['timings'],
): SimulationOptions {
  if (number === 0) return first;
  const seed = first.seed + number;
  const nodeCount = [...world.nodes.rows()].length;
  const startIndex = new RandomStream(seed, 'scheduler start').integer(Math.max(1, nodeCount));
  const tieBreak = first.scheduler.tieBreak === 'kubernetes' ? 'random' : first.scheduler.tieBreak;
  return { ...first, seed, timings: timings(seed), scheduler: { ...first.scheduler, startIndex, tieBreak } };
}
