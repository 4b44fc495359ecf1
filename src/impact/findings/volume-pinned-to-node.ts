import { isDisrupted } from '../run/loss.ts';
import { isPending } from '../run/pod-life.ts';
import { pinsOf } from '../run/volumes.ts';
import type { FindingType } from './finding.ts';

/** Pods that leave a node on which their volume stays: a local volume cannot follow. */
export const volumePinnedToNode: FindingType = {
  code: 'VOLUME_PINNED_TO_NODE',
  title: 'A local volume stays on the node that the pod leaves',
  *find(run) {
    for (const life of run.lives) {
      if (!isDisrupted(run, life)) continue;
      for (const { claim, volume, type, places } of pinsOf(run, life)) {
        if (type !== 'node' || life.node === undefined || !places.includes(life.node)) continue;
        const next = run.replacements.get(life);
        const waits = next !== undefined && isPending(next);
        const isBack = next?.node === life.node;
        if (isBack) continue;
        yield {
          severity: waits || !next ? 'critical' : 'warning',
          objects: [life.key, `PersistentVolumeClaim/${claim}`, `PersistentVolume/${volume}`],
          message: `${life.key} leaves ${life.node}, but its local volume ${volume} (claim ${claim}) stays there: ${waits ? 'the pod cannot start anywhere else and waits until the node takes pods again' : 'it cannot start anywhere else with its data'}.`,
          evidence: [life.terminating!.sequence],
          restsOn: ['PersistentVolume', 'PersistentVolumeClaim'],
        };
      }
    }
  },
};
