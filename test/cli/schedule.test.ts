import { describe, expect, test } from 'vitest';
import type { ScheduleReport } from '../../src/impact/index.ts';
import { readSchema, violations } from '../report/schema-check.ts';
import { cli } from './run-cli.ts';

const allocatable = { cpu: '2', memory: '4Gi', pods: '10' };

function node(name: string, spec: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    spec,
    status: { allocatable, nodeInfo: { kubeletVersion: 'v1.34.2' } },
  };
}

function pod(name: string, cpu: string, spec: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { containers: [{ name: 'main', image: 'main', resources: { requests: { cpu } } }], ...spec },
    status: { phase: 'Pending' },
  };
}

const taints = [{ key: 'os', value: 'windows', effect: 'NoSchedule' }];
const TAINTED = node('tainted', { taints });

function schedule(items: readonly object[], ...flags: string[]): string {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const { status, stdout, stderr } = cli(['schedule', '--snapshot', '-', ...flags], { input });
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

describe('schedule', () => {
  test('says nothing of fits and misses when the export has no nodes, nor of pods that it does not have', () => {
    const nodeless = schedule([pod('lonely', '1'), pod('busy', '1', { nodeName: 'n1' })]);
    expect(nodeless).toContain(
      '? default/lonely: whether and where it fits is not known: no Node is in the snapshot',
    );
    expect(nodeless).not.toMatch(/No pod is pending|lonely +→/);
    const podless = schedule([node('n1')]);
    expect(podless).toBe('Which pods are pending is not known: no Pod is in the snapshot (v1.34).\n');
    const { results, unknown } = JSON.parse(schedule([pod('lonely', '1')], '-o', 'json')) as ScheduleReport;
    expect(results).toEqual([]);
    expect(unknown).toContainEqual({ kind: 'Node', pods: ['default/lonely'] });
  });

  test('names all that stands against a node, not only what the scheduler says first', () => {
    const text = schedule([node('n1'), TAINTED, pod('big', '1500m'), pod('busy', '1', { nodeName: 'n1' })]);
    expect(text).toMatch(/n1 +cpu: asks for 1500m, 1000m free, 500m missing +\(nearest\)/);
    const full = schedule([TAINTED, pod('big', '1500m'), pod('busy', '1', { nodeName: 'tainted' })]);
    expect(full).toContain('untolerated taint(s) [TaintToleration]; Insufficient cpu');
    expect(full).toMatch(
      /would fit on tainted if not for TaintToleration: .*, and if not for: Insufficient cpu/,
    );
  });

  test('a node that something else stands against is not the nearest, however little it lacks', () => {
    const pinned = pod('pinned', '1500m', {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: {} },
          ],
        },
      },
    });
    const text = schedule([
      node('n1'),
      node('n2'),
      pod('a', '600m', { nodeName: 'n1' }),
      pod('b', '1m', { nodeName: 'n2' }),
      pinned,
    ]);
    expect(text).toMatch(/n2 +.*pod anti-affinity rules \[InterPodAffinity\] +\(nearest\)/);
    expect(text).toMatch(/n1 +cpu: asks for 1500m, 1400m free, 100m missing; .*anti-affinity/);
  });

  test('more than a whole node is not promised by freeing some of it', () => {
    const text = schedule([node('n1'), pod('huge', '9')]);
    expect(text).toContain('asks for 9, 2 free of 2, 7 missing');
    expect(text).toContain('would fit asking for 7 cpu less, or on a larger node: n1 has 2 cpu in all');
  });

  test('pods of other schedulers are named, and a pod that would preempt does not count as fitting nowhere', () => {
    const items = [
      node('n1'),
      pod('low', '1500m', { nodeName: 'n1', priority: 0 }),
      pod('high', '1500m', { priority: 1000 }),
      pod('other', '1', { schedulerName: 'volcano' }),
    ];
    const text = schedule(items);
    expect(text).toContain('left to the scheduler volcano, which is not modelled: default/other');
    expect(text).toContain('1 pending pod: 0 would be placed, 1 would preempt, 0 fit nowhere');
    const report = JSON.parse(schedule(items, '-o', 'json')) as ScheduleReport;
    expect(violations(readSchema('schedule-report.v1'), report)).toEqual([]);
    expect(report.otherSchedulers).toEqual([{ pod: 'default/other', schedulerName: 'volcano' }]);
  });

  test('claims that the snapshot cannot know are not certainly missing', () => {
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
    const items = [node('n1'), pod('claiming', '1', { volumes }), pod('plain', '1')];
    expect(schedule(items)).toContain(
      '? default/claiming: not certain, PersistentVolumeClaim, PersistentVolume, StorageClass not in the snapshot',
    );
    const { unknown } = JSON.parse(schedule(items, '-o', 'json')) as ScheduleReport;
    expect(unknown?.map(({ kind, pods }) => [kind, pods])).toEqual(
      ['PersistentVolumeClaim', 'PersistentVolume', 'StorageClass.storage.k8s.io'].map((kind) => [
        kind,
        ['default/claiming'],
      ]),
    );
  });
});
