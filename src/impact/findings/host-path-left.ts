import { isDisrupted } from '../run/loss.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** Pods that keep data in a directory of their node: it stays there while the pod starts elsewhere without it. */
export const hostPathLeft: FindingType = {
  code: 'HOST_PATH_LEFT',
  title: 'Data in a directory of the node is left behind',
  *find(run) {
    for (const life of run.lives) {
      if (!isDisrupted(run, life) || life.owner?.startsWith('DaemonSet/')) continue;
      const paths = (life.make.spec.volumes ?? []).flatMap(({ hostPath }) =>
        hostPath ? [hostPath.path] : [],
      );
      if (paths.length === 0) continue;
      yield {
        severity: 'info',
        objects: [life.key],
        message: `${life.key} leaves ${life.node ?? 'its node'}; ${counted(paths.length, 'directory', 'directories')} of the node (${paths.join(', ')}) ${paths.length === 1 ? 'stays' : 'stay'} behind.`,
        evidence: [life.terminating!.sequence],
      };
    }
  },
};
