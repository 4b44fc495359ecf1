import {
  type AutoscalerOptions,
  type Baseline,
  baselineOf,
  type Command,
  type SimulationOptions,
  simulate,
  type Timings,
} from '../simulation/index.ts';
import type { World } from '../world/index.ts';
import { buildImpactReport } from './build-impact-report.ts';
import { Outcomes } from './certainty/outcomes.ts';
import { outcomeOf, type RunOutcome } from './certainty/run-outcome.ts';
import type { ImpactReport } from './documents.ts';
import { findProblems } from './findings/find-problems.ts';
import { explainPending } from './fit/explain-pending.ts';
import { type RunView, viewRun } from './run/run-view.ts';
import { runVariation } from './run-variation.ts';

export interface ImpactOptions {
  readonly seed: number;
  /** How many runs over ties and orders; the report shows the first. */
  readonly runs: number;
  readonly horizonMs: number;
  readonly scheduler: SimulationOptions['scheduler'];
  /** Timings of one run; without a seed every loop stands in the middle of its period. */
  readonly timings: (phaseSeed?: number) => Timings;
  /** Reads command lines, for remedies that are tried. */
  readonly parse: (lines: readonly string[]) => readonly Command[];
  /** What the scheduler configuration asks for and is not modelled, to be said in the report. */
  readonly ignored?: readonly string[];
  /** The autoscaler that takes part; none does unless it is asked for. */
  readonly autoscaler?: AutoscalerOptions;
  /** What the runs after the first came to, where somebody else has run them; otherwise they are run here. */
  readonly others?: readonly RunOutcome[];
  /** Told after every run. */
  readonly progress?: (done: number, total: number) => void;
}

/**
 * Runs the commands and says what they mean. The world is as before when it returns.
 *
 * Run 0 has the given seed; run n has seed + n, its own phases and its own start of the scheduler's search.
 */
export function simulateImpact(
  world: World,
  commands: readonly Command[],
  options: ImpactOptions,
): ImpactReport {
  const baseline = baselineOf(world, options.scheduler);
  const first: SimulationOptions = {
    seed: options.seed,
    horizonMs: options.horizonMs,
    timings: options.timings(),
    scheduler: options.scheduler,
    ...(options.autoscaler ? { autoscaler: options.autoscaler } : {}),
  };
  const tryLines = (lines: readonly string[]) => observe(world, options.parse(lines), first, baseline);

  const run = observe(world, commands, first, baseline);
  const problems = findProblems(run);
  const outcomes = new Outcomes(run, problems);
  options.progress?.(1, options.runs);
  for (const other of options.others ?? []) outcomes.add(other);
  for (let number = 1; !options.others && number < options.runs; number++) {
    const varied = runVariation(world, first, number, options.timings);
    outcomes.add(outcomeOf(observe(world, commands, varied, baseline)));
    options.progress?.(number + 1, options.runs);
  }
  return buildImpactReport({
    run,
    problems,
    outcomes,
    tryLines,
    assumptions: first.timings.assumptions,
    options: {
      seed: options.seed,
      runs: outcomes.runCount,
      horizonSeconds: options.horizonMs / 1000,
      tieBreak: options.scheduler.tieBreak,
      ...(options.autoscaler ? { autoscaler: options.autoscaler.type } : {}),
      ...(options.ignored?.length ? { ignored: options.ignored } : {}),
    },
  });
}

/** What a run after the first comes to; the world is as before when it returns. */
export function observeVariation(
  world: World,
  commands: readonly Command[],
  options: Pick<ImpactOptions, 'seed' | 'horizonMs' | 'scheduler' | 'timings' | 'autoscaler'>,
  number: number,
  baseline: Baseline,
): RunOutcome {
  const { seed, horizonMs, scheduler, autoscaler } = options;
  const first = {
    seed,
    horizonMs,
    timings: options.timings(),
    scheduler,
    ...(autoscaler ? { autoscaler } : {}),
  };
  const varied = runVariation(world, first, number, options.timings);
  return outcomeOf(observe(world, commands, varied, baseline));
}

/** One run in a fork of the world. */
export function observe(
  world: World,
  commands: readonly Command[],
  options: SimulationOptions,
  baseline: Baseline,
): RunView {
  const mark = world.mark();
  let finished: {
    readonly run: ReturnType<typeof simulate>;
    readonly fits: ReturnType<typeof explainPending>;
  };
  try {
    const run = simulate(world, commands, options, baseline);
    finished = { run, fits: explainPending(world, baseline.profiles.profiles) };
  } finally {
    world.rollback(mark);
  }
  return viewRun(world, finished.run, { horizonMs: options.horizonMs, fits: finished.fits });
}
