import { expect, test } from 'vitest';
import { parseCommands } from '../../src/commands/index.ts';
import { simulateImpact } from '../../src/impact/index.ts';
import { timingsOf } from '../../src/simulation/index.ts';
import { rememberingReader, runVariations } from '../../src/workers/index.ts';
import { worldOf } from '../impact/support/cluster.ts';

const SCHEDULER = { tieBreak: 'kubernetes', startIndex: 0 } as const;

test('several runs over a pool say what they say one after another, files included', async () => {
  const world = worldOf({
    workloads: [{ name: 'web', replicas: 3, cpu: '3', nodes: ['worker-1', 'worker-1', 'worker-2'] }],
    nodeCount: 3,
  });
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n';
  const { reader, files } = rememberingReader({ read: () => text, list: () => undefined });
  const lines = ['kubectl apply -f settings.yaml', 'kubectl drain worker-1 --ignore-daemonsets'];
  const commands = parseCommands(lines, reader);
  const options = {
    seed: 3,
    runs: 6,
    horizonMs: 600_000,
    scheduler: SCHEDULER,
    timings: (phaseSeed?: number) => timingsOf(world, phaseSeed === undefined ? {} : { phaseSeed }),
    parse: (each: readonly string[]) => parseCommands(each, reader),
  };
  const job = {
    lines,
    files,
    seed: 3,
    horizonMs: 600_000,
    assumed: [],
    scheduler: SCHEDULER,
    kubernetes: undefined,
  };
  const others = await runVariations(world.snapshot, job, options.runs, { workers: 2 });
  expect(others).toHaveLength(5);
  const pooled = simulateImpact(world, commands, { ...options, others });
  expect(pooled).toEqual(simulateImpact(world, commands, options));
});
