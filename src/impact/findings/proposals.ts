import { isUnknownKind } from '../completeness.ts';
import type { NodeMiss } from '../documents.ts';
import { isPending } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';
import { seconds } from '../run/seconds.ts';
import { replicasOf, type Workload, workloadArgument, workloadOf } from '../run/workload.ts';
import { cordonOf } from '../stages/describe-change.ts';
import { counted, duration } from '../stages/duration.ts';
import type { Proposal } from './finding.ts';

type Judge = Proposal['judge'];

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

/** Whether a Deployment that the snapshot may lack would undo what is done to its ReplicaSet. */
function mayBeSetBack(run: RunView, { kind }: Workload): boolean {
  return kind === 'ReplicaSet' && isUnknownKind(run, 'Deployment.apps');
}

/** The same commands after one more replica of a workload was started and had time to get Ready. */
export function scaledFirst(run: RunView, workload: Workload, judge: Judge): Proposal[] {
  const replicas = replicasOf(workload);
  if (replicas === undefined || !SCALABLE.has(workload.kind) || mayBeSetBack(run, workload)) return [];
  const scale = `kubectl scale ${workloadArgument(workload)} -n ${workload.namespace} --replicas=${replicas + 1}`;
  return [{ lines: [scale, 'sleep 60s', ...linesOf(run)], judge }];
}

/** The same commands after the workload was moved by a rollout, which starts a pod before it ends one. */
export function rolledFirst(run: RunView, workload: Workload, judge: Judge): Proposal[] {
  const nodes = cordonedNodes(run);
  if (workload.kind !== 'Deployment' || nodes.length === 0) return [];
  const target = `${workloadArgument(workload)} -n ${workload.namespace}`;
  const lines = [
    `kubectl cordon ${nodes.join(' ')}`,
    `kubectl rollout restart ${target}`,
    `kubectl rollout status ${target}`,
    ...linesOf(run),
  ];
  return [{ lines, judge }];
}

/** The same commands after nodes that were cordoned in the snapshot take pods again. */
export function uncordonedFirst(run: RunView, misses: readonly NodeMiss[], judge: Judge): Proposal[] {
  const ours = cordonedNodes(run);
  const nodes = misses
    .filter(({ node, plugin }) => plugin === 'NodeUnschedulable' && !ours.includes(node))
    .map(({ node }) => node);
  if (nodes.length === 0) return [];
  return [{ lines: [`kubectl uncordon ${nodes[0]}`, ...linesOf(run)], judge }];
}

/** A pod that asks for much more than there is will not be helped by asking for a little less. */
const MOST_TO_SAVE = 0.3;

/** The same commands after the workload's requests were lowered to what the nearest node has free. */
export function requestedLess(
  run: RunView,
  workload: Workload,
  nearest: NodeMiss | undefined,
  judge: Judge,
): Proposal[] {
  const [shortage, ...others] = nearest?.missing ?? [];
  if (!shortage || others.length > 0 || workload.kind !== 'Deployment' || shortage.part > MOST_TO_SAVE)
    return [];
  const set = `kubectl set resources ${workloadArgument(workload)} -n ${workload.namespace} --requests=${shortage.resource}=${shortage.free}`;
  return [{ lines: [set, 'sleep 60s', ...linesOf(run)], judge }];
}

/** The same commands after a node like the nearest one has joined. */
export function withOneMoreNode(run: RunView, nearest: NodeMiss | undefined, judge: Judge): Proposal[] {
  // A node that lacks something else than room would lack it in its copy too.
  if (!nearest?.missing) return [];
  const names = new Set([...run.world.nodes.rows()].map((row) => run.world.nodes.name(row)));
  let number = 1;
  while (names.has(`extra-${number}`)) number++;
  return [{ lines: [`add node extra-${number} --like=${nearest.node}`, ...linesOf(run)], judge }];
}

/** The judge for pods that stay pending: whether no pod of the workload does any more. */
export function nothingPending(workload: Workload): Judge {
  return (tried) => {
    const isMine = (life: RunView['lives'][number]) => {
      const owner = workloadOf(tried, life);
      return (
        owner?.kind === workload.kind &&
        owner.name === workload.name &&
        owner.namespace === workload.namespace
      );
    };
    const pending = tried.lives.filter(isPending);
    if (pending.some(isMine)) return undefined;
    const left =
      pending.length === 0 ? 'no pod stays pending' : `${counted(pending.length, 'other pod')} still pending`;
    return `every pod of ${workload.kind}/${workload.name} finds a node, ${left}`;
  };
}

function cordonedNodes(run: RunView): string[] {
  const closed = run.objects.moments.filter((moment) => cordonOf(moment) === 'cordoned');
  return [...new Set(closed.map(({ key }) => key))];
}
