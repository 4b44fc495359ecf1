import {
  type Baseline,
  baselineOf,
  type Command,
  type SimulationOptions,
  simulate,
} from '../../simulation/index.ts';
import type { World } from '../../world/index.ts';
import { API_VERSION } from '../documents.ts';
import { findProblems } from '../findings/find-problems.ts';
import { heldPods } from '../findings/held-pods.ts';
import { commandAt, isDisrupted } from '../run/loss.ts';
import { type RunView, viewRun } from '../run/run-view.ts';
import { seconds } from '../run/seconds.ts';
import { counted } from '../stages/duration.ts';
import type { DrainBatch, DrainOrder, KeptUnit, Settling, SweepRow } from '../sweep-documents.ts';
import { summarize } from '../verdict.ts';
import { settle } from './settle.ts';
import { type SweepCase, sweepLine } from './sweep-cases.ts';
import { snapshotOfSweep } from './sweep-report.ts';

export interface DrainOrderOptions extends SimulationOptions {
  readonly parse: (lines: readonly string[]) => readonly Command[];
  readonly each: string;
  /** Each batch comes back before the next one goes. */
  readonly uncordon: boolean;
  /** Most units of a batch. */
  readonly together: number;
}

/** So many units that do not fit into a batch end the search for more. */
const MISSES_MAX = 16;

/**
 * In which order units can be drained, and which may go together. A generator: it yields how many units have found
 * their place, and returns the answer; the world is as before then, but at rest.
 *
 * Units that cannot be drained alone are left out. The others are taken harmless first, the fullest of those first, and
 * packed first-fit: a unit joins a batch if a drain of all together, after all batches before, ends, leaves no more
 * pods pending than its members do alone and darkens no Service that none of them darkens alone. A unit that cannot
 * even go by itself then is left out too. At last the whole sequence is run as one, and what that run says is the
 * answer; a batch that fails in it is taken apart.
 *
 * @param rows the row of each unit drained alone.
 */
export function* orderDrains(
  world: World,
  units: readonly SweepCase[],
  rows: readonly SweepRow[],
  options: DrainOrderOptions,
): Generator<number, DrainOrder, void> {
  const packing = new Packing(world, new Map(rows.map((row) => [row.case, row])), options);
  const mark = world.mark();
  try {
    yield* packing.pack(units);
  } finally {
    world.rollback(mark);
  }
  return packing.verify(units);
}

interface Batch {
  readonly units: readonly SweepCase[];
  /** From the end of the drain until its pods run elsewhere. */
  readonly restSeconds: number;
}

class Packing {
  readonly #world: World;
  readonly #alone: ReadonlyMap<string, SweepRow>;
  readonly #options: DrainOrderOptions;
  readonly #kept: KeptUnit[] = [];
  #batches: Batch[] = [];
  readonly #settling: Settling | undefined;
  #baseline: Baseline;
  #cordonsFirst = true;
  #trials = 0;
  #placed = 0;

  constructor(world: World, alone: ReadonlyMap<string, SweepRow>, options: DrainOrderOptions) {
    this.#world = world;
    this.#alone = alone;
    this.#options = options;
    const { baseline, settling } = settle(world, options);
    this.#baseline = baseline;
    this.#settling = settling;
  }

  *pack(units: readonly SweepCase[]): Generator<number, void, void> {
    let left = this.#sorted(units);
    for (let unit = left[0]; unit; unit = left[0]) {
      const outcome = this.#try([unit]);
      const batch = outcome.problem === undefined ? yield* this.#batchWith(unit, left) : [unit];
      if (outcome.problem === undefined) this.#take(batch);
      else this.#keep(unit, outcome.blocked, outcome.problem);
      left = left.filter((each) => !batch.includes(each));
      this.#placed += batch.length;
      yield this.#placed;
    }
  }

  /** Runs the whole sequence from the beginning, as often as it takes until every batch of it ends. */
  verify(units: readonly SweepCase[]): DrainOrder {
    this.#baseline = baselineOf(this.#world, this.#options.scheduler);
    for (;;) {
      const view = this.#observe(this.#lines(), this.#batches.length + 1);
      const failed = this.#firstFailure(view);
      if (!failed) return this.#answer(units, view);
      this.#ease(failed);
    }
  }

