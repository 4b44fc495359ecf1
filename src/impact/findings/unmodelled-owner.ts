import { isDisrupted } from '../run/loss.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** The controllers whose behaviour is modelled. */
const MODELLED = new Set(['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController', 'Node']);

/** Pods of custom controllers: what these do when a pod goes is not known. */
export const unmodelledOwner: FindingType = {
  code: 'UNMODELLED_OWNER',
  title: 'A pod belongs to a controller that is not modelled',
  *find(run) {
    const foreign = run.lives.filter(
      (life) =>
        isDisrupted(run, life) && life.owner !== undefined && !MODELLED.has(life.owner.split('/')[0]!),
    );
    for (const [kind, lives] of Map.groupBy(foreign, ({ owner }) => owner!.split('/')[0]!)) {
      yield {
        severity: 'warning',
        subject: kind,
        objects: lives.map(({ key }) => key),
        message: `${counted(lives.length, 'pod')} of ${kind} ${lives.length === 1 ? 'leaves' : 'leave'}. That controller is not modelled: whether and where the pods come back is not known.`,
        evidence: lives.map(({ terminating }) => terminating!.sequence),
      };
    }
  },
};
