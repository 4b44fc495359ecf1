import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { budget } from '../simulation/api-server/support.ts';
import { node, pod } from '../support/snapshot.ts';
import { type Reaction, runCommand, runCommands } from './support.ts';

function owned(object: KubeObject, kind = 'ReplicaSet', apiVersion = 'apps/v1', name = 'web'): KubeObject {
  const owner = { apiVersion, kind, name, uid: `uid-${kind}-${name}`, controller: true };
  return { ...object, metadata: { ...object.metadata, ownerReferences: [owner] } };
}

function withVolume(object: KubeObject): KubeObject {
  return { ...object, spec: { ...(object.spec as object), volumes: [{ name: 'tmp', emptyDir: {} }] } };
}

const agents = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent', namespace: 'default', uid: 'ds' },
  spec: {},
};
const agent = owned(pod('agent-x', 'n1'), 'DaemonSet', 'apps/v1', 'agent');

const POD_A = { kind: 'Pod', namespace: 'default', name: 'a' };

describe('drain', () => {
  test('cordons, evicts all pods at once, waits for their ends', () => {
    const run = runCommand(
      [node('n1'), owned(pod('a', 'n1')), owned(pod('b', 'n1')), pod('c', 'n2')],
      'kubectl drain n1',
    );
    expect(run.stdout).toBe(
      'node/n1 cordoned\nevicting pod default/b\nevicting pod default/a\npod/b evicted\npod/a evicted\nnode/n1 drained\n',
    );
    expect(run).toMatchObject({ exit: 0, stderr: '', endMs: 2000 });
    expect(run.world.pods.find('default', 'c')).toBeGreaterThanOrEqual(0);
  });

  test('a bare pod without --force: nothing is evicted, the node stays cordoned', () => {
    const run = runCommand([node('n1'), owned(pod('a', 'n1')), pod('bare', 'n1')], 'drain n1');
    expect(run.exit).toBe(1);
    expect(run.stdout).toBe('node/n1 cordoned\n');
    expect(run.stderr).toBe(
      [
        'error: unable to drain node "n1" due to error: cannot delete Pods that declare no controller (use --force to override): default/bare, continuing command...',
        'There are pending nodes to be drained:',
        ' n1',
        'cannot delete Pods that declare no controller (use --force to override): default/bare',
        '',
      ].join('\n'),
    );
    expect(run.world.nodes.object(0)?.spec?.unschedulable).toBe(true);
  });

  test('with --force it goes, and a second drain works', () => {
    const { results } = runCommands(
      [node('n1'), pod('bare', 'n1')],
      ['drain n1', 'drain n1 --force', 'uncordon n1'],
    );
    expect(results.map(({ exit }) => exit)).toEqual([1, 0, 0]);
    expect(results[1]?.stdout).toBe(
      'node/n1 already cordoned\nevicting pod default/bare\npod/bare evicted\nnode/n1 drained\n',
    );
    expect(results[1]?.stderr).toBe('Warning: deleting Pods that declare no controller: default/bare\n');
    expect(results[2]?.stdout).toBe('node/n1 uncordoned\n');
  });

  test.each([
    [
      'DaemonSet pods, no flag',
      [agents, agent],
      '',
      'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): default/agent-x',
    ],
    [
      'local storage',
      [owned(withVolume(pod('a', 'n1')))],
      '',
      'cannot delete Pods with local storage (use --delete-emptydir-data to override): default/a',
    ],
    [
      'bare and local: only the storage shows',
      [withVolume(pod('a', 'n1'))],
      '',
      'cannot delete Pods with local storage (use --delete-emptydir-data to override): default/a',
    ],
    [
      'bare and local, data given up',
      [withVolume(pod('a', 'n1'))],
      '--delete-emptydir-data',
      'cannot delete Pods that declare no controller (use --force to override): default/a',
    ],
    [
      'several kinds',
      [withVolume(pod('a', 'n1')), pod('b', 'n1')],
      '',
      '[cannot delete Pods with local storage (use --delete-emptydir-data to override): default/a, cannot delete Pods that declare no controller (use --force to override): default/b]',
    ],
    [
      'DaemonSet missing',
      [{ ...agents, metadata: { ...agents.metadata, name: 'other' } }, agent],
      '--ignore-daemonsets',
      'cannot delete daemonsets.apps "agent" not found: default/agent-x',
    ],
  ])('refuses: %s', (_name, pods, flags, message) => {
    const run = runCommand([node('n1'), ...pods], `drain n1 ${flags}`);
    expect(run.exit).toBe(1);
    expect(run.stderr.split('\n')[0]).toBe(
      `error: unable to drain node "n1" due to error: ${message}, continuing command...`,
    );
    expect(run.log.filter(({ change }) => change.type === 'terminatePod')).toEqual([]);
  });

  test.each([
    [
      'DaemonSet pods',
      [agents, agent],
      '--ignore-daemonsets',
      'Warning: ignoring DaemonSet-managed Pods: default/agent-x\n',
    ],
    [
      'DaemonSets unknown to the snapshot',
      [agent],
      '--ignore-daemonsets',
      'Warning: ignoring DaemonSet-managed Pods: default/agent-x\n',
    ],
    [
      'DaemonSet and bare',
      [agents, agent, pod('b', 'n1')],
      '--ignore-daemonsets --force',
      'Warning: ignoring DaemonSet-managed Pods: default/agent-x; deleting Pods that declare no controller: default/b\n',
    ],
    ['storage is not worth a warning', [owned(withVolume(pod('a', 'n1')))], '--delete-emptydir-data', ''],
    ['an ended pod needs no flag', [{ ...pod('a', 'n1'), status: { phase: 'Succeeded' } }], '', ''],
  ])('warns: %s', (_name, pods, flags, stderr) => {
    const run = runCommand([node('n1'), ...pods], `drain n1 ${flags}`);
    expect(run).toMatchObject({ exit: 0, stderr });
  });

  test('mirror pods are passed over', () => {
    const mirror = pod('static', 'n1');
    const annotations = { 'kubernetes.io/config.mirror': 'x' };
    const run = runCommand(
      [node('n1'), { ...mirror, metadata: { ...mirror.metadata, annotations } }],
      'drain n1',
    );
    expect(run.stdout).toBe('node/n1 cordoned\nnode/n1 drained\n');
  });

  test('a budget that never gives way: retries every 5 s until the time is over', () => {
    const spent = { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 };
    const run = runCommand(
      [node('n1'), owned(pod('a', 'n1')), budget('web', spent)],
      'drain n1 --timeout=12s',
    );
    const refused =
      'error when evicting pods/"a" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod\'s disruption budget.';
    const over = 'error when evicting pods/"a" -n "default": global timeout reached: 12s';
    expect(run).toMatchObject({ exit: 1, endMs: 15_000 });
    expect(run.stdout).toBe(`node/n1 cordoned\n${'evicting pod default/a\n'.repeat(4)}`);
    expect(run.stderr).toBe(
      [
        refused,
        refused,
        refused,
        `There are pending pods in node "n1" when an error occurred: ${over}`,
        'pod/a',
        `error: unable to drain node "n1" due to error: ${over}, continuing command...`,
        'There are pending nodes to be drained:',
        ' n1',
        over,
        '',
      ].join('\n'),
    );
  });

  test('without a timeout a blocked drain never ends', () => {
    const spent = { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 };
    const run = runCommands([node('n1'), owned(pod('a', 'n1')), budget('web', spent)], ['drain n1']);
    expect(run.results).toEqual([]);
  });

  test('two pods under one budget: the second goes when the budget is back', () => {
    const free = { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1 };
    const giveBack: Reaction = (change, { world, api, after }) => {
      if (change.type !== 'removePod') return;
      const stored = world.objects.get('PodDisruptionBudget.policy', 'default', 'web') as KubeObject;
      after(1000, () =>
        api.updateStatus({ ...stored, status: { ...free, observedGeneration: 1 } }, { name: 'test' }),
      );
    };
    const run = runCommand(
      [node('n1'), owned(pod('a', 'n1')), owned(pod('b', 'n1')), budget('web', free)],
      'drain n1',
      { react: giveBack },
    );
    expect(run.exit).toBe(0);
    // The API server tries the second eviction again after half a second, kubectl after five.
    expect(run.endMs).toBeGreaterThan(7500);
    expect(run.endMs).toBeLessThan(7600);
    expect(run.stdout).toBe(
      'node/n1 cordoned\nevicting pod default/b\nevicting pod default/a\npod/b evicted\nevicting pod default/a\npod/a evicted\nnode/n1 drained\n',
    );
  });

  test.each([
    ['a conflict lets the second wait for half a second', { phase: 0.5, second: true }, { atMs: 501 }],
    ['without a conflict both go at once', { phase: 0.9, second: true }, { atMs: 0 }],
    ['a pod that no budget counts meets no conflict', { phase: 0.5, second: false }, { atMs: 0 }],
  ])('two evictions under one budget: %s', (_, { phase, second }, { atMs }) => {
    const free = { disruptionsAllowed: 2, currentHealthy: 3, desiredHealthy: 1 };
    const other = owned(pod('a', 'n1'));
    const run = runCommands(
      [
        node('n1'),
        second ? other : { ...other, status: { phase: 'Running' } },
        owned(pod('b', 'n1')),
        budget('web', free),
      ],
      ['drain n1'],
      { phase },
    );
    const begun = run.log.flatMap(({ timeMs, change }) => (change.type === 'terminatePod' ? [timeMs] : []));
    expect(begun[0]).toBe(0);
    expect(begun[1]).toBeGreaterThanOrEqual(atMs);
    expect(begun[1]).toBeLessThan(atMs + 50);
    expect([...run.drawn]).toEqual([]);
  });

  test('what the cordon wakes has its turn before the first pod ends', () => {
    const run = runCommands([node('n1'), owned(pod('a', 'n1'))], ['drain n1'], { kubectlMs: 90 });
    const at = (type: string) => run.log.find(({ change }) => change.type === type)?.timeMs;
    expect(at('putObject')).toBe(90);
    expect(at('terminatePod')).toBe(120);
  });

  test('which of two pods a budget lets go is left to chance', () => {
    const free = { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1 };
    const run = runCommands(
      [node('n1'), owned(pod('a', 'n1')), owned(pod('b', 'n1')), budget('web', free)],
      ['drain n1 --timeout=12s'],
    );
    expect(run.drawn).toEqual(new Set(['a', 'b']));
  });

  test('a pod under two budgets fails at once, the others go on', () => {
    const free = { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1 };
    const run = runCommand(
      [
        node('n1'),
        owned(pod('a', 'n1')),
        owned(pod('z', 'n1', { app: 'other' })),
        budget('one', free),
        budget('two', free),
      ],
      'drain n1',
    );
    const why =
      'error when evicting pods/"a" -n "default": This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    expect(run.exit).toBe(1);
    expect(run.stdout).toContain('pod/z evicted\n');
    expect(run.stderr).toContain(
      `There are pending pods in node "n1" when an error occurred: ${why}\npod/a\n`,
    );
  });

  describe('in a namespace on its way out', () => {
    const going = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'default', deletionTimestamp: '2026-01-01T00:00:00Z' },
      status: { phase: 'Terminating' },
    };
    const refused =
      'error when evicting pod "a" from terminating namespace "default" (will retry after 5s): pods "a" is forbidden: unable to create new content in namespace default because it is being terminated\n';
    /** The pod is deleted so long after the cordon, and gone two seconds later. */
    const deletion =
      (delayMs: number): Reaction =>
      (change, { api, after }) => {
        if (change.type === 'putObject') after(delayMs, () => api.delete(POD_A, { name: 'test' }));
      };

    test('nothing is evicted; what ends in time is waited for', () => {
      const run = runCommand([node('n1'), going, owned(pod('a', 'n1'))], 'drain n1 --timeout=30s', {
        react: deletion(4000),
      });
      expect(run).toMatchObject({ exit: 0, stderr: refused });
      expect(run.stdout).toBe(
        'node/n1 cordoned\nevicting pod default/a\nevicting pod default/a\npod/a evicted\nnode/n1 drained\n',
      );
    });

    test('a pod that is gone between two tries is asked for until the time is over', () => {
      const run = runCommand([node('n1'), going, owned(pod('a', 'n1'))], 'drain n1 --timeout=12s', {
        react: deletion(2000),
      });
      expect(run).toMatchObject({ exit: 1, endMs: 15_000 });
      expect(run.stdout).toBe(`node/n1 cordoned\n${'evicting pod default/a\n'.repeat(4)}`);
      expect(run.stderr.startsWith(refused.repeat(3))).toBe(true);
    });
  });

  test('a pod that hangs is waited for until the time is over', () => {
    const stuck = owned(pod('a', 'n1'));
    const held = { ...stuck, metadata: { ...stuck.metadata, finalizers: ['example.com/hold'] } };
    const run = runCommand([node('n1'), held], 'drain n1 --timeout=30s');
    expect(run).toMatchObject({ exit: 1, endMs: 30_000 });
    expect(run.stderr).toContain(
      'error when waiting for pod "a" in namespace "default" to terminate: context deadline exceeded',
    );
  });

  test('overdue deletions can be passed over', () => {
    const going = pod('a', 'n1');
    const metadata = {
      ...going.metadata,
      deletionTimestamp: '2025-12-31T23:00:00Z',
      deletionGracePeriodSeconds: 30,
    };
    const run = runCommand(
      [node('n1'), { ...going, metadata }],
      'drain n1 --skip-wait-for-delete-timeout=60',
    );
    expect(run).toMatchObject({ exit: 0, stdout: 'node/n1 cordoned\nnode/n1 drained\n' });
  });

  test('--disable-eviction deletes past the budget', () => {
    const spent = { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 };
    const run = runCommand(
      [node('n1'), owned(pod('a', 'n1')), budget('web', spent)],
      'drain n1 --disable-eviction',
    );
    expect(run).toMatchObject({ exit: 0, stdout: 'node/n1 cordoned\npod/a deleted\nnode/n1 drained\n' });
  });

  test('--dry-run=client asks nobody: it succeeds where a budget blocks', () => {
    const spent = { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 };
    const run = runCommand(
      [node('n1'), owned(pod('a', 'n1')), budget('web', spent)],
      'drain n1 --dry-run=client',
    );
    expect(run).toMatchObject({
      exit: 0,
      stdout: 'node/n1 cordoned (dry run)\nevicting pod default/a (dry run)\nnode/n1 drained (dry run)\n',
    });
    expect(run.log).toEqual([]);
  });

  test('--dry-run=server asks and changes nothing', () => {
    const free = { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1 };
    const run = runCommand(
      [node('n1'), owned(pod('a', 'n1')), owned(pod('b', 'n1')), budget('web', free)],
      'drain n1 --dry-run=server',
    );
    expect(run.stdout).toBe(
      'node/n1 cordoned (server dry run)\nevicting pod default/b (server dry run)\nevicting pod default/a (server dry run)\nnode/n1 drained (server dry run)\n',
    );
    expect(run.log).toEqual([]);
  });

  test('several nodes: all are cordoned first; a failed one does not stop the next', () => {
    const run = runCommand([node('n1'), node('n2'), pod('bare', 'n1'), owned(pod('a', 'n2'))], 'drain n1 n2');
    expect(run.exit).toBe(1);
    expect(run.stdout).toBe(
      'node/n1 cordoned\nnode/n2 cordoned\nevicting pod default/a\npod/a evicted\nnode/n2 drained\n',
    );
  });

  test('one unknown node: nothing is done to any', () => {
    const run = runCommand([node('n1')], 'drain n1 n22');
    expect(run).toMatchObject({
      exit: 1,
      stdout: '',
      stderr: 'Error from server (NotFound): nodes "n22" not found\n',
    });
    expect(run.log).toEqual([]);
  });

  test('by selector, pods by selector', () => {
    const run = runCommand(
      [node('n1', 'a'), node('n2', 'b'), owned(pod('a', 'n2')), owned(pod('z', 'n2', { app: 'other' }))],
      "drain -l 'topology.kubernetes.io/zone in (b)' --pod-selector app=web",
    );
    expect(run.stdout).toBe('node/n2 cordoned\nevicting pod default/a\npod/a evicted\nnode/n2 drained\n');
  });
});
