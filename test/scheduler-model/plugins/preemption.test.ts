import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../../scheduler-model/cluster/cluster.ts';
import { FastScheduler } from '../../../scheduler-model/fast/fast-scheduler.ts';
import { Cycle } from '../../../scheduler-model/framework/cycle.ts';
import { filterNode } from '../../../scheduler-model/framework/filter-node.ts';
import { runPreFilters } from '../../../scheduler-model/plain/run-pre-filters.ts';
import { scheduleOne } from '../../../scheduler-model/plain/schedule-one.ts';
import { isCandidate, selectVictims } from '../../../scheduler-model/plugins/DefaultPreemption/candidate.ts';
import { ClusterRun, DryRuns } from '../../../scheduler-model/plugins/DefaultPreemption/dry-run.ts';
import { loadScenario, profilesOf, type Scenario } from '../load-scenario.ts';
import { history, Theatre } from '../random-history.ts';

const FOLDER = new URL('../../vectors/wider/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.startsWith('pre-'));

function read(file: string): Scenario {
  return JSON.parse(gunzipSync(readFileSync(new URL(file, FOLDER))).toString()) as Scenario;
}

function podsByNode(cluster: Cluster): number[][] {
  return [...cluster.order].map((nodeIndex) => [...cluster.podsOn(nodeIndex)]);
}

/** A full cluster of alike nodes with a pod of low priority each, asked to make room from a place on. */
function nominationAmong(nodeCount: number, startIndex: number) {
  const cluster = new Cluster();
  const profile = profilesOf(undefined).get('default-scheduler')!;
  const podOf = (priority: number) => ({
    metadata: { namespace: 'default' },
    spec: { priority, containers: [{ name: 'main', resources: { requests: { cpu: '1' } } }] },
  });
  for (let index = 0; index < nodeCount; index++) {
    const allocatable = { cpu: '1', memory: '1Gi', pods: '9' };
    cluster.addNode({ metadata: { name: `n${index}` }, status: { allocatable } });
    cluster.addPod(index, cluster.internPod(podOf(0)), index);
  }
  const pod = { podId: nodeCount, classId: cluster.internPod(podOf(9)), name: 'p', uid: 'p' };
  const options = { tieBreak: 'kubernetes', everyNode: false, startIndex } as const;
  const { nomination } = scheduleOne(cluster, profile, pod, options);
  expect(new FastScheduler(cluster, profile).explain(pod, options).nomination).toEqual(nomination);
  return nomination!;
}

describe('a nomination', () => {
  it('is no chance where there is one node to clear', () => {
    expect(nominationAmong(1, 0)).toEqual({ nodeIndex: 0, victims: [0], isOpen: false });
  });

  it('is open among nodes that are equally good', () => {
    expect(nominationAmong(3, 0)).toEqual({ nodeIndex: 2, victims: [2], isOpen: true });
    expect(nominationAmong(3, 1)).toEqual({ nodeIndex: 0, victims: [0], isOpen: true });
  });

  it('hangs on where the search begins when there are more nodes than it tries', () => {
    expect(nominationAmong(250, 0).nodeIndex).toBe(99);
    expect(nominationAmong(250, 200)).toEqual({ nodeIndex: 49, victims: [49], isOpen: true });
  });
});

describe('a dry run of preemption', () => {
  it.each(FILES)('leaves nothing behind: %s', (file) => {
    const { cluster, profiles, pending } = loadScenario(read(file));
    const profile = profiles.get('default-scheduler')!;
    for (const pod of pending) {
      const cycle = new Cycle(cluster, profile, pod);
      if (runPreFilters(cycle).status.code !== 'Success') continue;
      const verdicts = () => [...cluster.order].map((nodeIndex) => filterNode(cycle, nodeIndex));
      const [before, pods, position] = [verdicts(), podsByNode(cluster), cluster.podLog.position];
      const first = [...cluster.order].map((nodeIndex) =>
        selectVictims(cycle, nodeIndex, new DryRuns(cycle)),
      );
      expect(podsByNode(cluster)).toEqual(pods);
      expect(cluster.podLog.position).toBe(position);
      expect(verdicts()).toEqual(before);
      // Asked again it answers the same.
      expect(
        [...cluster.order].map((nodeIndex) => selectVictims(cycle, nodeIndex, new DryRuns(cycle))),
      ).toEqual(first);
    }
  });

  it.each(FILES)('never gives up a pod of the same or a higher priority: %s', (file) => {
    const { cluster, profiles, pending } = loadScenario(read(file));
    for (const pod of pending) {
      const cycle = new Cycle(cluster, profiles.get('default-scheduler')!, pod);
      if (runPreFilters(cycle).status.code !== 'Success') continue;
      for (const nodeIndex of cluster.order) {
        const answer = selectVictims(cycle, nodeIndex, new DryRuns(cycle));
        if (!isCandidate(answer)) continue;
        const priorities = answer.victims.map((podId) => {
          return cluster.podClass(cluster.pods.classOf.values[podId]!).priority;
        });
        expect(Math.max(...priorities, Number.NEGATIVE_INFINITY)).toBeLessThan(cycle.podClass.priority);
      }
    }
  });

  it('by figures comes out as one that takes the pods out of the cluster', () => {
    const profile = profilesOf(undefined).get('default-scheduler')!;
    let byFigures = 0;
    fc.assert(
      fc.property(history, (past) => {
        const theatre = new Theatre(past);
        const { cluster } = theatre;
        for (const step of past.steps) {
          if (step.what !== 'schedule') {
            theatre.act(step);
            continue;
          }
          const pod = theatre.pod(step);
          const cycle = new Cycle(cluster, profile, pod);
          if (runPreFilters(cycle).status.code === 'Success') {
            const runs = new DryRuns(cycle);
            const really = { on: (nodeIndex: number) => new ClusterRun(cycle, nodeIndex) };
            for (const nodeIndex of cluster.order) {
              if (!(runs.on(nodeIndex) instanceof ClusterRun)) byFigures++;
              expect(selectVictims(cycle, nodeIndex, runs)).toEqual(selectVictims(cycle, nodeIndex, really));
            }
          }
          theatre.place(pod, cluster.order[step.where % cluster.nodeCount]!);
        }
      }),
      { numRuns: 300 },
    );
    expect(byFigures).toBeGreaterThan(1000);
  });
});
