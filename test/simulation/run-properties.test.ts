import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import type { CommandContext } from '../../src/simulation/index.ts';
import { World } from '../../src/world/index.ts';
import { but, runSteps, type Steps } from '../support/run.ts';
import { node, pod, snapshotOf } from '../support/snapshot.ts';

const NODES = ['n0', 'n1', 'n2', 'n3'];

function items(): KubeObject[] {
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web', namespace: 'default', uid: 'rs', labels: { app: 'web' } },
    spec: {
      replicas: 6,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'main', image: 'i', resources: { requests: { cpu: '900m' } } }] },
      },
    },
    status: { replicas: 6 },
  } as unknown as KubeObject;
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'rs', controller: true };
  const replicas = Array.from({ length: 6 }, (_, index) =>
    but(pod(`web-${index}`, NODES[index % 4]), { metadata: { ownerReferences: [owner] } }),
  );
  return [
    ...NODES.map((name, index) => node(name, 'ab'[index % 2])),
    deployment,
    ...replicas,
    pod('bare', 'n0', { app: 'x' }),
  ];
}

/** One thing that may happen, chosen by two numbers. */
function step(kind: number, pick: number): (context: CommandContext) => void {
  const name = NODES[pick % NODES.length]!;
  return ({ api, actor, world, faults }) => {
    const nodeRow = world.nodes.row(name);
    switch (kind) {
      case 0:
        return void api.delete({ kind: 'Node', name }, actor);
      case 1:
        return faults.failNode(nodeRow);
      case 2:
        return faults.recoverNode(nodeRow);
      case 3:
        return void api.patch(
          { kind: 'Node', name },
          'merge',
          { spec: { unschedulable: pick % 2 === 0 } },
          actor,
        );
      case 4: {
        const [row] = world.pods.onNode(nodeRow);
        if (row === undefined) return;
        return void api.evict('default', world.pods.name(row), actor);
      }
      case 5:
        return void api.patch(
          { kind: 'ReplicaSet.apps', namespace: 'default', name: 'web' },
          'merge',
          { spec: { replicas: pick % 20 } },
          actor,
        );
      default:
        return void api.delete({ kind: 'ReplicaSet.apps', namespace: 'default', name: 'web' }, actor);
    }
  };
}

const scripts = fc
  .array(
    fc.record({
      kind: fc.integer({ min: 0, max: 6 }),
      pick: fc.integer({ min: 0, max: 99 }),
      after: fc.integer({ min: 0, max: 80 }),
    }),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((parts): Steps => {
    let at = 0;
    return parts.map(({ kind, pick, after }) => {
      at += after;
      return [at, step(kind, pick)];
    });
  });

/** Everything that can be read of a world. */
function state(world: World): unknown {
  const { pods, nodes, objects, scheduling } = world;
  return {
    pods: [...pods.rows()].map((row) => [row, world.podObject(row)]),
    nodes: [...nodes.rows()].map((row) => [row, nodes.object(row), [...pods.onNode(row)]]),
    objects: objects.kinds().flatMap((kind) => [...objects.all(kind)]),
    scheduled: [...scheduling.cluster.order].map((row) => [row, [...scheduling.cluster.podsOn(row)]]),
    nominated: [...scheduling.cluster.nominations.nodes()],
  };
}

const log = ({ run }: ReturnType<typeof runSteps>) =>
  JSON.stringify([run.log.records, run.endMs, run.settled]);

test('the same seed gives the same run, another seed other names but no broken invariant', () => {
  fc.assert(
    fc.property(scripts, fc.integer({ min: 0, max: 1000 }), (steps, seed) => {
      const first = log(runSteps(items(), steps, { seed }));
      expect(log(runSteps(items(), steps, { seed }))).toBe(first);
    }),
    { numRuns: 40 },
  );
});

test('a run on a fork leaves no trace, and runs again as it ran', () => {
  fc.assert(
    fc.property(scripts, scripts, (steps, other) => {
      const world = new World(snapshotOf(items(), { kubernetes: 'v1.36' }));
      const before = JSON.stringify(state(world));
      const runs = [steps, other, steps].map((each) => {
        const mark = world.mark();
        const text = log(runSteps([], each, { world }));
        world.rollback(mark);
        expect(JSON.stringify(state(world))).toBe(before);
        return text;
      });
      expect(runs[2]).toBe(runs[0]);
      expect(runs[0]).toBe(log(runSteps(items(), steps)));
    }),
    { numRuns: 40 },
  );
});

test('every run comes to rest', () => {
  fc.assert(
    fc.property(scripts, (steps) => {
      const { run } = runSteps(items(), steps, { horizonSeconds: 24 * 3600 });
      expect(run.settled).toBe(true);
    }),
    { numRuns: 40 },
  );
});
