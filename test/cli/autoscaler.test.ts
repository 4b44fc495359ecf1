import { expect, test } from 'vitest';
import { cli, DRAIN, SAMPLE } from './run-cli.ts';

test('simulate --autoscaler lets an autoscaler bring a node, and says so', () => {
  const args = [
    'simulate',
    `${DRAIN} --timeout=60s`,
    '--snapshot',
    SAMPLE,
    '--fail-on',
    'none',
    '-o',
    'json',
  ];
  const without = JSON.parse(cli(args).stdout);
  const report = JSON.parse(cli([...args, '--autoscaler', 'cluster-autoscaler']).stdout);
  expect(without.options.autoscaler).toBeUndefined();
  expect(without.summary.pending).toBe(1);
  expect(report.options.autoscaler).toBe('cluster-autoscaler');
  expect(report.summary.pending).toBe(0);
});
