import { FastScheduler, type Profile } from '../scheduler-model/index.ts';
import { baselineOf } from '../src/simulation/index.ts';
import type { Snapshot } from '../src/snapshot/index.ts';
import { World } from '../src/world/index.ts';
import { type Timing, timed } from './measure.ts';

export interface SchedulingOptions {
  /** Score every feasible node, or the default sample of them. */
  readonly everyNode: boolean;
  /** Stop after so many pods. */
  readonly limit: number;
}

export interface Placement {
  readonly pod: string;
  /** Empty: nowhere. */
  readonly node: string;
  readonly score: number;
}

export interface SchedulingResult extends Timing {
  readonly podCount: number;
  readonly placements: readonly Placement[];
}

/**
 * Places the pending pods of a snapshot one after another, in the order of the source, each before the next one's turn,
 * as the version breaks ties and from the first node on.
 */
export function schedulePods(snapshot: Snapshot, { everyNode, limit }: SchedulingOptions): SchedulingResult {
  const world = new World(snapshot);
  const { cluster } = world.scheduling;
  const scheduler = new FastScheduler(cluster, defaultProfile(world));
  const pending = [...world.pods.rows()].filter((row) => world.pods.nodeRow(row) < 0).slice(0, limit);
  const placements: { row: number; nodeRow: number; score: number }[] = [];
  const timing = timed(() => {
    let startIndex = 0;
    for (const row of pending) {
      const classId = world.scheduling.classOf(row);
      const pod = { podId: row, classId, name: world.pods.name(row), uid: world.pods.uid(row) };
      const decision = scheduler.schedule(pod, {
        tieBreak: 'kubernetes',
        startIndex,
        everyNode: false,
        percentageOfNodesToScore: everyNode ? 100 : 0,
      });
      startIndex = decision.nextStartIndex;
      placements.push({ row, nodeRow: decision.chosen, score: decision.score });
      if (decision.chosen >= 0) cluster.addPod(row, classId, decision.chosen);
    }
  });
  return {
    ...timing,
    podCount: pending.length,
    placements: placements.map(({ row, nodeRow, score }) => ({
      pod: world.pods.key(row),
      node: nodeRow < 0 ? '' : world.nodes.name(nodeRow),
      score,
    })),
  };
}

function defaultProfile(world: World): Profile {
  const { profiles } = baselineOf(world, { tieBreak: 'kubernetes', startIndex: 0 });
  return profiles.profiles.get('default-scheduler')!;
}
