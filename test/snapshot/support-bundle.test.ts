import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInferred, readSnapshot, type Snapshot } from '../../src/snapshot/index.ts';
import { makeFile, makeTar, REAL_DATA } from './support/files.ts';
import { list, makeNode, makePod } from './support/objects.ts';

function stateOf(snapshot: Snapshot, kind: string) {
  const line = snapshot.completeness.find((each) => each.kind === kind);
  return line && `${line.state} ${line.count}`;
}

describe.skipIf(REAL_DATA === undefined)('support bundles that nobody here wrote', () => {
  it('three nodes, in the former layout', async () => {
    const snapshot = await readSnapshot([join(REAL_DATA!, 'support-bundle-3-nodes.tar.gz')]);
    expect(snapshot.metadata).toMatchObject({ formats: ['support bundle'], kubernetes: 'v1.23' });
    expect(snapshot.pods.count).toBe(58);
    expect(stateOf(snapshot, 'Node')).toBe('present 3');
    expect(stateOf(snapshot, 'StatefulSet.apps')).toBe('empty 0');
    expect(stateOf(snapshot, 'PodDisruptionBudget.policy')).toBe('unknown 0');
    expect(stateOf(snapshot, 'DaemonSet.apps')).toBe('unknown 7');
    expect(snapshot.objects.get('DaemonSet.apps')!.every(isInferred)).toBe(true);
    expect(stateOf(snapshot, 'Node.longhorn.io')).toBe('present 3');
    const budgets = snapshot.completeness.find(({ kind }) => kind === 'PodDisruptionBudget.policy');
    expect(budgets?.effect).toMatch(/eviction/);
  });

  it('one node, in today’s layout, links in it left aside', async () => {
    const snapshot = await readSnapshot([join(REAL_DATA!, 'support-bundle-1-node.tar.gz')]);
    expect(snapshot.metadata).toMatchObject({ formats: ['support bundle'], kubernetes: 'v1.31' });
    expect(snapshot.pods.count).toBe(7);
    expect(stateOf(snapshot, 'PodDisruptionBudget.policy')).toBe('empty 0');
    expect(stateOf(snapshot, 'DaemonSet.apps')).toBe('present 1');
    expect(stateOf(snapshot, 'Lease.coordination.k8s.io')).toBe('present 2');
    expect(stateOf(snapshot, 'HorizontalPodAutoscaler.autoscaling')).toBe('unknown 0');
  });
});

describe('support bundles with a hole', () => {
  const read = (files: Readonly<Record<string, string>>) => readSnapshot([makeFile(makeTar(files))]);
  const pods = JSON.stringify(list([makePod('a')], 'PodList'));
  const nodes = JSON.stringify(list([makeNode('n1')], 'NodeList'));

  it('a kind that could not be listed is unknown, and why', async () => {
    const snapshot = await read({
      'bundle/cluster-resources/pods/default.json': pods,
      'bundle/cluster-resources/nodes.json': nodes,
      'bundle/cluster-resources/pod-disruption-budgets-errors.json':
        '{"default":"poddisruptionbudgets is forbidden: User \\"x\\" cannot list"}',
    });
    expect(snapshot.completeness.find(({ kind }) => kind === 'PodDisruptionBudget.policy')).toMatchObject({
      state: 'unknown',
      detail: 'forbidden',
    });
  });

  it('a kind that was collected in some namespaces only says in which', async () => {
    const snapshot = await read({
      'cluster-resources/pods/default.json': pods,
      'cluster-resources/pods/other.json': JSON.stringify(list([], 'PodList')),
      'cluster-resources/services/default.json': '{"kind":"ServiceList","apiVersion":"v1","items":[]}',
    });
    expect(snapshot.completeness.find(({ kind }) => kind === 'Service')).toMatchObject({
      state: 'empty',
      detail: 'collected only in default',
    });
  });

  it('the shallowest cluster-resources counts', async () => {
    const snapshot = await read({
      'a/b/cluster-resources/pods/default.json': JSON.stringify(list([makePod('deep')], 'PodList')),
      'a/cluster-resources/pods/default.json': pods,
    });
    expect(snapshot.pods.count).toBe(1);
    expect(snapshot.pods.name.get(0)).toBe('a');
  });
});
