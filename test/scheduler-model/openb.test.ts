import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { NONE } from '../../scheduler-model/cluster/none.ts';
import { FastScheduler } from '../../scheduler-model/fast/fast-scheduler.ts';
import { compareQueued } from '../../scheduler-model/plugins/PrioritySort/priority-sort.ts';
import { type KubernetesObject, loadScenario } from './load-scenario.ts';

const FOLDER = new URL(
  'openb-500/',
  new URL(`${process.env.KUBECTL_SMART_REAL_DATA ?? '../shared/real'}/`, `file://${process.cwd()}/`),
);
const isThere = existsSync(new URL('list.json.gz', FOLDER));
const NAME = isThere
  ? 'openb-500'
  : `openb-500 (skipped: not at ${FOLDER.pathname}, set KUBECTL_SMART_REAL_DATA)`;

function unzipped(name: string): string {
  return gunzipSync(readFileSync(new URL(name, FOLDER))).toString();
}

describe.skipIf(!isThere)(NAME, () => {
  it('is placed pod for pod as kube-scheduler places it, with the same winning scores', () => {
    const { items } = JSON.parse(unzipped('list.json.gz')) as { items: readonly KubernetesObject[] };
    const expected = unzipped('placements.ndjson.gz').trim().split('\n');
    const { cluster, profiles, pending, podKey } = loadScenario({ name: 'openb-500', objects: items });
    const fast = new FastScheduler(cluster, profiles.get('default-scheduler')!);
    const queue = pending
      .map((pod) => ({ pod, priority: cluster.podClass(pod.classId).priority, queuedAtMs: 0 }))
      .sort(compareQueued);
    const placements = queue.map(({ pod }) => {
      const { chosen, score } = fast.schedule(pod, {
        tieBreak: 'name',
        everyNode: true,
        percentageOfNodesToScore: 100,
      });
      if (chosen === NONE) return { pod: podKey(pod.podId), best: [] };
      cluster.addPod(pod.podId, pod.classId, chosen);
      return { pod: podKey(pod.podId), node: cluster.nodeName(chosen), score };
    });
    expect(placements).toEqual(expected.map((line) => JSON.parse(line)));
  });
});
