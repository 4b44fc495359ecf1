import { isPending } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';
import { seconds } from '../run/seconds.ts';
import { replicasOf, type Workload, workloadArgument } from '../run/workload.ts';
import { counted, duration } from '../stages/duration.ts';
import type { Proposal } from './finding.ts';

/** The user's own lines. */
export function linesOf(run: RunView): string[] {
  return run.commands.map(({ line }) => line);
}

/** Whether all commands ended well; in words when they ended. */
export function drainedToTheEnd(tried: RunView): string | undefined {
  const failed = tried.commands.some(({ exit, endMs }) => exit !== 0 || endMs === undefined);
  if (failed) return undefined;
  const end = Math.max(...tried.commands.map(({ endMs }) => endMs ?? 0));
  const pending = tried.lives.filter((life) => !life.isOld && isPending(life)).length;
  const left = pending === 0 ? 'nothing stays pending' : `${counted(pending, 'pod')} still pending`;
  return `every command ends (t+${duration(seconds(end))}), ${left}`;
}

const SCALABLE = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']);

/** The same commands after one more replica of a workload was started and had time to get Ready. */
export function scaledFirst(
  run: RunView,
  workload: Workload,
  judge: Proposal['judge'],
): Proposal | undefined {
  const replicas = replicasOf(workload);
  if (replicas === undefined || !SCALABLE.has(workload.kind)) return undefined;
  const argument = workloadArgument(workload);
  const scale = `kubectl scale ${argument} -n ${workload.namespace} --replicas=${replicas + 1}`;
  return {
    lines: [scale, 'sleep 60s', ...linesOf(run)],
    judge,
  };
}
