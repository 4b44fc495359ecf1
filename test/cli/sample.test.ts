import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, DRAIN, SAMPLE, workFolder } from './run-cli.ts';

describe('the sample cluster', () => {
  test('is what its script writes, byte for byte', () => {
    const path = join(workFolder(), 'sample.ksnap');
    const { status, stderr } = spawnSync(process.execPath, ['scripts/make-sample.ts', path], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(readFileSync(path).equals(readFileSync(SAMPLE))).toBe(true);
  });

  test('is at rest: nothing happens to it by itself', () => {
    const report = JSON.parse(
      cli(['simulate', 'sleep 1s', '--snapshot', SAMPLE, '-o', 'json', '--horizon', '10s']).stdout,
    );
    expect(report.timeline.filter((entry: object) => 'pod' in entry)).toEqual([]);
    expect(report.findings).toEqual([]);
  });

  test('shows in the demo what there is to see', () => {
    const report = JSON.parse(cli(['simulate', DRAIN, '--snapshot', SAMPLE, '-o', 'json']).stdout);
    const codes = new Set(report.findings.map(({ code }: { readonly code: string }) => code));
    for (const code of [
      'BUDGET_NEVER_ALLOWS',
      'BUDGET_DELAYS_EVICTION',
      'POD_STAYS_PENDING',
      'LOCAL_DATA_LOST',
    ]) {
      expect(codes).toContain(code);
    }
    const verified = report.findings.filter(
      (finding: { suggestion?: { verified: boolean } }) => finding.suggestion?.verified,
    );
    expect(verified.length).toBeGreaterThan(1);
    expect(report.pending).toHaveLength(1);
    expect(report.pending[0].nearest.missing[0].missing).toMatch(/^\d+m$/);
  });
});
