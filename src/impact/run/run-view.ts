import type { CommandResult, LogRecord, SimulationRun } from '../../simulation/index.ts';
import type { WorldView } from '../../world/index.ts';
import type { FitExplanation } from '../fit/fit-explanation.ts';
import { ObjectFold } from './fold-objects.ts';
import { foldPods, type PodFold } from './fold-pods.ts';
import type { PodLife } from './pod-life.ts';
import { type Refusal, refusalsOf } from './refusals.ts';
import { pairReplacements, plainKey } from './replacements.ts';
import { followServices, type ServiceCourse } from './services.ts';

/** One run with all that its meaning is read from. The world is as it was before the run. */
export interface RunView {
  readonly world: WorldView;
  readonly commands: readonly CommandResult[];
  readonly records: readonly LogRecord[];
  /** When the last thing happened. */
  readonly endMs: number;
  /** When the clock stops if things still happen. */
  readonly horizonMs: number;
  readonly settled: boolean;
  /** The pods that something happened to. */
  readonly lives: readonly PodLife[];
  readonly timeline: PodFold['timeline'];
  readonly objects: ObjectFold;
  readonly services: readonly ServiceCourse[];
  readonly refusals: readonly Refusal[];
  /** Lost pod → the new pod in its place. */
  readonly replacements: ReadonlyMap<PodLife, PodLife>;
  /** New pod → the lost pod whose place it takes. */
  readonly replaced: ReadonlyMap<PodLife, PodLife>;
  /** The pods whose node was one of several possible ones, by row. */
  readonly openChoices: SimulationRun['openChoices'];
  /** The pods that chance took before their equals, by row, and who took them. */
  readonly drawnPods: SimulationRun['drawnPods'];
  /** Rows of pods that wait for a scheduler which is not simulated. */
  readonly unhandledPods: readonly number[];
  /** Why the pods that are pending at the end fit nowhere, by row. */
  readonly fits: ReadonlyMap<number, FitExplanation>;
  /** The life of the pod of this key that came last; for a pod that nothing happened to, undefined. */
  readonly lifeOf: (podKey: string) => PodLife | undefined;
}

export interface ViewOptions {
  /** What lasts at the end is taken to last until here; by default until the last event. */
  readonly horizonMs?: number;
  readonly fits?: ReadonlyMap<number, FitExplanation>;
}

/** Reads a run. `world` is the world that the run began with. */
export function viewRun(
  world: WorldView,
  run: SimulationRun,
  { horizonMs = run.endMs, fits = new Map() }: ViewOptions = {},
): RunView {
  const { records } = run.log;
  const { lives, timeline } = foldPods(world, records);
  const replacements = pairReplacements(lives);
  let byKey: ReadonlyMap<string, PodLife> | undefined;
  return {
    world,
    commands: run.commands,
    records,
    endMs: run.settled ? lastMomentOf(run) : run.endMs,
    horizonMs,
    settled: run.settled,
    lives,
    timeline,
    objects: new ObjectFold(world, records),
    services: followServices(world, records, horizonMs),
    refusals: refusalsOf(run.commands),
    replacements,
    replaced: new Map([...replacements].map(([lost, made]) => [made, lost])),
    openChoices: run.openChoices,
    drawnPods: run.drawnPods,
    unhandledPods: run.unhandledPods,
    fits,
    lifeOf: (key) => {
      byKey ??= new Map(lives.map((life) => [plainKey(life), life]));
      return byKey.get(key);
    },
  };
}

/** When the last change was made or the last command ended: timers that change nothing are nothing to wait for. */
function lastMomentOf({ log, commands }: SimulationRun): number {
  return Math.max(log.records.at(-1)?.timeMs ?? 0, ...commands.map(({ startMs, endMs }) => endMs ?? startMs));
}
