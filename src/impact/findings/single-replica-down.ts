import { BUDGET } from '../run/budgets.ts';
import { isDisrupted } from '../run/loss.ts';
import type { PodLife } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';
import { seconds } from '../run/seconds.ts';
import { replicasOf, workloadName, workloadOf } from '../run/workload.ts';
import { duration } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';
import { rolledFirst } from './proposals.ts';

const REPLICATED = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']);

/** Workloads of one replica whose pod leaves: they are down until the next one is Ready. */
export const singleReplicaDown: FindingType = {
  code: 'SINGLE_REPLICA_DOWN',
  title: 'A workload of one replica is down for a while',
  *find(run) {
    for (const life of run.lives) {
      // What was not Ready before is not taken down.
      if (!isDisrupted(run, life) || !wasReady(run, life)) continue;
      const workload = workloadOf(run, life);
      if (!workload || !REPLICATED.has(workload.kind) || replicasOf(workload) !== 1) continue;
      const upMs = run.replacements.get(life)?.firstReady?.timeMs;
      const fromMs = Math.min(life.unready?.timeMs ?? Number.POSITIVE_INFINITY, life.terminating!.timeMs);
      const down = (upMs ?? run.endMs) - fromMs;
      // The new pod may be Ready before the old one goes: a surge, or a long grace period.
      if (down <= 0) continue;
      const judge = (tried: RunView) => staysUp(tried, workloadName(workload));
      yield {
        severity: 'warning',
        objects: [life.key],
        message: `${workloadName(workload)} has one replica and ${upMs === undefined ? `is down from t+${duration(seconds(fromMs))} on` : `is down for ${duration(seconds(down))}`}.`,
        evidence: [life.terminating!.sequence],
        restsOn: [BUDGET],
        proposals: rolledFirst(run, workload, judge),
      };
    }
  },
};

/** Whether a pod was Ready when the run began. */
function wasReady({ world }: RunView, { isOld, row }: PodLife): boolean {
  return isOld && world.pods.isReady(row);
}

/** Whether one pod of the workload was Ready at every moment in which another was lost. */
function staysUp(tried: RunView, name: string): string | undefined {
  const mine = tried.lives.filter((life) => {
    const workload = workloadOf(tried, life);
    return workload && workloadName(workload) === name;
  });
  const isUpAt = (timeMs: number, lost: PodLife) =>
    mine.some(
      (life) =>
        life !== lost &&
        (life.firstReady?.timeMs ?? (wasReady(tried, life) ? 0 : Number.POSITIVE_INFINITY)) <= timeMs &&
        (life.terminating?.timeMs ?? Number.POSITIVE_INFINITY) > timeMs,
    );
  const lost = mine.filter((life) => life.terminating);
  if (!lost.every((life) => isUpAt(life.terminating!.timeMs, life))) return undefined;
  return 'one replica is Ready at all times';
}
