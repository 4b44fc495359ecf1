import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../scheduler-model/cluster/cluster.ts';
import { Cycle } from '../../../scheduler-model/framework/cycle.ts';
import { filterNode } from '../../../scheduler-model/framework/filter-node.ts';
import { runPreFilters } from '../../../scheduler-model/plain/run-pre-filters.ts';
import { isCandidate, selectVictims } from '../../../scheduler-model/plugins/DefaultPreemption/candidate.ts';
import { loadScenario, type Scenario } from '../load-scenario.ts';

const FOLDER = new URL('../../vectors/wider/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.startsWith('pre-'));

function read(file: string): Scenario {
  return JSON.parse(gunzipSync(readFileSync(new URL(file, FOLDER))).toString()) as Scenario;
}

function podsByNode(cluster: Cluster): number[][] {
  return [...cluster.order].map((nodeIndex) => [...cluster.podsOn(nodeIndex)]);
}

describe('a dry run of preemption', () => {
  it.each(FILES)('leaves nothing behind: %s', (file) => {
    const { cluster, profiles, pending } = loadScenario(read(file));
    const profile = profiles.get('default-scheduler')!;
    for (const pod of pending) {
      const cycle = new Cycle(cluster, profile, pod);
      if (runPreFilters(cycle).status.code !== 'Success') continue;
      const verdicts = () => [...cluster.order].map((nodeIndex) => filterNode(cycle, nodeIndex));
      const [before, pods, position] = [verdicts(), podsByNode(cluster), cluster.podLog.position];
      const first = [...cluster.order].map((nodeIndex) => selectVictims(cycle, nodeIndex));
      expect(podsByNode(cluster)).toEqual(pods);
      expect(cluster.podLog.position).toBe(position);
      expect(verdicts()).toEqual(before);
      // Asked again it answers the same.
      expect([...cluster.order].map((nodeIndex) => selectVictims(cycle, nodeIndex))).toEqual(first);
    }
  });

  it.each(FILES)('never gives up a pod of the same or a higher priority: %s', (file) => {
    const { cluster, profiles, pending } = loadScenario(read(file));
    for (const pod of pending) {
      const cycle = new Cycle(cluster, profiles.get('default-scheduler')!, pod);
      if (runPreFilters(cycle).status.code !== 'Success') continue;
      for (const nodeIndex of cluster.order) {
        const answer = selectVictims(cycle, nodeIndex);
        if (!isCandidate(answer)) continue;
        const priorities = answer.victims.map((podId) => {
          return cluster.podClass(cluster.pods.classOf.values[podId]!).priority;
        });
        expect(Math.max(...priorities, Number.NEGATIVE_INFINITY)).toBeLessThan(cycle.podClass.priority);
      }
    }
  });
});
