import { baselineOf, type Command, type SimulationOptions } from '../simulation/index.ts';
import type { World } from '../world/index.ts';
import { isDisrupted } from './run/loss.ts';
import { isPending } from './run/pod-life.ts';
import { observe } from './simulate-impact.ts';

/** What a run came to, in figures that can be held against another run, or against what was recorded. */
export interface ObservedRun {
  /** Seconds without a ready endpoint, by `namespace/name`, of every Service that the run touched. */
  readonly zeroSeconds: ReadonlyMap<string, number>;
  /** Pods that were lost through no doing of their own controller. */
  readonly lostPods: number;
  /** Pods that wait for a node at the end. */
  readonly pendingPods: number;
}

/** Runs commands in a fork of the world and counts what came of it; the world is as before when it returns. */
export function observeRun(
  world: World,
  commands: readonly Command[],
  options: SimulationOptions,
): ObservedRun {
  const view = observe(world, commands, options, baselineOf(world, options.scheduler));
  return {
    zeroSeconds: new Map(view.services.map(({ key, zeroMs }) => [key, zeroMs / 1000])),
    lostPods: view.lives.filter((life) => isDisrupted(view, life)).length,
    pendingPods: view.lives.filter(isPending).length,
  };
}
