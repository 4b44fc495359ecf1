import type { GroupKind } from '../kubernetes/index.ts';
import type { KindCompleteness } from '../snapshot/index.ts';
import { isDisrupted, lossOf } from './run/loss.ts';
import { oncePerRun } from './run/once-per-run.ts';
import type { PodLife } from './run/pod-life.ts';
import type { RunView } from './run/run-view.ts';

/** The kinds of which the snapshot does not hold all objects, or says nothing, and that could have changed this run. */
export const touchingGaps: (run: RunView) => readonly KindCompleteness[] = oncePerRun((run) =>
  run.world.snapshot.completeness.filter(
    (line) => (line.state === 'unknown' || isPartial(line)) && (RELEVANCE[line.kind]?.(run) ?? false),
  ),
);

/** Whether objects of a kind may be missing although it was asked for. */
export function isPartial({ state, detail }: KindCompleteness): boolean {
  return state !== 'unknown' && detail !== undefined;
}

/** Whether the snapshot cannot tell if there are objects of a kind. */
export function isUnknownKind({ world }: Pick<RunView, 'world'>, kind: GroupKind): boolean {
  return world.snapshot.completeness.some((each) => each.kind === kind && each.state === 'unknown');
}

/** Whether a run could have gone otherwise if there were objects of a kind, or if their fields were known. */
const RELEVANCE: Readonly<Record<GroupKind, (run: RunView) => boolean>> = {
  Pod: (run) => placesPods(run) || run.objects.moments.some(({ kind }) => kind === 'Node'),
  Node: placesPods,
  'PodDisruptionBudget.policy': (run) => some(run, (life) => lossOf(run, life) === 'evicted'),
  'ReplicaSet.apps': (run) => losesPodOf(run, 'ReplicaSet'),
  'StatefulSet.apps': (run) => losesPodOf(run, 'StatefulSet'),
  'DaemonSet.apps': (run) =>
    losesPodOf(run, 'DaemonSet') || run.commands.some(({ stderr }) => stderr.includes('aemon')),
  'Job.batch': (run) => losesPodOf(run, 'Job'),
  ReplicationController: (run) => losesPodOf(run, 'ReplicationController'),
  PersistentVolumeClaim: movesVolumes,
  PersistentVolume: movesVolumes,
  'StorageClass.storage.k8s.io': makesClaims,
  Service: (run) => some(run, (life) => isDisrupted(run, life) && life.isOld),
  ResourceQuota: makesMorePods,
  LimitRange: makesMorePods,
};

function some({ lives }: RunView, test: (life: PodLife) => boolean): boolean {
  return lives.some(test);
}

function losesPodOf(run: RunView, kind: string): boolean {
  return some(run, (life) => isDisrupted(run, life) && life.owner?.startsWith(`${kind}/`) === true);
}

function movesVolumes(run: RunView): boolean {
  return some(
    run,
    (life) =>
      (isDisrupted(run, life) || run.replaced.has(life)) &&
      (life.make.spec.volumes ?? []).some(({ persistentVolumeClaim }) => persistentVolumeClaim),
  );
}

/** A claim that a pod comes with may be new, and then it needs a volume; that of a replacement had one. */
function makesClaims(run: RunView): boolean {
  return some(
    run,
    (life) =>
      !life.isOld &&
      (life.make.spec.volumes ?? []).some(
        ({ persistentVolumeClaim, ephemeral }) =>
          ephemeral || (persistentVolumeClaim && !run.replaced.has(life)),
      ),
  );
}

function placesPods(run: RunView): boolean {
  return some(run, ({ isOld }) => !isOld);
}

/** A replacement was admitted once already; a pod that is there in addition was not. */
function makesMorePods(run: RunView): boolean {
  return some(run, (life) => !life.isOld && !run.replaced.has(life));
}
