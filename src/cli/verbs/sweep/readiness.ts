import { InputError } from '../../../errors/index.ts';
import {
  type LevelRows,
  type ReadinessReport,
  readinessReport,
  type SweepCommand,
  type SweepPairs,
  type SweepUnit,
  sweepCases,
  tellingPairs,
} from '../../../impact/index.ts';
import { type Options, runCases, type SweepSet, sweepSet } from './sweep-set.ts';

/** Up to so many pairs all are simulated. */
const ALL_PAIRS_MAX = 2000;

/** Simulates what the cluster may have to do without: each node drained, each node, zone and pair of nodes lost. */
export async function readinessOf(options: Options): Promise<ReadinessReport> {
  const set = await sweepSet(options);
  const levels = [await level(set, 'node', 'drain'), await level(set, 'node', 'fail')];
  if (hasZones(set)) levels.push(await level(set, 'zone', 'fail'));
  if (sweepCases(set.world, 'node', set.included).length > 1) levels.push(await pairLevel(set));
  return readinessReport(set.world, set.flags.seed, levels);
}

async function level(set: SweepSet, each: SweepUnit, command: SweepCommand): Promise<LevelRows> {
  const cases = sweepCases(set.world, each, set.included);
  const { rows, lost } = await runCases(set, cases, command, `N-1, ${each}, ${command}`);
  return { level: 'N-1', each, command, total: cases.length, rows, lost };
}

async function pairLevel(set: SweepSet): Promise<LevelRows> {
  const { cases, total, selection } = pairsOf(set);
  const { rows, lost } = await runCases(set, cases, 'fail', 'N-2, pair, fail');
  return {
    level: 'N-2',
    each: 'pair',
    command: 'fail',
    total,
    ...(selection ? { selection } : {}),
    rows,
    lost,
  };
}

function pairsOf({ world, included }: SweepSet): SweepPairs {
  const names = sweepCases(world, 'node', included).map(({ name }) => name);
  if ((names.length * (names.length - 1)) / 2 > ALL_PAIRS_MAX) return tellingPairs(world, names);
  const cases = sweepCases(world, 'pair', included);
  return { cases, total: cases.length };
}

function hasZones({ world, included }: SweepSet): boolean {
  try {
    return sweepCases(world, 'zone', included).length > 1;
  } catch (error) {
    // Nodes that name no zone are one zone.
    if (error instanceof InputError) return false;
    throw error;
  }
}
