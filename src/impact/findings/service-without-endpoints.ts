import { BUDGET } from '../run/budgets.ts';
import { seconds } from '../run/seconds.ts';
import { duration } from '../stages/duration.ts';
import { DNS_SERVICES } from './cluster-dns-reduced.ts';
import type { FindingType } from './finding.ts';

/** Services that had ready endpoints and lose the last one. */
export const serviceWithoutEndpoints: FindingType = {
  code: 'SERVICE_WITHOUT_ENDPOINTS',
  title: 'A Service has no ready endpoint',
  *find(run) {
    for (const { key, before, now, zeroMs, zeroFromMs, evidence } of run.services) {
      if (zeroFromMs === undefined || DNS_SERVICES.has(key)) continue;
      const span = now === 0 ? 'and has none at the end' : `for ${duration(seconds(zeroMs))}`;
      yield {
        severity: 'critical',
        objects: [`Service/${key}`],
        message: `The Service ${key} goes from ${before} to 0 ready endpoints at t+${duration(seconds(zeroFromMs))}, ${span}.`,
        evidence: evidence.slice(-1),
        restsOn: ['Service', BUDGET],
      };
    }
  },
};
