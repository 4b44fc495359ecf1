import { between, DAY, HOUR, moment } from '../moments.ts';
import { PRIYA } from '../people.ts';
import type { Shop } from '../shop.ts';

/** The indexer is given one more replica every two or three days since November, and catalog a few in autumn. */
export function growth(shop: Shop): void {
  const from = moment('2023-11-17 00:00:00');
  for (let step = 1; step <= 26; step++) {
    const at = from + step * 2.5 * DAY + between(8, 11, 'indexer', step) * HOUR;
    if (at > moment('2024-01-15 00:00:00')) continue;
    shop.cluster.at(at, () => shop.scale(PRIYA, 'indexer', 2 + step));
  }
  for (const [at, replicas] of [
    ['2023-09-12 09:30:00', 3],
    ['2023-10-30 09:10:00', 4],
  ] as const) {
    shop.cluster.at(moment(at), () => shop.scale(PRIYA, 'catalog', replicas));
  }
}
