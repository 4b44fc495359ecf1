import { type Baseline, baselineOf, type SimulationOptions, simulate } from '../../simulation/index.ts';
import type { World } from '../../world/index.ts';
import type { Settling } from '../sweep-documents.ts';

/** How long controllers are given to finish what they were at when the snapshot was taken. */
const SETTLE_MS = 60_000;
/** How much longer for each pod that comes: a scheduler binds fifty pods a second, and as much again is allowed for. */
const SETTLE_MS_PER_POD = 40;

/** A world as cases find it. */
export interface SettledWorld {
  readonly baseline: Baseline;
  /** Undefined: it was at rest. */
  readonly settling: Settling | undefined;
}

/**
 * Lets a cluster that is not at rest come to rest: when pods go or come in it before a command could change anything, it
 * runs on for a minute and for the time that the scheduler needs for the new ones, and the world is left as it is then,
 * its clock too. Otherwise every case would begin with the same work of controllers, which has nothing to do with it and
 * may cost a hundred times what it does.
 */
export function settle(world: World, options: SimulationOptions): SettledWorld {
  const baseline = baselineOf(world, options.scheduler);
  if (baseline.unsettled.every((keys) => keys.length === 0)) return { baseline, settling: undefined };
  const mark = world.mark();
  const { settling: first } = idle(world, options, baseline, options.timings.kubectlMs);
  world.rollback(mark);
  if (first.goneCount + first.comeCount === 0) return { baseline, settling: undefined };
  const horizonMs = SETTLE_MS + first.comeCount * SETTLE_MS_PER_POD;
  const { settling, endMs } = idle(world, options, baseline, horizonMs);
  world.advance(endMs);
  return { baseline: baselineOf(world, options.scheduler), settling };
}

/** Runs the world without a command. */
function idle(
  world: World,
  options: SimulationOptions,
  baseline: Baseline,
  horizonMs: number,
): { readonly settling: Settling; readonly endMs: number } {
  // Cases draw the names and uids of their pods from the same streams: with one seed they would be those made here.
  const seed = options.seed - 1;
  const { log, endMs, settled } = simulate(world, [], { ...options, seed, horizonMs }, baseline);
  const [gone, come] = [new Set<number>(), new Set<number>()];
  for (const { change } of log.records) {
    if (change.type === 'createPod') come.add(change.row);
    else if (change.type === 'terminatePod' && !come.has(change.row)) gone.add(change.row);
  }
  return {
    settling: { goneCount: gone.size, comeCount: come.size },
    endMs: settled ? endMs : horizonMs,
  };
}
