import { InputError, nearest } from '../../../errors/index.ts';
import type { SweepCase } from '../../../impact/index.ts';
import { type IsIncluded, SWEEP_COMMANDS, type SweepCommand } from '../../../impact/index.ts';
import { parseSelector, selects } from '../../../kubernetes/index.ts';
import type { Snapshot } from '../../../snapshot/index.ts';
import { runSweep, type SweepJob, type SweepResult } from '../../../workers/index.ts';
import { World, type WorldView } from '../../../world/index.ts';
import { loadSnapshot } from '../../load-snapshot.ts';
import { oneOf } from '../../options/choices.ts';
import { type SimulationFlags, schedulerOptions, simulationFlags } from '../../options/simulation-options.ts';
import { Progress } from '../../progress.ts';
import { runContext } from '../../run-context.ts';

export type Options = Readonly<Record<string, unknown>>;

/** What every form of a sweep begins with: the flags, the snapshot, its world and the nodes that belong to it. */
export interface SweepSet {
  readonly flags: SimulationFlags;
  readonly snapshot: Snapshot;
  readonly world: World;
  readonly included: IsIncluded;
}

/** @throws InputError for flags that cannot be meant, and for nodes that there are not. */
export async function sweepSet(options: Options): Promise<SweepSet> {
  const flags = simulationFlags(options);
  runContext.seed = flags.seed;
  const { kubernetesVersion } = flags;
  const snapshot = await loadSnapshot(flags.snapshot, flags.cluster, flags.moment);
  const world = new World(snapshot, kubernetesVersion === undefined ? {} : { kubernetes: kubernetesVersion });
  return { flags, snapshot, world, included: includedNodes(world, options) };
}

/** Runs cases with a command, telling how far it is. */
export async function runCases(
  { flags, snapshot }: SweepSet,
  cases: readonly SweepCase[],
  command: SweepCommand,
  what = 'sweeping',
): Promise<SweepResult> {
  const progress = new Progress();
  const job: SweepJob = {
    command,
    seed: flags.seed,
    horizonMs: flags.horizonMs,
    runs: flags.runs,
    assumed: [...flags.overrides],
    scheduler: schedulerOptions(flags),
    kubernetes: flags.kubernetesVersion,
  };
  const result = await runSweep(snapshot, cases, job, {
    workers: flags.workers,
    progress: (done, total) => progress.tellOf(what, 'case', done, total),
    warn: (message) => process.stderr.write(`warning: ${message}\n`),
  });
  progress.end();
  return result;
}

export function commandOf(options: Options): SweepCommand {
  return oneOf('--command', SWEEP_COMMANDS, String(options.command));
}

function includedNodes(world: WorldView, { selector, nodes }: Options): IsIncluded {
  const isSelected = selector === undefined ? undefined : selectorFlag(String(selector));
  const names = nodes === undefined ? undefined : nodesFlag(world, String(nodes));
  return (labels, name) => (isSelected?.(labels) ?? true) && (names?.has(name) ?? true);
}

function selectorFlag(text: string): (labels: Readonly<Record<string, string>>) => boolean {
  const parsed = parseSelector(text);
  if ('problem' in parsed) throw new InputError(`--selector: ${parsed.problem}`);
  return (labels) => selects(parsed.selector, labels);
}

function nodesFlag({ nodes }: WorldView, text: string): ReadonlySet<string> {
  const names = text.split(',').filter((name) => name !== '');
  const known = [...nodes.rows()].map((row) => nodes.name(row));
  for (const name of names) {
    if (nodes.object(nodes.row(name))) continue;
    const near = nearest(name, known);
    throw new InputError(`--nodes: nodes ${JSON.stringify(name)} not found`, {
      ...(near.length > 0 ? { hint: `Did you mean ${near.join(' or ')}?` } : {}),
    });
  }
  return new Set(names);
}
