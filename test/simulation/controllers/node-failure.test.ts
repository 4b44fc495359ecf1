import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/kubernetes/index.ts';
import type { CommandContext } from '../../../src/simulation/index.ts';
import { but, events, runSteps, story } from '../../support/run.ts';
import { node, pod } from '../../support/snapshot.ts';

const TOLERATES_15S = {
  tolerations: ['not-ready', 'unreachable'].map((name) => ({
    key: `node.kubernetes.io/${name}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 15,
  })),
};

function patient(name: string, nodeName: string): KubeObject {
  return but(pod(name, nodeName), { spec: TOLERATES_15S });
}

function fail(...names: readonly string[]) {
  return ({ faults, world }: CommandContext) => {
    for (const name of names) faults.failNode(world.nodes.row(name));
  };
}

function taintsOf(world: ReturnType<typeof runSteps>['world'], name: string): string[] {
  const { spec } = world.nodes.object(world.nodes.row(name))!;
  return (spec?.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).sort();
}

const UNREACHABLE = ['node.kubernetes.io/unreachable:NoExecute', 'node.kubernetes.io/unreachable:NoSchedule'];

describe('a node that stops reporting', () => {
  const items = [node('n'), node('m'), patient('a', 'n'), pod('bare', 'm')];

  test('is unknown after the grace, its pods unready, and gone after their tolerations, but never confirmed', () => {
    const { world, run } = runSteps(items, [[0, fail('n')]]);
    expect(story(world, run)).toEqual([
      '47.50 not ready a',
      '62.52 DisruptionTarget DeletionByTaintManager a',
      '62.52 terminating a in 30',
    ]);
    expect(taintsOf(world, 'n')).toEqual(UNREACHABLE);
    expect(events(run, 'NodeNotReady')).toEqual([
      '47.50 NodeNotReady n: Node n status is now: NodeNotReady',
      '47.50 NodeNotReady a: Node is not ready',
    ]);
  });

  test('has a shorter grace before 1.32', () => {
    const { world, run } = runSteps(items, [[0, fail('n')]], { kubernetes: 'v1.31' });
    expect(story(world, run)[0]).toBe('37.50 not ready a');
  });

  test('loses its taints when it comes back, and nothing is deleted', () => {
    const recover = ({ faults, world }: CommandContext) => faults.recoverNode(world.nodes.row('n'));
    const { world, run } = runSteps(items, [
      [0, fail('n')],
      [55, recover],
    ]);
    expect(story(world, run)).toEqual(['47.50 not ready a', '56.00 ready a']);
    expect(taintsOf(world, 'n')).toEqual([]);
    expect(events(run, 'TaintManagerEviction')).toEqual([
      '57.52 TaintManagerEviction a: Cancelling deletion of Pod default/a',
    ]);
  });

  test('has its pods removed when it is declared out of service', () => {
    const declare = ({ api, actor, world }: CommandContext) => {
      const taints = world.nodes.object(world.nodes.row('n'))?.spec?.taints ?? [];
      const taint = { key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' };
      api.patch({ kind: 'Node', name: 'n' }, 'merge', { spec: { taints: [...taints, taint] } }, actor);
    };
    const { world, run } = runSteps(items, [
      [0, fail('n')],
      [71, declare],
    ]);
    expect(story(world, run).slice(-2)).toEqual(['90.00 failed a', '90.00 gone a']);
  });
});

describe('zones', () => {
  const cluster = (size: number) => Array.from({ length: size }, (_, index) => node(`n${index}`));
  const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

  test('in a small zone that is mostly unhealthy nothing is evicted', () => {
    const { world, run } = runSteps([...cluster(4), patient('a', 'n0')], [[0, fail(...names(3))]]);
    expect(story(world, run)).toEqual(['47.50 not ready a']);
    expect(taintsOf(world, 'n0')).toEqual(UNREACHABLE.slice(1));
  });

  test('two of three are evicted, one node in ten seconds', () => {
    const { world, run } = runSteps(
      [...cluster(3), patient('a', 'n0'), patient('b', 'n1')],
      [[0, fail('n0', 'n1')]],
    );
    expect(story(world, run).filter((line) => line.includes('terminating'))).toEqual([
      '62.52 terminating a in 30',
      '72.52 terminating b in 30',
    ]);
    // The other one could have been first.
    expect([...run.drawnPods.keys()].map((row) => world.pods.name(row))).toEqual(['a']);
  });

  test('when everything is dark nothing is evicted and no taint stays', () => {
    const { world } = runSteps([...cluster(2), patient('a', 'n0')], [[0, fail('n0', 'n1')]]);
    expect(taintsOf(world, 'n0')).toEqual(UNREACHABLE.slice(1));
    expect(world.pods.isTerminating(world.pods.find('default', 'a'))).toBe(false);
  });
});

test('a cordon is a taint a moment later, and back', () => {
  const cordon =
    (unschedulable: boolean) =>
    ({ api, actor }: CommandContext) =>
      void api.patch({ kind: 'Node', name: 'n' }, 'merge', { spec: { unschedulable } }, actor);
  const on = runSteps([node('n')], [[1, cordon(true)]]);
  expect(taintsOf(on.world, 'n')).toEqual(['node.kubernetes.io/unschedulable:NoSchedule']);
  const off = runSteps(
    [node('n')],
    [
      [1, cordon(true)],
      [2, cordon(false)],
    ],
  );
  expect(taintsOf(off.world, 'n')).toEqual([]);
});

describe('a NoExecute taint of the user', () => {
  const taint = ({ api, actor }: CommandContext) =>
    void api.patch(
      { kind: 'Node', name: 'n' },
      'merge',
      { spec: { taints: [{ key: 'k', value: 'v', effect: 'NoExecute' }] } },
      actor,
    );
  const tolerant = (name: string, seconds?: number) =>
    but(pod(name, 'n'), {
      spec: {
        tolerations: [
          { key: 'k', operator: 'Exists', ...(seconds === undefined ? {} : { tolerationSeconds: seconds }) },
        ],
      },
    });

  test('takes pods at once, after their time, or never', () => {
    const { world, run } = runSteps(
      [node('n'), pod('now', 'n'), tolerant('later', 60), tolerant('never')],
      [[1, taint]],
    );
    expect(story(world, run).filter((line) => line.includes('terminating'))).toEqual([
      '1.00 terminating now in 30',
      '61.00 terminating later in 30',
    ]);
  });
});

test('pods of a deleted node are removed by force after the quarantine', () => {
  const remove = ({ api, actor }: CommandContext) => void api.delete({ kind: 'Node', name: 'n' }, actor);
  const { world, run } = runSteps([node('n'), node('m'), pod('a', 'n')], [[0, remove]], {
    assume: { 'pod-gc': 50 },
  });
  expect(story(world, run)).toEqual([
    '50.00 DisruptionTarget DeletionByPodGC a',
    '50.00 failed a',
    '50.00 gone a',
  ]);
  expect(events(run, 'RemovingNode')).toEqual([
    '2.50 RemovingNode n: Node n event: Removing Node n from Controller',
  ]);
});

test('a node that comes back within the quarantine keeps its pods', () => {
  const remove = ({ api, actor }: CommandContext) => void api.delete({ kind: 'Node', name: 'n' }, actor);
  const add = ({ api, actor }: CommandContext) => void api.create(node('n'), actor);
  const { world, run } = runSteps(
    [node('n'), pod('a', 'n')],
    [
      [0, remove],
      [30, add],
    ],
  );
  expect(story(world, run)).toEqual([]);
  expect(world.pods.count).toBe(1);
});
