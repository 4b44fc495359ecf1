import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DrainOrder, ReadinessReport, SweepReport } from '../../src/impact/index.ts';
import { readSchema, violations } from '../report/schema-check.ts';
import { cli, fileIn, SAMPLE, workFolder } from './run-cli.ts';

const ON_SAMPLE = ['--snapshot', SAMPLE, '-o', 'json', '--fail-on', 'none'];

function json<T>(args: readonly string[]): T {
  const { status, stdout, stderr } = cli(['sweep', ...args, ...ON_SAMPLE]);
  // On a slow machine it says how far it is.
  expect(stderr).not.toMatch(/warning|error/);
  expect(status).toBe(0);
  return JSON.parse(stdout) as T;
}

describe('sweep', () => {
  test('shards joined in any order are the whole sweep, whatever the number of workers', () => {
    const folder = workFolder();
    mkdirSync(join(folder, 'parts'));
    for (const shard of [2, 0, 1]) {
      const path = join(folder, 'parts', `${shard}.json`);
      cli([
        'sweep',
        '--shard',
        `${shard}/3`,
        '--workers',
        '1',
        '--output-file',
        `json=${path}`,
        ...ON_SAMPLE,
      ]);
    }
    const merged = cli(['sweep', 'merge', join(folder, 'parts'), '-o', 'json', '--fail-on', 'none']);
    const whole = json<SweepReport>(['--workers', '2']);
    expect(JSON.parse(merged.stdout)).toEqual(whole);
    expect(violations(readSchema('sweep-report.v1'), whole)).toEqual([]);
    expect(whole.cases).toHaveLength(12);
  });

  test('a shard makes the folder of its part, and merge waits for parts that are missing', async () => {
    const folder = workFolder();
    const parts = join(folder, 'not', 'there', 'yet');
    const merging = spawn(resolve('bin/kubectl-smart'), [
      'sweep',
      'merge',
      parts,
      '--wait',
      '60s',
      '-o',
      'json',
    ]);
    const ended = new Promise<number | null>((done) => {
      merging.on('exit', done);
    });
    const sweep = ['sweep', '--nodes', 'worker-1,worker-8', ...ON_SAMPLE];
    for (const shard of [0, 1])
      cli([...sweep, '--shard', `${shard}/2`, '--output-file', `json=${join(parts, `${shard}.json`)}`]);
    expect(await ended).toBe(0);
  });

  test('names that there are not are an error with the nearest ones', () => {
    const { status, stderr } = cli(['sweep', '--nodes', 'worker-55', '--snapshot', SAMPLE]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/nodes "worker-55" not found[\s\S]*worker-5/);
  });

  test.each([
    [['--readiness', '--order'], 'do not go together'],
    [['--uncordon'], 'belong to --order'],
    [['--shard', '3/3'], '--shard takes i/n'],
    [['--order', '--command', 'fail'], '--order is about drains'],
    [['--wait', '1s'], '--wait belongs to sweep merge'],
  ])('%j is refused', (args, message) => {
    const { status, stderr } = cli(['sweep', ...args, '--snapshot', SAMPLE]);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });

  test('Ctrl-C ends with 130 and leaves no half-written file', async () => {
    for (const workers of ['1', '2']) {
      const folder = workFolder();
      const path = join(folder, 'report.json');
      const args = ['sweep', '--each', 'pair', '--runs', '200', '--workers', workers, '--snapshot', SAMPLE];
      const child = spawn(resolve('bin/kubectl-smart'), [...args, '--output-file', `json=${path}`]);
      await new Promise((later) => setTimeout(later, 2500));
      child.kill('SIGINT');
      const code = await new Promise<number | null>((done) => {
        child.on('exit', done);
      });
      expect(code).toBe(130);
      expect(readdirSync(folder)).toEqual([]);
    }
  });
});

test('sweep --readiness gives one answer in text and in JSON', () => {
  const report = json<ReadinessReport>(['--readiness']);
  expect(violations(readSchema('readiness-report.v1'), report)).toEqual([]);
  expect(report.levels.map(({ each, command, simulated }) => [each, command, simulated])).toEqual([
    ['node', 'drain', 12],
    ['node', 'fail', 12],
    ['zone', 'fail', 3],
    ['pair', 'fail', 66],
  ]);
  const { status, stdout } = cli(['sweep', '--readiness', '--snapshot', SAMPLE]);
  expect(status).toBe(1);
  for (const sentence of report.answer) expect(stdout).toContain(sentence);
});

test('sweep --order gives a sequence that simulate finds no fault with', () => {
  const order = json<DrainOrder>(['--order', '--uncordon', '--nodes', 'worker-1,worker-2,worker-3,worker-5']);
  expect(violations(readSchema('drain-order.v1'), order)).toEqual([]);
  expect(order.cannotGo.map(({ unit }) => unit)).toEqual(['worker-5']);
  const { stdout } = cli(['simulate', ...order.commands, '--horizon', '3h', ...ON_SAMPLE]);
  const { commands, summary } = JSON.parse(stdout) as {
    readonly commands: readonly { readonly exit: number }[];
    readonly summary: { readonly pending: number; readonly evicted: number };
  };
  expect(commands.every(({ exit }) => exit === 0)).toBe(true);
  expect(summary).toMatchObject({ pending: order.verified.pending, evicted: order.verified.evicted });
});

test('sweep --as-job passes the flags on, and the snapshot comes from the volume or from an address', () => {
  const args = ['sweep', '--as-job', '4', '--each', 'zone', '--command', 'fail', '--assume', 'pod-ready=5s'];
  const { stdout } = cli([...args, '--snapshot', 'some/where/cluster.ksnap']);
  expect(stdout).toContain('--snapshot=/sweep/cluster.ksnap');
  expect(stdout).toContain('--each=zone');
  expect(stdout).toContain('--assume=pod-ready=5s');
  expect(stdout).toContain('--shard=$(JOB_COMPLETION_INDEX)/4');
  const fetched = cli([...args, '--snapshot', 'cluster.ksnap', '--snapshot-secret', 'address']).stdout;
  expect(fetched).toContain('--snapshot=/input/cluster.ksnap');
  expect(fetched).toContain('secretKeyRef');
  const path = fileIn(workFolder(), 'scheduler.yaml', 'kind: KubeSchedulerConfiguration\n');
  expect(cli([...args, '--scheduler-config', path]).status).toBe(2);
  expect(existsSync(path)).toBe(true);
});

test('several runs of simulate are the same over threads and without', () => {
  const args = [
    'simulate',
    'kubectl drain worker-2 --ignore-daemonsets --delete-emptydir-data',
    '--runs',
    '9',
  ];
  const [one, two] = ['1', '2'].map((workers) => cli([...args, '--workers', workers, ...ON_SAMPLE]).stdout);
  expect(two).toBe(one);
});

test('a cluster of one node has no pairs: readiness says nothing of them, and a sweep of them is refused', () => {
  const items = [
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'alone', creationTimestamp: '2026-01-01T00:00:00Z' },
      status: {
        allocatable: { cpu: '1', memory: '1Gi', pods: '10' },
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    },
  ];
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const readiness = cli(['sweep', '--readiness', '--snapshot', '-'], { input });
  expect(readiness.status).toBe(0);
  expect(readiness.stdout).not.toContain('pair');
  const pairs = cli(['sweep', '--each', 'pair', '--command', 'fail', '--snapshot', '-'], { input });
  expect([pairs.status, pairs.stderr]).toEqual([
    2,
    expect.stringContaining('there is no pair of nodes: the only node is alone'),
  ]);
});
