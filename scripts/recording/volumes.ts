import type { Metrics } from './metrics.ts';
import { DAY, END, HOUR, moment, noise, START, ticks } from './moments.ts';

const GIBIBYTE = 1024 ** 3;
const MONTHS = END - START;

/** The share that is used of a claim at a time. */
type Use = (at: number) => number;

/** How the claims fill: some for good, some not at all, some only to the naked eye. */
const CLAIMS: readonly (readonly [namespace: string, name: string, gibibytes: number, use: Use])[] = [
  // Linear since always: full about two weeks after the end.
  [
    'data',
    'data-postgres-0',
    100,
    (at) => 0.31 + 0.62 * ((at - START) / MONTHS) + 0.003 * noise('postgres', at),
  ],
  // Uploads are no longer cleaned up since 10 January: full within a day of the end.
  ['production', 'checkout-uploads', 20, uploads],
  // Retention holds it where it is since October.
  ['data', 'data-kafka-0', 60, retained('kafka-0')],
  ['data', 'data-kafka-1', 60, retained('kafka-1')],
  ['data', 'data-kafka-2', 60, retained('kafka-2')],
  // Compaction each week: it climbs for seven days and falls.
  [
    'monitoring',
    'data-prometheus-0',
    80,
    (at) => 0.45 + 0.42 * ((((at + 2.2 * DAY) / DAY) % 7) / 7) + 0.004 * noise('prometheus', at),
  ],
  // Only noise.
  ['data', 'data-redis-0', 10, (at) => Math.min(0.9, Math.max(0.1, 0.42 + 0.14 * noise('redis', at)))],
  // Far from full.
  [
    'payments',
    'data-payment-db-0',
    50,
    (at) => 0.2 + 0.11 * ((at - START) / MONTHS) + 0.002 * noise('payment-db', at),
  ],
  [
    'production',
    'data-orders-0',
    20,
    (at) => 0.33 + 0.05 * ((at - START) / MONTHS) + 0.002 * noise('orders-0', at),
  ],
  [
    'production',
    'data-orders-1',
    20,
    (at) => 0.33 + 0.05 * ((at - START) / MONTHS) + 0.002 * noise('orders-1', at),
  ],
];

function uploads(at: number): number {
  const since = moment('2024-01-10 00:00:00');
  const usual = 0.3 + 0.006 * noise('uploads', at);
  return at < since ? usual : usual + 0.64 * ((at - since) / (END - since));
}

function retained(name: string): Use {
  return (at) => 0.71 * (1 - 0.55 * Math.exp(-(at - START) / (20 * DAY))) + 0.008 * noise(name, at);
}

/** Use and size of every claim. */
export function claimUse(metrics: Metrics): void {
  for (const [namespace, name, gibibytes, use] of CLAIMS) {
    const labels = { namespace, persistentvolumeclaim: name };
    const size = gibibytes * 0.984 * GIBIBYTE;
    for (const at of ticks(12 * HOUR, 2 * HOUR, END - 7 * DAY)) {
      metrics.sample('kubelet_volume_stats_used_bytes', labels, at, use(at) * size);
      if ((at - START) % (7 * DAY) === 0 || at === END)
        metrics.sample('kubelet_volume_stats_capacity_bytes', labels, at, size);
    }
  }
}

/** Free room on the nodes' disks: that of worker-2 is gone in about nine days, the others stay as they are. */
export function diskFree(metrics: Metrics): void {
  for (let index = 0; index < 8; index++) {
    const labels = { node: `worker-${index}`, mountpoint: '/', device: '/dev/nvme0n1p1' };
    const size = 80 * GIBIBYTE;
    for (let at = END - 30 * DAY; at <= END; at += 6 * HOUR) {
      const days = (at - (END - 30 * DAY)) / DAY;
      const used =
        index === 2 ? 0.34 + 0.0169 * days : 0.38 + 0.03 * index + 0.05 * (((days + index) % 5) / 5);
      metrics.sample(
        'node_filesystem_avail_bytes',
        labels,
        at,
        size * (1 - used - 0.003 * noise('disk', index, at)),
      );
      if (at === END - 30 * DAY || at === END) metrics.sample('node_filesystem_size_bytes', labels, at, size);
    }
  }
}
