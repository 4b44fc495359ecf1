import { type Baseline, baselineOf, type SimulationOptions, simulate } from '../../simulation/index.ts';
import type { World } from '../../world/index.ts';

/** How long controllers are given to finish what they were at when the snapshot was taken. */
const SETTLE_MS = 60_000;
/** How much longer for each pod that comes: a scheduler binds fifty pods a second, and as much again is allowed for. */
const SETTLE_MS_PER_POD = 40;

/** What happened in a cluster that was not at rest, before its cases begin. */
export interface Settling {
  /** Pods of the snapshot that went. */
  readonly goneCount: number;
  /** Pods that came. */
  readonly comeCount: number;
}

/** A world as cases find it. */
export interface SettledWorld {
  readonly baseline: Baseline;
  /** Undefined: it was at rest. */
  readonly settling: Settling | undefined;
}

/**
 * Lets a cluster that is not at rest come to rest: when pods go or come in it before a command could change anything, it
 * runs on for a minute and for the time that the scheduler needs for the new ones, and the world is left as it is then. Otherwise every case would begin with the same work of
 * controllers, which has nothing to do with it and may cost a hundred times what it does.
 */
export function settle(world: World, options: SimulationOptions): SettledWorld {
  const baseline = baselineOf(world, options.scheduler);
  if (baseline.unsettled.every((keys) => keys.length === 0)) return { baseline, settling: undefined };
  const mark = world.mark();
  const { goneCount, comeCount } = idle(world, options, baseline, options.timings.kubectlMs);
  world.rollback(mark);
  if (goneCount + comeCount === 0) return { baseline, settling: undefined };
  const settling = idle(world, options, baseline, SETTLE_MS + comeCount * SETTLE_MS_PER_POD);
  return { baseline: baselineOf(world, options.scheduler), settling };
}

/** Runs the world without a command. */
function idle(world: World, options: SimulationOptions, baseline: Baseline, horizonMs: number): Settling {
  const { log } = simulate(world, [], { ...options, horizonMs }, baseline);
  const [gone, come] = [new Set<number>(), new Set<number>()];
  for (const { change } of log.records) {
    if (change.type === 'createPod') come.add(change.row);
    else if (change.type === 'terminatePod' && !come.has(change.row)) gone.add(change.row);
  }
  return { goneCount: gone.size, comeCount: come.size };
}
