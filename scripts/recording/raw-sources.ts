import { Cluster } from './cluster.ts';
import { measured } from './metrics.ts';
import { Shop } from './shop.ts';
import { deploys } from './stories/deploys.ts';
import { failingPod } from './stories/failing-pod.ts';
import { growth } from './stories/growth.ts';
import { maintenance } from './stories/maintenance.ts';
import { nights } from './stories/nights.ts';
import { onCall } from './stories/on-call.ts';
import { outage } from './stories/outage.ts';
import { paymentsTried } from './stories/payments.ts';
import { configuration } from './stories/pricing.ts';
import { restarts } from './stories/restarts.ts';

/** Half a year of the shop as the files that its tools would have written, by path: the same bytes each time. */
export function rawSources(): Map<string, string> {
  const cluster = new Cluster();
  const shop = new Shop(cluster);
  const stories = [
    deploys,
    configuration,
    restarts,
    onCall,
    paymentsTried,
    nights,
    growth,
    maintenance,
    outage,
    failingPod,
  ];
  for (const story of stories) story(shop);
  cluster.run();
  const { initial, audit, watch, events, logs, commits, alerts } = cluster.raw;
  const list = { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: initial };
  const files = new Map([
    ['objects.json', JSON.stringify(list)],
    ['audit.log', ndjson(audit)],
    ['watch.ndjson', ndjson(watch)],
    ['events.ndjson', ndjson(events)],
    ['alerts.ndjson', ndjson(alerts)],
    ['commits.ndjson', ndjson(commits)],
    ['metrics.openmetrics', measured(shop).text()],
  ]);
  for (const [owner, lines] of [...logs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    files.set(`logs/${owner}.log`, ndjson(lines));
  }
  return files;
}

function ndjson(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
