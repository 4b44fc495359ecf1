import { isDisrupted } from '../run/loss.ts';
import { isPending } from '../run/pod-life.ts';
import { pinsOf } from '../run/volumes.ts';
import type { FindingType } from './finding.ts';

/** Pods whose volume exists in one zone only, and that wait because that zone has no room. */
export const volumePinnedToZone: FindingType = {
  code: 'VOLUME_PINNED_TO_ZONE',
  title: 'A volume keeps its pod in one zone',
  *find(run) {
    for (const life of run.lives) {
      const next = run.replacements.get(life);
      if (!isDisrupted(run, life) || !next || !isPending(next)) continue;
      for (const { claim, volume, type, places } of pinsOf(run, life)) {
        if (type !== 'zone') continue;
        yield {
          severity: 'critical',
          objects: [next.key, `PersistentVolumeClaim/${claim}`, `PersistentVolume/${volume}`],
          message: `${next.key} can run in ${places.join(' or ')} only, where its volume ${volume} (claim ${claim}) is, and finds no room there.`,
          evidence: [life.terminating!.sequence],
          restsOn: ['PersistentVolume', 'PersistentVolumeClaim'],
        };
      }
    }
  },
};
