import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type IncidentReport, replayOutage } from '../../src/incidents/index.ts';
import { INCIDENTS, type IncidentCase } from './support/incident-cases.ts';
import { RecordedCluster } from './support/recorded-cluster.ts';

const WINDOW_MS = 30 * 60_000;

interface AuditLine {
  readonly verb: string;
  readonly responseStatus: { readonly code: number };
  readonly responseObject?: { readonly kind: string; readonly metadata?: object };
  readonly objectRef: {
    readonly resource: string;
    readonly namespace?: string;
    readonly name: string;
    readonly subresource?: string;
  };
  readonly requestReceivedTimestamp: string;
}

async function reportOf(
  { build, at }: IncidentCase,
  edit: (lines: readonly string[]) => readonly string[],
): Promise<IncidentReport> {
  const cluster = build(new RecordedCluster());
  const recording = await RecordedCluster.recordingOf(edit(cluster.lines));
  return replayOutage(recording, { timeMs: RecordedCluster.timeMs(at), windowMs: WINDOW_MS }).report;
}

/** What a watch of everything would have shown: no users, no refusals. */
function asWatch(lines: readonly string[]): string[] {
  const last = new Map<string, object>();
  return lines.flatMap((text) => {
    const line = JSON.parse(text) as AuditLine;
    const { resource, namespace = '', name, subresource } = line.objectRef;
    const key = `${resource}/${namespace}/${name}`;
    if (line.responseStatus.code >= 400 || subresource !== undefined) return [];
    const isGone = line.verb === 'delete' && line.responseObject?.kind === 'Status';
    const object = isGone ? last.get(key) : line.responseObject;
    if (!object) return [];
    const type = isGone ? 'DELETED' : last.has(key) ? 'MODIFIED' : 'ADDED';
    if (isGone) last.delete(key);
    else last.set(key, object);
    return [JSON.stringify({ time: line.requestReceivedTimestamp, type, object })];
  });
}

const without = (resource: string) => (lines: readonly string[]) =>
  lines.filter((line) => (JSON.parse(line) as AuditLine).objectRef.resource !== resource);

describe.each(INCIDENTS)('$name', (incident) => {
  const { chain, decoys, who } = incident;

  test('changes elsewhere and notes on what failed change nothing', async () => {
    const plain = await reportOf(incident, (lines) => lines);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 400, max: 700 }), fc.nat(3)), { minLength: 1, maxLength: 6 }),
        async (extra) => {
          const elsewhere = new RecordedCluster();
          elsewhere.at(1);
          for (const index of [0, 1, 2, 3]) {
            elsewhere
              .create({
                apiVersion: 'v1',
                kind: 'ConfigMap',
                metadata: { name: `c${index}`, namespace: 'elsewhere' },
                data: { A: '1' },
              })
              .workload(`w${index}`, {
                namespace: 'elsewhere',
                envFrom: [{ configMapRef: { name: `c${index}` } }],
              });
          }
          for (const [seconds, index] of extra) {
            elsewhere
              .at(seconds)
              .patch(
                'ConfigMap',
                `c${index}`,
                { data: { A: String(seconds) } },
                'eve@example.com',
                'elsewhere',
              );
            elsewhere.patch(
              'Deployment',
              `w${index}`,
              { spec: { template: { metadata: { annotations: { at: String(seconds) } } } } },
              'eve@example.com',
              'elsewhere',
            );
          }
          const report = await reportOf(incident, (lines) => [...lines, ...elsewhere.lines]);
          expect(report.chain.map(({ object, summary }) => [object, summary])).toEqual(
            plain.chain.map(({ object, summary }) => [object, summary]),
          );
          expect(JSON.stringify(report)).not.toContain('eve@example.com');
        },
      ),
      { numRuns: 2 },
    );
  });

  test('the order of the lines does not matter', async () => {
    const [plain, turned] = await Promise.all([
      reportOf(incident, (lines) => lines),
      reportOf(incident, (lines) => [...lines].reverse()),
    ]);
    expect(turned.chain.map(({ object, time }) => [object, time])).toEqual(
      plain.chain.map(({ object, time }) => [object, time]),
    );
  });

  test.skipIf(/selector/.test(incident.name))(
    'endpoints are counted from pods where no slice is recorded',
    async () => {
      const report = await reportOf(incident, without('endpointslices'));
      expect(report.impact.services.every(({ source }) => source === 'pods')).toBe(true);
      expect(report.chain.at(-1)?.object).toBe(chain.at(-1));
      expect(report.chain[0]?.object).toContain(chain[0]);
    },
  );

  // Who deleted a pod, and that an eviction was asked for, only an audit log tells.
  test.skipIf(/deletes the pods|deleted ones/.test(incident.name))(
    'without an audit log the chain is the same, nobody is named',
    async () => {
      const report = await reportOf(incident, asWatch);
      const objects = report.chain.map(({ object }) => object);
      expect(objects[0], objects.join(' → ')).toContain(chain[0]);
      expect(objects.at(-1)).toBe(chain.at(-1));
      expect(report.chain.every((link) => link.who === undefined)).toBe(true);
      const named = [...objects, ...report.alternatives.map(({ object }) => object)];
      for (const decoy of decoys) expect(named).not.toContain(decoy);
      if (who !== undefined) expect(report.limits.join()).toContain('no audit log');
    },
  );
});
