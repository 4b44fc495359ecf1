import { describe, expect, test } from 'vitest';
import { type IncidentReport, replayOutage } from '../../src/incidents/index.ts';
import { INCIDENTS } from './support/incident-cases.ts';
import { RecordedCluster } from './support/recorded-cluster.ts';

async function reportOf(
  build: (cluster: RecordedCluster) => RecordedCluster,
  seconds: number,
): Promise<IncidentReport> {
  const recording = await build(new RecordedCluster()).recording();
  return replayOutage(recording, { timeMs: RecordedCluster.timeMs(seconds), windowMs: 30 * 60_000 }).report;
}

describe.each(INCIDENTS)('$name', ({ build, at, chain, who, decoys, zero, by }) => {
  test('the chain leads from the cause to the outage, decoys are not reported', async () => {
    const report = await reportOf(build, at);
    const objects = report.chain.map(({ object }) => object);
    expect(objects.length, JSON.stringify(report.chain, null, 1)).toBe(chain.length);
    for (const [index, expected] of chain.entries())
      expect(objects[index], objects.join(' → ')).toContain(expected);
    expect(report.chain[0]?.who).toBe(who);
    const named = [...objects, ...report.alternatives.map(({ object }) => object)];
    for (const decoy of decoys) expect(named).not.toContain(decoy);
    expect(report.impact.services.map(({ service }) => service)).toEqual(zero);
    if (by !== undefined) expect(report.recovery.by).toContain(by);
    for (const link of report.chain) expect(link.evidence.length).toBeGreaterThan(0);
    const times = report.timeline.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
  });
});