  /** Makes a sequence easier whose batch failed: its units go one by one, then pods may move twice, then one stays. */
  #ease(failed: Batch): void {
    const [unit, ...others] = failed.units;
    const { restSeconds } = failed;
    if (unit && others.length === 0 && this.#cordonsFirst) {
      this.#cordonsFirst = false;
      return;
    }
    const apart = others.length > 0 ? failed.units.map((each) => ({ units: [each], restSeconds })) : [];
    if (unit && apart.length === 0) this.#keep(unit, [], 'in the whole sequence its drain does not end');
    this.#batches = this.#batches.flatMap((each) => (each === failed ? apart : [each]));
  }

  /** Harmless ones first, of those the fullest; the ones that cannot go even alone are put aside. */
  #sorted(units: readonly SweepCase[]): SweepCase[] {
    const rowOf = (unit: SweepCase) => this.#alone.get(unit.name);
    const able = units.filter((unit) => {
      const row = rowOf(unit);
      if (row && row.verdict !== 'blocked') return true;
      this.#keep(unit, row?.blocked ?? [], row ? 'its drain does not end' : 'nothing is known about it');
      return false;
    });
    const rank = (unit: SweepCase) => (rowOf(unit)?.verdict === 'risky' ? 1 : 0);
    const evicted = (unit: SweepCase) => rowOf(unit)?.evicted ?? 0;
    return able.sort((a, b) => rank(a) - rank(b) || evicted(b) - evicted(a) || (a.name < b.name ? -1 : 1));
  }

  #keep({ name, nodes }: SweepCase, blocked: readonly string[], reason: string): void {
    this.#kept.push({ unit: name, nodes, blocked, reason });
  }

  /** A unit and all that may go with it; more and more are tried at once while that goes well. */
  *#batchWith(unit: SweepCase, left: readonly SweepCase[]): Generator<number, SweepCase[], void> {
    const { together } = this.#options;
    const batch = [unit];
    let at = 1;
    let step = 1;
    for (let misses = 0; at < left.length && batch.length < together && misses < MISSES_MAX; ) {
      const more = left.slice(at, at + Math.min(step, together - batch.length));
      yield this.#placed;
      if (this.#try([...batch, ...more]).problem === undefined) {
        batch.push(...more);
        at += more.length;
        step *= 2;
      } else if (more.length > 1) step = Math.floor(more.length / 2);
      else {
        at++;
        misses++;
      }
    }
    return batch;
  }

  /** Whether units that go now, together, do harm that they would not do one by one. */
  #try(batch: readonly SweepCase[]): {
    readonly problem: string | undefined;
    readonly blocked: readonly string[];
  } {
    const view = this.#observe([drainLine(batch)], 1);
    const { pending, verdict } = summarize(view, []);
    const blocked = heldPods(view).map(({ life }) => life.key);
    const alone = batch.flatMap(({ name }) => this.#alone.get(name) ?? []);
    // The only pod of a Service darkens it wherever it has come to stand: that keeps no unit from going by itself.
    const darkening = batch.length > 1 ? alone : [...this.#alone.values()];
    const expected = new Set(darkening.flatMap(({ servicesAtZero }) => servicesAtZero));
    const dark = darkServices(view).filter(({ key }) => !expected.has(key));
    const expectedPending = alone.reduce((sum, row) => sum + row.pending, 0);
    if (verdict === 'blocked') return { problem: 'after the others its drain does not end', blocked };
    if (pending > expectedPending)
      return { problem: `after the others it leaves ${counted(pending, 'pod')} pending`, blocked };
    if (dark.length > 0)
      return { problem: `after the others it darkens ${dark.map(({ key }) => key).join(', ')}`, blocked };
    return { problem: undefined, blocked };
  }

  /** What the lines would do now; the world is as before. */
  #observe(lines: readonly string[], horizons: number): RunView {
    this.#trials++;
    const { parse, horizonMs } = this.#options;
    const options = { ...this.#options, horizonMs: horizonMs * horizons };
    const mark = this.#world.mark();
    let run: ReturnType<typeof simulate>;
    try {
      run = simulate(this.#world, parse(lines), options, this.#baseline);
    } finally {
      this.#world.rollback(mark);
    }
    return viewRun(this.#world, run);
  }

  /** Lets a batch happen, until its pods run elsewhere: what follows begins there. */
  #take(units: readonly SweepCase[]): void {
    const { log, commands } = this.#commit(drainLine(units));
    const [drain] = commands;
    const lastMs = log.records.at(-1)?.timeMs ?? 0;
    const restSeconds = Math.ceil(Math.max(0, lastMs - (drain?.endMs ?? lastMs)) / 1000);
    if (this.#options.uncordon) this.#commit(uncordonLine(units));
    this.#batches.push({ units, restSeconds });
  }

  #commit(line: string): ReturnType<typeof simulate> {
    const run = simulate(this.#world, this.#options.parse([line]), this.#options, this.#baseline);
    this.#baseline = baselineOf(this.#world, this.#options.scheduler);
    return run;
  }

  /** Nodes that are to go and stay away are cordoned first: a pod then moves once. */
  #cordonLine(units: readonly SweepCase[]): string | undefined {
    if (this.#options.uncordon || units.length < 2 || !this.#cordonsFirst) return undefined;
    return `kubectl cordon ${nodesOf(units).join(' ')}`;
  }

  /** The whole sequence: between batches one waits until the pods of the one before run elsewhere. */
  #lines(): string[] {
    const cordon = this.#cordonLine(this.#batches.flatMap(({ units }) => units));
    const lines = cordon ? [cordon] : [];
    for (const batch of this.#batches) {
      lines.push(drainLine(batch.units));
      const rests = batch.restSeconds > 0 && (this.#options.uncordon || batch !== this.#batches.at(-1));
      if (rests) lines.push(`sleep ${batch.restSeconds}s`);
      if (this.#options.uncordon) lines.push(uncordonLine(batch.units));
    }
    return lines;
  }

  /** The first batch whose drain fails or does not end in a run of the whole sequence. */
  #firstFailure({ commands }: RunView): Batch | undefined {
    return this.#batches.find(({ units }) => {
      const drain = commands.find(({ line }) => line === drainLine(units));
      return drain && (drain.exit !== 0 || drain.endMs === undefined);
    });
  }

  #answer(units: readonly SweepCase[], view: RunView): DrainOrder {
    const problems = findProblems(view);
    const { evicted, pending, endSeconds, verdict, reason } = summarize(view, problems);
    const findings = problems.filter(({ severity }) => severity !== 'info');
    return {
      apiVersion: API_VERSION,
      kind: 'DrainOrder',
      snapshot: snapshotOfSweep(this.#world),
      seed: this.#options.seed,
      each: this.#options.each,
      uncordon: this.#options.uncordon,
      units: units.length,
      batches: this.#batches.map(({ units: together }) => this.#batchOf(together, view)),
      cannotGo: this.#kept,
      commands: this.#lines(),
      verified: {
        evicted,
        pending,
        endSeconds,
        verdict,
        reason,
        servicesAtZero: darkServices(view).map(({ key }) => key),
        findings: [...new Set(findings.map(({ code }) => code))],
      },
      trials: this.#trials,
      ...(this.#settling ? { settling: this.#settling } : {}),
    };
  }

  #batchOf(batch: readonly SweepCase[], view: RunView): DrainBatch {
    const index = view.commands.findIndex(({ line }) => line === drainLine(batch));
    const command = view.commands[index];
    // What happens while one waits after a drain is its doing too.
    const next = view.commands.findIndex(({ line }, at) => at > index && line.startsWith('kubectl drain '));
    const isOfBatch = (atMs: number | undefined) => {
      const at = atMs === undefined ? -1 : commandAt(view, atMs);
      return at >= index && (next < 0 || at < next);
    };
    return {
      units: batch.map(({ name }) => name),
      nodes: nodesOf(batch),
      command: drainLine(batch),
      start: seconds(command?.startMs ?? view.endMs),
      end: command?.endMs === undefined ? null : seconds(command.endMs),
      exit: command?.exit ?? 1,
      evicted: view.lives.filter((life) => isDisrupted(view, life) && isOfBatch(life.terminating?.timeMs))
        .length,
      servicesAtZero: darkServices(view)
        .filter(({ zeroFromMs }) => isOfBatch(zeroFromMs))
        .map(({ key }) => key),
    };
  }
}

function darkServices({ services }: RunView) {
  return services.filter(({ zeroFromMs }) => zeroFromMs !== undefined);
}

function nodesOf(units: readonly SweepCase[]): string[] {
  return units.flatMap(({ nodes }) => nodes);
}

function uncordonLine(units: readonly SweepCase[]): string {
  return `kubectl uncordon ${nodesOf(units).join(' ')}`;
}

function drainLine(batch: readonly SweepCase[]): string {
  return sweepLine('drain', { name: '', nodes: nodesOf(batch) });
}
