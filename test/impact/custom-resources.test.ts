import { describe, expect, test } from 'vitest';
import { parseCommands } from '../../src/commands/index.ts';
import { type ImpactReport, simulateImpact } from '../../src/impact/index.ts';
import { timingsOf } from '../../src/simulation/index.ts';
import { worldOf } from './support/cluster.ts';

const DEFINITION = 'CustomResourceDefinition.apiextensions.k8s.io';
const MONITOR = `apiVersion: monitoring.example.com/v1
kind: ServiceMonitor
metadata: { name: web, namespace: default }
spec: {}
`;

function apply(manifest: string, unknown: readonly string[]): ImpactReport {
  const world = worldOf({ workloads: [], unknown });
  const files = { read: () => manifest, list: () => undefined };
  return simulateImpact(world, parseCommands(['kubectl apply -f m.yaml'], files), {
    seed: 1,
    runs: 1,
    horizonMs: 60_000,
    scheduler: { tieBreak: 'kubernetes', startIndex: 0 },
    timings: () => timingsOf(world),
    parse: (lines) => parseCommands(lines, files),
  });
}

describe('a custom resource that nothing in the snapshot defines', () => {
  test('is taken where definitions are not known, and the report says so', () => {
    const { commands, summary, findings } = apply(MONITOR, [DEFINITION]);
    expect(commands[0]).toMatchObject({
      exit: 0,
      stdout: 'servicemonitor.monitoring.example.com/web created\n',
    });
    expect(summary).toMatchObject({ verdict: 'unknown', weakenedBy: [DEFINITION] });
    expect(findings[0]?.message).toContain(
      'servicemonitors.monitoring.example.com, which ServiceMonitor/default/web needs: shown is that it is there',
    );
  });

  test('is refused in the words of kubectl where they are', () => {
    const { commands, findings } = apply(MONITOR, []);
    expect(commands[0]?.exit).toBe(1);
    expect(findings[0]?.message).toMatch(
      /no matches for kind "ServiceMonitor" in version "monitoring\.example\.com\/v1"$/,
    );
  });

  test('is no excuse for a kind of Kubernetes in a version that is gone', () => {
    const gone = MONITOR.replace('monitoring.example.com/v1', 'policy/v1beta1').replace(
      'ServiceMonitor',
      'PodDisruptionBudget',
    );
    expect(apply(gone, [DEFINITION]).commands[0]?.exit).toBe(1);
  });
});
