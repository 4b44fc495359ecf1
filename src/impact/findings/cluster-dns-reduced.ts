import type { Service } from '../../kubernetes/index.ts';
import { BUDGET } from '../run/budgets.ts';
import type { RunView } from '../run/run-view.ts';
import { seconds } from '../run/seconds.ts';
import { counted, duration } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

const DNS_PORT = 53;

/** Whether names are resolved through a Service: whatever it is called, it is asked on port 53. */
export function isDnsService({ world }: Pick<RunView, 'world'>, key: string): boolean {
  const slash = key.indexOf('/');
  const service = world.get({ kind: 'Service', namespace: key.slice(0, slash), name: key.slice(slash + 1) });
  return ((service as Service | undefined)?.spec?.ports ?? []).some(({ port }) => port === DNS_PORT);
}

/** The cluster's DNS loses endpoints. */
export const clusterDnsReduced: FindingType = {
  code: 'CLUSTER_DNS_REDUCED',
  title: 'The cluster DNS loses endpoints',
  *find(run) {
    for (const { key, before, lowest, lowestAtMs, wholeAtMs, evidence } of run.services) {
      if (lowest >= before || !isDnsService(run, key)) continue;
      const until = wholeAtMs === undefined ? 'to the end' : `until t+${duration(seconds(wholeAtMs))}`;
      yield {
        severity: lowest === 0 ? 'critical' : 'warning',
        objects: [`Service/${key}`],
        message: `The cluster DNS ${key} has ${counted(lowest, 'ready endpoint')} instead of ${before} from t+${duration(seconds(lowestAtMs))} ${until}.`,
        evidence: evidence.slice(-1),
        restsOn: ['Service', BUDGET],
      };
    }
  },
};
