import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject } from '../../../src/kubernetes/index.ts';
import type { CommandContext } from '../../../src/simulation/index.ts';
import { runSteps, type Steps, story } from '../../support/run.ts';
import { node } from '../../support/snapshot.ts';

const NODES = ['n0', 'n1', 'n2'];
const ROOM = { cpu: '2', memory: '4Gi', pods: '6' };
const apart = (app: string) => ({ labelSelector: { matchLabels: { app } } });

/** A ReplicaSet without pods, each of which has the set's priority and fits only where `spec` lets it. */
interface SetShape {
  readonly cpu: string;
  readonly priority: number;
  readonly spec?: object;
  readonly ports?: readonly object[];
}

const SETS: Readonly<Record<string, SetShape>> = {
  low: { cpu: '600m', priority: 1 },
  near: { cpu: '100m', priority: 3, spec: { affinity: { podAffinity: required('mid') } } },
  even: { cpu: '300m', priority: 5, spec: { topologySpreadConstraints: [spread('even')] } },
  port: { cpu: '100m', priority: 7, ports: [{ containerPort: 80, hostPort: 8080 }] },
  mid: { cpu: '900m', priority: 10, spec: { affinity: { podAntiAffinity: required('mid') } } },
  high: { cpu: '1100m', priority: 100 },
};
const SET_NAMES = Object.keys(SETS);

function required(app: string): object {
  const term = { ...apart(app), topologyKey: 'kubernetes.io/hostname' };
  return { requiredDuringSchedulingIgnoredDuringExecution: [term] };
}

function spread(app: string): object {
  const topologyKey = 'topology.kubernetes.io/zone';
  return { ...apart(app), maxSkew: 1, topologyKey, whenUnsatisfiable: 'DoNotSchedule' };
}

function items(): KubeObject[] {
  return [
    ...NODES.map((name, index) => node(name, 'abc'[index]!, ROOM)),
    ...Object.values(SETS).map(({ priority }) => ({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: `p${priority}`, uid: `p${priority}` },
      value: priority,
    })),
    ...Object.entries(SETS).map(([name, { cpu, priority, spec, ports }]) => ({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name, namespace: 'default', uid: `set-${name}`, labels: { app: name } },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: {
            priorityClassName: `p${priority}`,
            containers: [
              { name: 'main', image: 'i', resources: { requests: { cpu } }, ...(ports && { ports }) },
            ],
            ...spec,
          },
        },
      },
      status: { replicas: 0 },
    })),
  ] as KubeObject[];
}

/** One thing that may happen, chosen by two numbers; scaling is the likeliest. */
function step(kind: number, pick: number): (context: CommandContext) => void {
  return ({ api, actor, world }) => {
    const name = NODES[pick % NODES.length]!;
    const change = (target: { kind: string; name: string; namespace?: string }, patch: object) =>
      void api.patch(target, 'merge', patch, actor);
    const set = SET_NAMES[pick % SET_NAMES.length]!;
    const replicas = (pick >> 3) % 5;
    if (kind < 5)
      return change({ kind: 'ReplicaSet.apps', namespace: 'default', name: set }, { spec: { replicas } });
    if (kind < 7) return change({ kind: 'Node', name }, { spec: { unschedulable: pick % 2 === 0 } });
    if (kind === 7) {
      const zone = 'abcd'[pick % 4]!;
      return change(
        { kind: 'Node', name },
        { metadata: { labels: { 'topology.kubernetes.io/zone': zone } } },
      );
    }
    const rows = [...world.pods.rows()].filter((row) => world.pods.exists(row));
    const row = rows[pick % Math.max(1, rows.length)];
    if (row === undefined) return;
    const pod = { kind: 'Pod', namespace: 'default', name: world.pods.name(row) };
    if (kind === 8) return change(pod, { metadata: { labels: { app: 'gone' } } });
    api.delete(pod, actor, pick % 4 === 0 ? { gracePeriodSeconds: 0 } : {});
  };
}

/** Things that happen within milliseconds of one another, or within seconds. */
const scripts = fc
  .array(
    fc.record({
      kind: fc.integer({ min: 0, max: 9 }),
      pick: fc.integer({ min: 0, max: 255 }),
      afterMs: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 3000 })),
    }),
    { minLength: 2, maxLength: 25 },
  )
  .map((parts): Steps => {
    let atMs = 0;
    return parts.map(({ kind, pick, afterMs }) => {
      atMs += afterMs;
      return [atMs / 1000, step(kind, pick)];
    });
  });

test('what waits when all is quiet waits for a reason: a scheduler that starts anew places nothing', () => {
  fc.assert(
    fc.property(scripts, (steps) => {
      // Shorter than the five minutes after which the queue tries everything again.
      const { world } = runSteps(items(), steps, { horizonSeconds: 200 });
      const anew = runSteps([], [], { world, horizonSeconds: 5 });
      const placed = story(world, anew.run).filter((line) => /bound|nominated/.test(line));
      expect(placed).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
