import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { NONE } from '../../scheduler-model/cluster/none.ts';
import { FastScheduler } from '../../scheduler-model/fast/fast-scheduler.ts';
import { GroupedSearch } from '../../scheduler-model/fast/grouped-search.ts';
import { reachesRootBefore } from '../../scheduler-model/fast/heap-order.ts';
import type { SchedulablePod } from '../../scheduler-model/framework/cycle.ts';
import type {
  CycleOptions,
  CycleResult,
  RejectedNodes,
} from '../../scheduler-model/framework/cycle-result.ts';
import { heapRoot } from '../../scheduler-model/framework/select-host.ts';
import { scheduleOne } from '../../scheduler-model/plain/schedule-one.ts';
import { profilesOf } from './load-scenario.ts';
import { history, type Step, Theatre } from './random-history.ts';

const scoring = (type: string, resources: readonly object[]) => ({
  name: 'NodeResourcesFit',
  args: {
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'NodeResourcesFitArgs',
    scoringStrategy: { type, resources },
  },
});
const configured = (pluginConfig: readonly object[]) => ({
  apiVersion: 'kubescheduler.config.k8s.io/v1',
  kind: 'KubeSchedulerConfiguration',
  profiles: [{ schedulerName: 'default-scheduler', pluginConfig }],
});
const CONFIGURATIONS: readonly unknown[] = [
  undefined,
  configured([
    scoring('MostAllocated', [
      { name: 'cpu', weight: 3 },
      { name: 'example.com/gpu', weight: 2 },
    ]),
  ]),
  configured([
    scoring('LeastAllocated', [{ name: 'memory', weight: 1 }]),
    {
      name: 'PodTopologySpread',
      args: {
        apiVersion: 'kubescheduler.config.k8s.io/v1',
        kind: 'PodTopologySpreadArgs',
        defaultingType: 'List',
        defaultConstraints: [{ maxSkew: 1, topologyKey: 'disk', whenUnsatisfiable: 'ScheduleAnyway' }],
      },
    },
  ]),
];

