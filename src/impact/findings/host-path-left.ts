import { isDisrupted } from '../run/loss.ts';
import { hadEnded, type PodLife } from '../run/pod-life.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** Pods that keep data in a directory of their node: it stays there while the pod starts elsewhere without it. */
export const hostPathLeft: FindingType = {
  code: 'HOST_PATH_LEFT',
  title: 'Data in a directory of the node is left behind',
  *find(run) {
    const leaving = run.lives.filter(
      (life) =>
        isDisrupted(run, life) &&
        !hadEnded(life) &&
        !life.owner?.startsWith('DaemonSet/') &&
        dataPaths(life).length > 0,
    );
    for (const [owner, lives] of Map.groupBy(leaving, ({ owner, key }) => owner ?? key)) {
      yield {
        severity: 'info',
        objects: lives.map(({ key }) => key),
        message: `${counted(lives.length, 'pod')} of ${owner} ${lives.length === 1 ? 'leaves' : 'leave'} data in a directory of the node behind: ${dataPaths(lives[0]!).join(', ')}.`,
        evidence: lives.map(({ terminating }) => terminating!.sequence),
      };
    }
  },
};

/** What every node has of its own is no data of the pod: devices, the kernel's files, sockets, the kubelet's folders. */
const OF_THE_NODE = /^\/(dev|proc|sys|etc|run|boot|lib|usr|var\/run|var\/log|var\/lib\/kubelet)(\/|$)|^\/$/;

/** The directories of the node that a pod can write to. */
function dataPaths({ make }: PodLife): string[] {
  const { volumes = [], containers } = make.spec;
  return volumes.flatMap(({ name, hostPath }) => {
    if (!hostPath || OF_THE_NODE.test(hostPath.path) || hostPath.type === 'Socket') return [];
    const isWritten = containers.some(({ volumeMounts = [] }) =>
      volumeMounts.some((mount) => mount.name === name && !mount.readOnly),
    );
    return isWritten ? [hostPath.path] : [];
  });
}
