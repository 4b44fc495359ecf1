import { BUDGET } from '../run/budgets.ts';
import { seconds } from '../run/seconds.ts';
import { counted, duration } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** The Services that clusters resolve names through. */
export const DNS_SERVICES: ReadonlySet<string> = new Set([
  'kube-system/kube-dns',
  'kube-system/coredns',
  'kube-system/rke2-coredns-rke2-coredns',
  'openshift-dns/dns-default',
]);

/** The cluster's DNS loses endpoints. */
export const clusterDnsReduced: FindingType = {
  code: 'CLUSTER_DNS_REDUCED',
  title: 'The cluster DNS loses endpoints',
  *find(run) {
    for (const { key, before, lowest, lowestAtMs, wholeAtMs, evidence } of run.services) {
      if (!DNS_SERVICES.has(key) || lowest >= before) continue;
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
