import { apply, type Change, type World } from '../world/index.ts';
import type { Actor } from './api-server/api.ts';
import { ApiServer } from './api-server/api-server.ts';
import type { Reliance } from './api-server/unknown-kinds.ts';
import type { AutoscalerOptions } from './autoscalers/autoscaler-options.ts';
import { makeAutoscaler } from './autoscalers/make-autoscaler.ts';
import type { Component, Environment } from './component.ts';
import { ControllerManager } from './controllers/controller-manager.ts';
import { CONTROLLERS } from './controllers/registry.ts';
import { EventLog } from './event-log.ts';
import { Invariants } from './invariants.ts';
import { Kernel, RandomStream, RandomStreams } from './kernel/index.ts';
import { type KubeletBaseline, kubeletBaselineOf } from './kubelet/baseline.ts';
import { type FailingImages, Kubelets } from './kubelet/kubelets.ts';
import type { Command, CommandContext, CommandResult } from './process.ts';
import { ProcessRunner } from './process-runner.ts';
import { type SchedulerBaseline, schedulerBaselineOf } from './scheduler/baseline.ts';
import {
  KubernetesScheduler,
  type SchedulerProfiles,
  schedulerProfilesOf,
} from './scheduler/kubernetes-scheduler.ts';
import { Scheduler } from './scheduler/scheduler.ts';
import type { SchedulerOptions } from './scheduler/scheduler-options.ts';
import type { Openness } from './scheduler/scheduling-model.ts';
import type { Timings } from './timings.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** The clock stops here if things still happen. */
  readonly horizonMs: number;
  readonly timings: Timings;
  readonly scheduler: SchedulerOptions;
  /** The autoscaler that takes part; none does unless it is asked for. */
  readonly autoscaler?: AutoscalerOptions;
  /** Images that are assumed not to work; every other image works unless the snapshot shows that it does not. */
  readonly failingImages?: FailingImages;
  /** Checks after every event what must always hold; slow, for tests. */
  readonly checks?: boolean;
}

/** Who took a pod before its equals: a controller that had to choose, or evictions that were asked for at the same time. */
export type DrawnBy = 'controller' | 'evictions';

/** What one run gave. */
export interface SimulationRun {
  readonly log: EventLog;
  readonly commands: readonly CommandResult[];
  /** The time of the last thing that happened. */
  readonly endMs: number;
  /** Whether nothing was left to happen; otherwise the horizon ended the run. */
  readonly settled: boolean;
  /** Rows of pods that ask for a scheduler that is not simulated: they stay as they are. */
  readonly unhandledPods: readonly number[];
  /** The pods whose node was one of several possible ones, by row. */
  readonly openChoices: ReadonlyMap<number, Openness>;
  /** The pods that chance took before their equals, by row, and who took them. */
  readonly drawnPods: ReadonlyMap<number, DrawnBy>;
  /** The answers of the API server that rest on what no snapshot tells, or this one does not. */
  readonly reliances: readonly Reliance[];
}

/** What is computed once for a world and then shared by all runs that begin with it. */
export interface Baseline {
  /** The keys not at rest, one list a controller, in the registry's order. */
  readonly unsettled: readonly (readonly string[])[];
  readonly profiles: SchedulerProfiles;
  readonly scheduler: SchedulerBaseline;
  readonly kubelets: KubeletBaseline;
}

/** Looks at the whole world once, for the runs that begin with it under these options. */
export function baselineOf(world: World, options: SchedulerOptions): Baseline {
  const profiles = schedulerProfilesOf(world, options);
  const onPaper = new RandomStream('baseline');
  const model = new KubernetesScheduler(world, profiles, options, () => onPaper.next());
  return {
    unsettled: CONTROLLERS.map((make) => [...make().unsettled(world)]),
    profiles,
    scheduler: schedulerBaselineOf(world, model),
    kubelets: kubeletBaselineOf(world),
  };
}

/**
 * Runs commands one after another on the world, each until it ends as the real one would, and then the clock until
 * nothing more happens or the horizon comes.
 *
 * The world is left as it is at the end; set a mark before and roll back after to keep it.
 */
export function simulate(
  world: World,
  commands: readonly Command[],
  options: SimulationOptions,
  baseline: Baseline = baselineOf(world, options.scheduler),
): SimulationRun {
  const kernel = new Kernel();
  const log = new EventLog();
  const components: Component[] = [];
  const invariants = options.checks ? new Invariants(world) : undefined;
  const write = (by: Actor, change: Change) => {
    const replaced = apply(world, change);
    log.append(kernel.nowMs, by, change);
    invariants?.afterChange(by, change);
    for (const component of components) component.changed(change, replaced);
  };
  const streams = new RandomStreams(options.seed);
  const random = (purpose: string, object: string) => streams.next(purpose, object);
  const api = new ApiServer({ world, write, nowMs: () => kernel.nowMs, random });
  const environment: Environment = { world, api, kernel, timings: options.timings, random };
  const kubelets = new Kubelets(environment, baseline.kubelets, options.failingImages);
  const model = new KubernetesScheduler(world, baseline.profiles, options.scheduler, () =>
    random('scheduler', 'choice'),
  );
  const scheduler = new Scheduler(environment, model, baseline.scheduler);
  const drawnPods = new Map<number, DrawnBy>();
  const noteDrawn = (by: DrawnBy) => (rows: Iterable<number>) => {
    for (const row of rows) drawnPods.set(row, by);
  };
  const controllers = new ControllerManager(
    environment,
    CONTROLLERS.map((make) => make()),
    baseline.unsettled,
    noteDrawn('controller'),
  );
  components.push(controllers, scheduler, kubelets);
  const autoscaler = makeAutoscaler(options.autoscaler, environment, model, baseline.scheduler.waiting);
  if (autoscaler) components.push(autoscaler);
  for (const component of components) component.start();

  const runner = new ProcessRunner(kernel);
  const results = commands.map((command) => new RunningCommand(command.line));
  const startNext = (index: number) => {
    const command = commands[index];
    const result = results[index];
    if (!command || !result) return;
    result.startMs = kernel.nowMs;
    const context: CommandContext = {
      world,
      api,
      actor: { name: command.line },
      nowMs: () => kernel.nowMs,
      kubectlMs: options.timings.kubectlMs,
      stdout: (line) => result.stdout.push(line),
      stderr: (line) => result.stderr.push(line),
      random,
      phase: options.timings.phase,
      noteDrawn: noteDrawn('evictions'),
      faults: kubelets,
    };
    runner.start(command.run(context), (exit) => {
      result.exit = exit;
      result.endMs = kernel.nowMs;
      startNext(index + 1);
    });
  };
  kernel.post(0, () => startNext(0));
  kernel.run(options.horizonMs, () => {
    runner.resumeReady();
    invariants?.afterEvent();
  });
  return {
    log,
    commands: results.filter((result) => result.startMs >= 0).map((result) => result.done()),
    endMs: kernel.nowMs,
    settled: kernel.settled && !runner.busy,
    unhandledPods: baseline.scheduler.unhandled,
    openChoices: scheduler.openChoices,
    drawnPods,
    reliances: api.reliances,
  };
}

class RunningCommand {
  readonly line: string;
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  startMs = -1;
  endMs: number | undefined;
  exit = 0;

  constructor(line: string) {
    this.line = line;
  }

  done(): CommandResult {
    const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
    const { line, exit, startMs, endMs } = this;
    return { line, exit, startMs, endMs, stdout: text(this.stdout), stderr: text(this.stderr) };
  }
}