describe('the fast path', () => {
  it('decides as the plain path does, whatever happens in between', () => {
    const options = fc.record({
      tieBreak: fc.constantFrom('kubernetes' as const, 'name' as const, 'random' as const),
      everyNode: fc.boolean(),
      minor: fc.constantFrom(33, 36),
      configuration: fc.constantFrom(...CONFIGURATIONS),
      startIndex: fc.nat(8),
      undoes: fc.boolean(),
      groupsFrom: fc.constantFrom(1, 1_500),
    });
    fc.assert(
      fc.property(history, options, (past, { minor, configuration, undoes, groupsFrom, ...chosen }) => {
        const theatre = new Theatre(past);
        const { cluster } = theatre;
        const profile = profilesOf(configuration, minor).get('default-scheduler')!;
        const fast = new FastScheduler(cluster, profile, { groupsFrom });
        let { startIndex } = chosen;
        const undo: (() => void)[] = [];
        for (const step of past.steps) {
          if (step.what !== 'schedule') {
            undo.push(theatre.act(step));
            if (undoes && step.who % 4 === 0) for (const back of undo.splice(-3).reverse()) back();
            continue;
          }
          const pod = nominatedSometimes(theatre.pod(step), step);
          const cycle = (): CycleOptions => ({ ...chosen, startIndex, random: numbersFrom(step.where) });
          const plain = scheduleOne(cluster, profile, pod, cycle());
          expect(spelledOut(fast.explain(pod, cycle()))).toEqual(spelledOut(plain));
          const { chosen: node, score, feasibleCount, nextStartIndex } = fast.schedule(pod, cycle());
          expect([node, score, feasibleCount, nextStartIndex]).toEqual([
            plain.chosen,
            plain.score,
            plain.feasible.length,
            plain.nextStartIndex,
          ]);
          startIndex = nextStartIndex;
          if (node !== NONE) undo.push(theatre.place(pod, node));
        }
      }),
      { numRuns: 600 },
    );
  });

  it('samples as the plain path does', () => {
    const profile = profilesOf(undefined).get('default-scheduler')!;
    fc.assert(
      fc.property(history, fc.integer({ min: 100, max: 260 }), fc.nat(300), (past, nodeCount, start) => {
        const nodes = Array.from({ length: nodeCount }, (_node, i) => past.nodes[i % past.nodes.length]!);
        const theatre = new Theatre({ ...past, nodes });
        const fast = new FastScheduler(theatre.cluster, profile);
        let startIndex = start % theatre.cluster.nodeCount;
        for (const step of past.steps.filter(({ what }) => what === 'schedule')) {
          const pod = theatre.pod(step);
          const options = {
            tieBreak: 'kubernetes',
            everyNode: false,
            percentageOfNodesToScore: 0,
            startIndex,
          } as const;
          const plain = scheduleOne(theatre.cluster, profile, pod, options);
          expect(spelledOut(fast.explain(pod, options))).toEqual(spelledOut(plain));
          const quick = fast.schedule(pod, options);
          expect(quick.failure && spelledOut(quick.failure)).toEqual(
            plain.chosen === NONE ? spelledOut(plain) : undefined,
          );
          expect([quick.chosen, quick.score, quick.nextStartIndex]).toEqual([
            plain.chosen,
            plain.score,
            plain.nextStartIndex,
          ]);
          startIndex = quick.nextStartIndex;
          if (quick.chosen !== NONE) theatre.place(pod, quick.chosen);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('searches in groups as the plain path does', () => {
    const run = vi.spyOn(GroupedSearch.prototype, 'run');
    const options = fc.record({
      tieBreak: fc.constantFrom('kubernetes' as const, 'name' as const),
      everyNode: fc.boolean(),
      minor: fc.constantFrom(35, 36),
      configuration: fc.constantFrom(...CONFIGURATIONS),
      undoes: fc.boolean(),
      nodeCount: fc.integer({ min: 8, max: 70 }),
      startIndex: fc.nat(80),
    });
    fc.assert(
      fc.property(history, options, (past, { minor, configuration, undoes, nodeCount, ...chosen }) => {
        const nodes = Array.from(
          { length: nodeCount },
          (_node, i) => past.nodes[(i * i) % past.nodes.length]!,
        );
        const theatre = new Theatre({ ...past, nodes });
        const { cluster } = theatre;
        const profile = profilesOf(configuration, minor).get('default-scheduler')!;
        const fast = new FastScheduler(cluster, profile, { groupsFrom: 1 });
        const undo: (() => void)[] = [];
        for (const step of [...past.steps, ...past.steps]) {
          if (step.what !== 'schedule') {
            undo.push(theatre.act(step));
            if (undoes && step.who % 4 === 0) for (const back of undo.splice(-3).reverse()) back();
            continue;
          }
          const pod = theatre.pod(step);
          const options: CycleOptions = { ...chosen, percentageOfNodesToScore: 100 };
          const plain = scheduleOne(cluster, profile, pod, options);
          const { chosen: node, score, feasibleCount, best, nextStartIndex } = fast.schedule(pod, options);
          expect([node, score, feasibleCount, best(), nextStartIndex]).toEqual([
            plain.chosen,
            plain.score,
            plain.feasible.length,
            plain.best,
            plain.nextStartIndex,
          ]);
          if (step.where % 3 === 0) expect(spelledOut(fast.explain(pod, options))).toEqual(spelledOut(plain));
          if (node !== NONE) undo.push(theatre.place(pod, node));
        }
      }),
      { numRuns: 300 },
    );
    const answers = run.mock.results.filter(({ value }) => value !== undefined);
    expect(answers.length).toBeGreaterThan(run.mock.results.length / 4);
    run.mockRestore();
  });

  it('knows which of equal nodes reaches the root of the heap', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 200 }), (totals) => {
        const best = Math.max(...totals);
        const tied = totals.flatMap((total, i) => (total === best ? [i] : []));
        expect(tied.reduce((a, b) => (reachesRootBefore(b, a) ? b : a))).toBe(heapRoot(totals));
      }),
      { numRuns: 3000 },
    );
  });
});

/** A third of the pods come with a nomination, some of them to a node that is gone. */
function nominatedSometimes(pod: SchedulablePod, { where }: Step): SchedulablePod {
  return where % 3 === 0 ? { ...pod, nominatedNodeName: `n${where % 10}` } : pod;
}

/** Everything a result says, with what it says of each node. */
function spelledOut(result: CycleResult): unknown {
  const { chosen, score, feasible, best, rejections, nextStartIndex } = result;
  const { preFilterMessage, message, error, nomination, unschedulablePlugins } = result;
  return {
    ...{ chosen, score, feasible, best, nextStartIndex, preFilterMessage, message, error, nomination },
    rejections: [...rejections],
    rejectedNodes: byNode(result.rejectedNodes()),
    scores: feasible.map((nodeIndex) => result.scoreOf(nodeIndex)),
    rejectedScores: [...rejections.keys()].map((nodeIndex) => result.scoreOf(nodeIndex)),
    unschedulablePlugins: [...unschedulablePlugins],
  };
}

/** What is said of each node, by node index. */
function byNode(groups: readonly RejectedNodes[]): unknown {
  const said = groups.flatMap(({ status, nodes }) =>
    nodes.map((nodeIndex): [number, unknown] => [nodeIndex, status]),
  );
  return said.sort(([one], [other]) => one - other);
}

/** The same numbers every time for the same seed. */
function numbersFrom(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
