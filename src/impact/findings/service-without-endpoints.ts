import { seconds } from '../run/seconds.ts';
import { duration } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** Services that had ready endpoints and lose the last one. */
export const serviceWithoutEndpoints: FindingType = {
  code: 'SERVICE_WITHOUT_ENDPOINTS',
  title: 'A Service has no ready endpoint',
  *find(run) {
    for (const { key, before, now, zeroMs, zeroFromMs, evidence } of run.services) {
      if (zeroFromMs === undefined || before === 0) continue;
      const lasting = now === 0 ? ' and has none at the end' : '';
      yield {
        severity: 'critical',
        objects: [`Service/${key}`],
        message: `The Service ${key} goes from ${before} to 0 ready endpoints at t+${duration(seconds(zeroFromMs))}, for ${duration(seconds(zeroMs))}${lasting}.`,
        evidence: evidence.slice(-1),
        restsOn: ['Service'],
      };
    }
  },
};
