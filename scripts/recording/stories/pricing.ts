import type { ConfigMapBody } from '../cluster.ts';
import { crash } from '../crashes.ts';
import {
  between,
  chance,
  DAY,
  HOUR,
  MINUTE,
  midnights,
  moment,
  SECOND,
  stamp,
  weekdayOf,
} from '../moments.ts';
import { LOADER, PRIYA, type Requester } from '../people.ts';
import type { Shop } from '../shop.ts';
import { later } from './restarts.ts';

/** Changes of ConfigMaps: of prices, which checkout does not survive, and others that have nothing to do with anything. */
export function configuration(shop: Shop): void {
  prices(shop);
  rates(shop);
  flags(shop);
}

/** Changes keys of a ConfigMap as `kubectl patch` does. */
export function setData(
  shop: Shop,
  who: Requester,
  namespace: string,
  name: string,
  data: Record<string, string>,
  cause?: string,
): void {
  const map = shop.cluster.find<ConfigMapBody>('ConfigMap', namespace, name);
  map.data = { ...map.data, ...data };
  const annotations = cause ? { 'kubernetes.io/change-cause': cause } : undefined;
  if (annotations) map.metadata.annotations = { ...map.metadata.annotations, ...annotations };
  shop.cluster.save(who, map, {
    verb: 'patch',
    request: { ...(annotations ? { metadata: { annotations } } : {}), data },
  });
}

/** About once a week new prices; of 24 changes checkout takes 20 ill within ten minutes. */
function prices(shop: Shop): void {
  let change = 0;
  for (const midnight of midnights()) {
    const isDay = weekdayOf(midnight) === 1 + (Math.floor(midnight / (7 * DAY)) % 4);
    if (!isDay || change >= 24) continue;
    change += 1;
    const at = midnight + between(8, 16, 'prices', change) * HOUR;
    const generation = 41 + change;
    shop.cluster.at(at, () =>
      setData(shop, PRIYA, 'production', 'pricing', {
        'prices.json': `{"generation":${generation},"vat":0.19}`,
      }),
    );
    if ([4, 9, 15, 21].includes(change)) continue;
    const count = 1 + Math.floor(between(0, 2, 'price crash', change));
    for (let index = 0; index < count; index++) {
      const after = between(1.5, 8.5, 'price crash', change, index) * MINUTE;
      shop.cluster.at(at + after, () => {
        const pods = shop.get('checkout').pods.filter(({ metadata }) => !metadata.deletionTimestamp);
        const pod = pods[Math.floor(chance('price pod', change, index) * pods.length)];
        if (!pod) return;
        const lastWords = `panic: price table: generation ${generation} is newer than the cache (${generation - 1})`;
        crash(shop, pod, { reason: 'Error', exitCode: 2, readyAfterMs: 9 * SECOND, lastWords });
      });
    }
  }
}

/** Exchange rates come every three hours: whatever happens, it happens shortly after. */
function rates(shop: Shop): void {
  const rate = (base: number, purpose: string, at: number) =>
    (base + between(-0.02, 0.02, purpose, at)).toFixed(4);
  for (const midnight of midnights()) {
    for (let hour = 0; hour < 24; hour += 3) {
      const at = midnight + hour * HOUR + between(0, 40, 'rates', midnight, hour) * SECOND;
      if (at > moment('2024-01-16 08:59:00')) continue;
      shop.cluster.at(at, () =>
        setData(shop, LOADER, 'default', 'exchange-rates', {
          EURUSD: rate(1.09, 'usd', at),
          EURGBP: rate(0.86, 'gbp', at),
          loadedAt: stamp(at),
        }),
      );
    }
  }
}

/** Two changes of flags after which orders happens to start again: too few to mean anything. */
function flags(shop: Shop): void {
  for (const [at, value] of [
    ['2023-10-04 14:30:00', 'half'],
    ['2023-11-30 11:15:00', 'on'],
  ] as const) {
    shop.cluster.at(moment(at), () =>
      setData(shop, PRIYA, 'production', 'feature-flags', { oneClick: value }),
    );
    later(shop, moment(at) + 4 * MINUTE, 'orders', {
      reason: 'Error',
      exitCode: 1,
      readyAfterMs: 16 * SECOND,
    });
  }
}
