import { expect, test } from 'vitest';
import { parseCommands } from '../../src/commands/index.ts';
import { runVariation } from '../../src/impact/run-variation.ts';
import { observe } from '../../src/impact/simulate-impact.ts';
import { baselineOf, type SimulationOptions, timingsOf } from '../../src/simulation/index.ts';
import { worldOf } from './support/cluster.ts';

const LINES = ['create deployment one --image=x', 'create deployment two --image=x'];
const RUNS = 60;

/** Where the two pods land in each run, as `worker-0 worker-1`. */
function landings(tieBreak: SimulationOptions['scheduler']['tieBreak']): string[] {
  const world = worldOf({ workloads: [], nodeCount: 3 });
  const scheduler = { tieBreak, startIndex: 0 };
  const baseline = baselineOf(world, scheduler);
  const first = { seed: 1, horizonMs: 60_000, timings: timingsOf(world), scheduler };
  const commands = parseCommands(LINES, { read: () => '', list: () => undefined });
  return Array.from({ length: RUNS }, (_, number) => {
    const options = runVariation(world, first, number, (phaseSeed) => timingsOf(world, { phaseSeed }));
    const { lives } = observe(world, commands, options, baseline);
    return lives.map(({ node }) => node).join(' ');
  });
}

test('any of the equal nodes may take each pod, whatever node took the one before', () => {
  const seen = new Set(landings('kubernetes'));
  // The second pod goes to one of the two nodes that are emptier then.
  expect(seen.size).toBe(6);
});

test('a rule that the user chose holds in every run', () => {
  expect(new Set(landings('name')).size).toBe(1);
});
