import { isDisrupted } from '../run/loss.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

const MODELLED = new Map([
  ['ReplicaSet', 'ReplicaSet.apps'],
  ['StatefulSet', 'StatefulSet.apps'],
  ['Job', 'Job.batch'],
  ['ReplicationController', 'ReplicationController'],
]);

/** Pods whose controller is modelled but not in the snapshot: they are not made again in the simulation. */
export const ownerNotInSnapshot: FindingType = {
  code: 'OWNER_NOT_IN_SNAPSHOT',
  title: 'The controller of a pod is not in the snapshot',
  *find(run) {
    const orphans = run.lives.filter((life) => {
      const kind = MODELLED.get(life.owner?.split('/')[0] ?? '');
      if (kind === undefined || !isDisrupted(run, life) || run.replacements.has(life)) return false;
      const name = life.owner!.slice(life.owner!.indexOf('/') + 1);
      return run.world.get({ kind, namespace: life.namespace, name }) === undefined;
    });
    for (const [owner, lives] of Map.groupBy(orphans, ({ owner }) => owner ?? '')) {
      yield {
        severity: 'warning',
        objects: lives.map(({ key }) => key),
        message: `${owner} is not in the snapshot: ${counted(lives.length, 'pod')} of it ${lives.length === 1 ? 'leaves' : 'leave'} and ${lives.length === 1 ? 'is' : 'are'} not made again here, though the real cluster may.`,
        evidence: lives.map(({ terminating }) => terminating!.sequence),
        restsOn: [MODELLED.get(owner.split('/')[0]!)!],
      };
    }
  },
};
