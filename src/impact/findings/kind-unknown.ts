import type { GroupKind } from '../../kubernetes/index.ts';
import { isDisrupted, lossOf } from '../run/loss.ts';
import type { PodLife } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';
import type { FindingType } from './finding.ts';

/** Kinds that the snapshot says nothing about and that this run depends on. */
export const kindUnknown: FindingType = {
  code: 'KIND_UNKNOWN',
  title: 'The snapshot lacks a kind that matters here',
  *find(run) {
    const unknown = run.world.snapshot.completeness.filter(({ state }) => state === 'unknown');
    const touching = unknown.filter(({ kind }) => RELEVANCE[kind]?.(run));
    const byEffect = Map.groupBy(touching, ({ effect = 'what they would change is not seen' }) => effect);
    for (const [effect, kinds] of byEffect) {
      const names = kinds.map(({ kind }) => kind);
      yield {
        severity: 'info',
        objects: names,
        message: `The snapshot does not say whether there are objects of kind ${names.join(', ')}: ${effect}.`,
        evidence: [],
      };
    }
  },
};

/** Whether a run could have gone otherwise if there were objects of a kind. */
const RELEVANCE: Readonly<Record<GroupKind, (run: RunView) => boolean>> = {
  'PodDisruptionBudget.policy': (run) => some(run, (life) => lossOf(run, life) === 'evicted'),
  'ReplicaSet.apps': (run) => losesPodOf(run, 'ReplicaSet'),
  'StatefulSet.apps': (run) => losesPodOf(run, 'StatefulSet'),
  'DaemonSet.apps': (run) =>
    losesPodOf(run, 'DaemonSet') || run.commands.some(({ stderr }) => stderr.includes('aemon')),
  'Job.batch': (run) => losesPodOf(run, 'Job'),
  ReplicationController: (run) => losesPodOf(run, 'ReplicationController'),
  PersistentVolumeClaim: movesVolumes,
  PersistentVolume: movesVolumes,
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
      isDisrupted(run, life) &&
      (life.make.spec.volumes ?? []).some(({ persistentVolumeClaim }) => persistentVolumeClaim),
  );
}

/** A replacement was admitted once already; a pod that is there in addition was not. */
function makesMorePods(run: RunView): boolean {
  return some(run, (life) => !life.isOld && !run.replaced.has(life));
}
