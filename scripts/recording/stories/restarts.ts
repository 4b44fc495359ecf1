import { type Crash, crash } from '../crashes.ts';
import { between, chance, DAY, END, HOUR, MINUTE, midnights, SECOND, weekdayOf } from '../moments.ts';
import type { Shop } from '../shop.ts';
import { someDays } from './deploys.ts';

const PANIC: Crash = { reason: 'Error', exitCode: 2, readyAfterMs: 9 * SECOND };

/** Containers that start again: on Friday nights, at the beginning of months, ever more often, and for no reason. */
export function restarts(shop: Shop): void {
  fridayNights(shop);
  monthBeginnings(shop);
  everMore(shop);
  for (const [name, count] of [
    ['frontend', 14],
    ['checkout', 16],
    ['catalog', 12],
    ['orders', 9],
    ['invoicing', 4],
    ['recommendations', 8],
    ['fx-loader', 6],
  ] as const) {
    for (const at of someDays(count, `restart ${name}`)) later(shop, at, name, PANIC);
  }
}

/** One pod of a workload crashes. */
export function later(shop: Shop, at: number, name: string, how: Crash): void {
  if (at > END) return;
  shop.cluster.at(at, () => {
    const pods = shop
      .get(name)
      .pods.filter(
        ({ metadata, status }) => !metadata.deletionTimestamp && status.containerStatuses?.[0]?.ready,
      );
    const pod = pods[Math.floor(chance('which', name, at) * pods.length)];
    if (pod) crash(shop, pod, how);
  });
}

/** The release of Friday afternoon leaks connections: in the night some pods give up. Not after every release. */
function fridayNights(shop: Shop): void {
  let week = 0;
  for (const midnight of midnights()) {
    if (weekdayOf(midnight) !== 5) continue;
    week += 1;
    if ([3, 8, 12, 18, 20, 24].includes(week)) continue;
    const count = 1 + Math.floor(between(0, 3, 'friday night', week));
    for (let index = 0; index < count; index++) {
      later(
        shop,
        midnight + 20 * HOUR + between(0, 4 * HOUR - 5 * MINUTE, 'friday night', week, index),
        'frontend',
        PANIC,
      );
    }
  }
}

/** On the first of a month all invoices are written at once. */
function monthBeginnings(shop: Shop): void {
  for (const midnight of midnights()) {
    if (new Date(midnight).getUTCDate() !== 1) continue;
    for (let index = 0; index < 4; index++) {
      const at = midnight + (index * 40 + between(5, 35, 'month', midnight, index)) * MINUTE;
      later(shop, at, 'invoicing', { reason: 'OOMKilled', exitCode: 137, readyAfterMs: 10 * SECOND });
    }
  }
}

/** Since the new model of November, recommendations start again a little more often each day. */
function everMore(shop: Shop): void {
  const from = Date.UTC(2023, 11, 1);
  for (let day = 0; from + day * DAY < END; day++) {
    const count = Math.floor(0.11 * day + between(0, 1, 'ever more', day));
    for (let index = 0; index < count; index++) {
      later(shop, from + day * DAY + between(0, DAY, 'ever more', day, index), 'recommendations', {
        ...PANIC,
        readyAfterMs: 18 * SECOND,
      });
    }
  }
}
