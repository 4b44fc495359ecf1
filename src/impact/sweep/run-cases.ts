import {
  type Baseline,
  baselineOf,
  type Command,
  type SimulationOptions,
  simulate,
} from '../../simulation/index.ts';
import type { World } from '../../world/index.ts';
import type { SweepRow } from '../documents.ts';
import { findProblems } from '../findings/find-problems.ts';
import { heldPods } from '../findings/held-pods.ts';
import { viewRun } from '../run/run-view.ts';
import { summarize } from '../verdict.ts';
import { type SweepCase, type SweepCommand, sweepLine } from './sweep-cases.ts';

export interface SweepOptions extends SimulationOptions {
  readonly command: SweepCommand;
  readonly parse: (lines: readonly string[]) => readonly Command[];
}

/** Runs cases of a sweep, each in a fork of one world. */
export class CaseRunner {
  readonly #world: World;
  readonly #options: SweepOptions;
  readonly #baseline: Baseline;

  constructor(world: World, options: SweepOptions) {
    this.#world = world;
    this.#options = options;
    this.#baseline = baselineOf(world, options.scheduler);
  }

  /** The row of one case. The world is as before when it returns, and the row is the same whatever ran before. */
  run(sweepCase: SweepCase): SweepRow {
    const { command, parse } = this.#options;
    const commands = parse([sweepLine(command, sweepCase)]);
    const mark = this.#world.mark();
    let run: ReturnType<typeof simulate>;
    try {
      run = simulate(this.#world, commands, this.#options, this.#baseline);
    } finally {
      this.#world.rollback(mark);
    }
    const view = viewRun(this.#world, run);
    const findings = findProblems(view).map(({ severity, code, objects, message, evidence }) => ({
      severity,
      code,
      objects,
      message,
      evidence,
    }));
    const { evicted, rescheduled, pending, lost, endSeconds, verdict } = summarize(view, findings);
    return {
      case: sweepCase.name,
      nodes: sweepCase.nodes,
      evicted,
      rescheduled,
      pending,
      lost,
      blocked: heldPods(view).map(({ life }) => life.key),
      servicesAtZero: view.services
        .filter(({ zeroFromMs }) => zeroFromMs !== undefined)
        .map(({ key }) => key),
      findings: [...new Set(findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code))],
      endSeconds,
      verdict,
    };
  }
}
