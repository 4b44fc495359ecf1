import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { FastScheduler } from '../scheduler-model/index.ts';
import type { KubeObject } from '../src/kubernetes/index.ts';
import { askFramework } from './ask-framework.ts';
import { median, timed } from './measure.ts';
import { modelCluster } from './model-cluster.ts';
import { writeObjects } from './write-objects.ts';

export interface OpenbMeasurement {
  readonly nodes: number;
  readonly pods: number;
  readonly rounds: number;
  /** The first round, for which code was compiled, and the median of all. */
  readonly firstMs: number;
  readonly oursMs: number;
  readonly frameworkMs: number | undefined;
  readonly ratio: number | undefined;
  /** Of the placements that are recorded beside the data, made by the real scheduler. */
  readonly equalPlacements: string;
}

/** A run takes so little that the first ones are mostly compilation. */
const ROUNDS_MIN = 9;

/**
 * Places all pods of the openb trace in the order of their creation, every node scored, ties by name as they were
 * recorded. The data are no part of this repository: undefined where they are not.
 */
export function measureOpenb(folder: string, rounds: number): OpenbMeasurement | undefined {
  const source = process.env.KUBECTL_SMART_REAL_DATA ?? '../shared/real';
  const list = join(source, 'openb-500', 'list.json.gz');
  if (!existsSync(list)) return undefined;
  const { items } = JSON.parse(unzipped(list)) as { items: readonly KubeObject[] };
  const recorded = new Map(
    unzipped(join(source, 'openb-500', 'placements.ndjson.gz'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { pod: string; node?: string })
      .map(({ pod, node = '' }) => [pod, node]),
  );
  const file = join(folder, 'openb.json');
  writeObjects(file, items, 'scenario');
  const ours: number[] = [];
  const framework: number[] = [];
  let equal = 0;
  for (let round = 0; round < Math.max(rounds, ROUNDS_MIN); round++) {
    const run = place(items);
    ours.push(run.wallMs);
    equal = run.placements.filter(([pod, node]) => recorded.get(pod) === node).length;
    const answer = askFramework({ file, everyNode: true, limit: 0, processors: 'all', folder });
    if (answer) framework.push((answer.decisions.length / answer.podsPerSecond) * 1000);
  }
  const oursMs = median(ours);
  const frameworkMs = framework.length > 0 ? median(framework) : undefined;
  return {
    nodes: items.filter(({ kind }) => kind === 'Node').length,
    pods: recorded.size,
    rounds: ours.length,
    firstMs: ours[0]!,
    oursMs,
    frameworkMs,
    ratio: frameworkMs === undefined ? undefined : frameworkMs / oursMs,
    equalPlacements: `${equal} of ${recorded.size}`,
  };
}

function place(items: readonly KubeObject[]) {
  const { cluster, profile, pending, podKey } = modelCluster(items);
  const scheduler = new FastScheduler(cluster, profile);
  const byPriority = pending.toSorted(
    (one, other) => cluster.podClass(other.classId).priority - cluster.podClass(one.classId).priority,
  );
  const placements: [pod: string, node: string][] = [];
  const timing = timed(() => {
    for (const pod of byPriority) {
      const options = { tieBreak: 'name', everyNode: false, percentageOfNodesToScore: 100 } as const;
      const { chosen } = scheduler.schedule(pod, options);
      placements.push([podKey(pod.podId), chosen < 0 ? '' : cluster.nodeName(chosen)]);
      if (chosen >= 0) cluster.addPod(pod.podId, pod.classId, chosen);
    }
  });
  return { ...timing, placements };
}

function unzipped(file: string): string {
  return gunzipSync(readFileSync(file)).toString();
}
