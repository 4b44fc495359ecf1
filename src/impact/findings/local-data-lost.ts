import { isDisrupted } from '../run/loss.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** Pods with emptyDir volumes that leave: what was in the volumes is gone with the pod. */
export const localDataLost: FindingType = {
  code: 'LOCAL_DATA_LOST',
  title: 'Data in emptyDir volumes is lost',
  *find(run) {
    const losing = run.lives.filter(
      (life) => isDisrupted(run, life) && !life.owner?.startsWith('DaemonSet/') && emptyDirs(life).length > 0,
    );
    for (const [owner, lives] of Map.groupBy(losing, ({ owner, key }) => owner ?? key)) {
      const volumes = emptyDirs(lives[0]!).join(', ');
      yield {
        severity: 'warning',
        objects: lives.map(({ key }) => key),
        message: `${counted(lives.length, 'pod')} of ${owner} ${lives.length === 1 ? 'leaves' : 'leave'} and ${lives.length === 1 ? 'loses its' : 'lose their'} emptyDir data (${volumes}).`,
        evidence: lives.map(({ terminating }) => terminating!.sequence),
      };
    }
  },
};

/** Volumes on disk only: what stands in memory nobody expects to keep. */
function emptyDirs({
  make,
}: {
  readonly make: {
    readonly spec: {
      readonly volumes?: readonly {
        readonly name: string;
        readonly emptyDir?: { readonly medium?: string };
      }[];
    };
  };
}): string[] {
  return (make.spec.volumes ?? [])
    .filter(({ emptyDir }) => emptyDir && emptyDir.medium !== 'Memory')
    .map(({ name }) => name);
}
