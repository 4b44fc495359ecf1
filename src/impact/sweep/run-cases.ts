import {
  type Baseline,
  type Command,
  type SimulationOptions,
  simulate,
  type Timings,
} from '../../simulation/index.ts';
import type { World } from '../../world/index.ts';
import { touchingGaps } from '../completeness.ts';
import { SEVERITIES, VERDICTS } from '../documents.ts';
import { findProblems } from '../findings/find-problems.ts';
import { heldPods } from '../findings/held-pods.ts';
import { type RunView, viewRun } from '../run/run-view.ts';
import { runVariation } from '../run-variation.ts';
import type { Settling, SweepRow } from '../sweep-documents.ts';
import { summarize } from '../verdict.ts';
import { settle } from './settle.ts';
import { type SweepCase, type SweepCommand, sweepLine } from './sweep-cases.ts';
import { timelineDigest } from './timeline-digest.ts';

export interface SweepOptions extends SimulationOptions {
  readonly command: SweepCommand;
  readonly parse: (lines: readonly string[]) => readonly Command[];
  /** How many runs over ties and orders each case is given. */
  readonly runs: number;
  /** Timings of a run with phases drawn from a seed; asked for only when there are several runs. */
  readonly drawnTimings: (phaseSeed: number) => Timings;
}

/** Runs cases of a sweep, each in a fork of one world, which comes to rest first. */
export class CaseRunner {
  readonly #world: World;
  readonly #options: SweepOptions;
  readonly #baseline: Baseline;
  readonly #settling: Settling | undefined;
  /** The options of each run of a case, made when they are first needed. */
  readonly #variations: SimulationOptions[] = [];

  constructor(world: World, options: SweepOptions) {
    this.#world = world;
    this.#options = options;
    const { baseline, settling } = settle(world, options);
    this.#baseline = baseline;
    this.#settling = settling;
  }

  /** The row of one case. The world is as before when it returns, and the row is the same whatever ran before. */
  run(sweepCase: SweepCase): SweepRow {
    const { command, parse, runs } = this.#options;
    const lines = [sweepLine(command, sweepCase)];
    const first = outcomeOf(this.#observe(parse(lines), 0));
    let { verdict } = first;
    let agreeing = 1;
    for (let number = 1; number < runs; number++) {
      const other = outcomeOf(this.#observe(parse(lines), number));
      if (VERDICTS.indexOf(other.verdict) < VERDICTS.indexOf(verdict)) verdict = other.verdict;
      if (endOf(other) === endOf(first)) agreeing++;
    }
    const { openChoices, unknownKinds, ...outcome } = first;
    return {
      case: sweepCase.name,
      nodes: sweepCase.nodes,
      ...outcome,
      certainty: {
        openChoices,
        unknownKinds,
        runs,
        agreeing,
        ...(this.#settling ? { settling: this.#settling } : {}),
      },
      verdict,
    };
  }

  #observe(commands: readonly Command[], number: number): RunView {
    const options = this.#variation(number);
    const mark = this.#world.mark();
    let run: ReturnType<typeof simulate>;
    try {
      run = simulate(this.#world, commands, options, this.#baseline);
    } finally {
      this.#world.rollback(mark);
    }
    return viewRun(this.#world, run);
  }

  #variation(number: number): SimulationOptions {
    const { drawnTimings } = this.#options;
    this.#variations[number] ??= runVariation(this.#world, this.#options, number, drawnTimings);
    return this.#variations[number];
  }
}

type Outcome = Omit<SweepRow, 'case' | 'nodes' | 'certainty'> &
  Pick<SweepRow['certainty'], 'openChoices' | 'unknownKinds'>;

function outcomeOf(view: RunView): Outcome {
  const problems = findProblems(view);
  const { evicted, rescheduled, pending, lost, endSeconds, verdict } = summarize(view, problems);
  const telling = problems.filter(({ severity }) => severity !== SEVERITIES.at(-1));
  return {
    evicted,
    rescheduled,
    pending,
    lost,
    blocked: heldPods(view).map(({ life }) => life.key),
    servicesAtZero: view.services.filter(({ zeroFromMs }) => zeroFromMs !== undefined).map(({ key }) => key),
    findings: [...new Set(telling.map(({ code }) => code))],
    endSeconds,
    timeline: timelineDigest(view.timeline),
    openChoices: view.lives.filter(({ row, scheduled }) => scheduled && view.openChoices.has(row)).length,
    unknownKinds: touchingGaps(view).map(({ kind }) => kind),
    verdict,
  };
}

/** What makes two runs of a case the same answer: names of new pods and moments may differ. */
function endOf({ verdict, evicted, pending, lost, blocked, servicesAtZero, findings }: Outcome): string {
  return JSON.stringify([verdict, evicted, pending, lost, blocked, servicesAtZero, findings]);
}
