import { type ContainerBody, imageOf, type Template } from '../bodies.ts';
import { between, DAY, HOUR, MINUTE, midnights, moment, weekdayOf } from '../moments.ts';
import { JENKINS } from '../people.ts';
import type { Shop } from '../shop.ts';

/** A release: when, what, which version, why. */
type Release = readonly [at: string, name: string, version: string, author: string, message: string];

const RELEASES: readonly Release[] = [
  ['2023-08-09 09:12:00', 'api', '5.3.0', 'lena@shop.example', 'Faster product page (SHOP-701)'],
  ['2023-09-05 13:40:00', 'api', '5.4.0', 'lena@shop.example', 'Keep sessions in redis (SHOP-748)'],
  ['2023-10-11 08:55:00', 'api', '5.5.0', 'omar@shop.example', 'Read prices through the catalog (SHOP-802)'],
  ['2023-11-15 10:20:00', 'api', '5.6.0', 'lena@shop.example', 'Batch requests of the start page (SHOP-861)'],
  ['2023-12-06 09:30:00', 'api', '5.7.0', 'omar@shop.example', 'Gift cards (SHOP-902)'],
  [
    '2024-01-09 10:05:00',
    'api',
    '5.8.0',
    'lena@shop.example',
    'In-memory cache for product images (SHOP-944)',
  ],
  ['2023-08-22 11:00:00', 'checkout', '4.12.0', 'omar@shop.example', 'Guest checkout (SHOP-722)'],
  [
    '2023-10-04 14:10:00',
    'checkout',
    '4.13.0',
    'omar@shop.example',
    'One-click orders behind a flag (SHOP-790)',
  ],
  ['2023-12-13 09:45:00', 'checkout', '4.14.0', 'omar@shop.example', 'Gift cards (SHOP-902)'],
  ['2023-09-19 09:25:00', 'payment-api', '3.5.0', 'nina@shop.example', 'Retry refused captures (SHOP-765)'],
  ['2023-12-04 10:15:00', 'payment-api', '3.6.0', 'nina@shop.example', 'Second provider (SHOP-899)'],
  ['2023-08-30 15:00:00', 'api-gateway', '2.8.0', 'lena@shop.example', 'HTTP/3 (SHOP-733)'],
  [
    '2023-11-02 09:50:00',
    'api-gateway',
    '2.9.0',
    'lena@shop.example',
    'Circuit breaker per upstream (SHOP-840)',
  ],
  ['2023-09-27 10:30:00', 'catalog', '1.31.0', 'priya@shop.example', 'Search suggestions (SHOP-779)'],
  ['2023-10-25 10:30:00', 'catalog', '1.32.0', 'priya@shop.example', 'Images from the new bucket (SHOP-826)'],
  ['2023-11-29 11:20:00', 'recommendations', '2.3.0', 'priya@shop.example', 'New model (SHOP-880)'],
  ['2024-01-13 10:00:00', 'inventory', '0.45.0', 'omar@shop.example', 'Watch warehouse feeds (SHOP-951)'],
  ['2023-08-16 16:00:00', 'grafana', '10.1.0', 'tom@shop.example', 'Grafana 10.1 (OPS-212)'],
];

/** The releases of the pipeline, and the frontend's each Friday at five with what comes of it in the night. */
export function deploys(shop: Shop): void {
  for (const [at, name, version, author, message] of RELEASES)
    release(shop, moment(at), name, version, author, message);
  let patch = 0;
  for (const midnight of midnights()) {
    // Some Fridays there is nothing to ship.
    if (weekdayOf(midnight) !== 5 || [3, 11, 17, 23].includes(patch++)) continue;
    const at = midnight + 17 * HOUR + between(0, 4 * MINUTE, 'friday', patch);
    release(
      shop,
      at,
      'frontend',
      `3.18.${patch}`,
      'mia@shop.example',
      `Weekly release of the frontend (SHOP-${600 + patch * 13})`,
    );
  }
}

/** A commit, and some minutes later the pipeline that ships it. */
function release(
  shop: Shop,
  at: number,
  name: string,
  version: string,
  author: string,
  message: string,
): void {
  const { cluster } = shop;
  const object = `Deployment/${shop.get(name).workload.namespace}/${name}`;
  cluster.at(at - 22 * MINUTE, () => cluster.commit(author, `${name} ${version}: ${message}`, object));
  cluster.at(at, () => setImage(shop, name, version, `${name} ${version}: ${message}`));
}

function setImage(shop: Shop, name: string, version: string, cause: string): void {
  const image = imageOf(shop.get(name).workload, version);
  shop.rollout(JENKINS, name, (template) => edited(template, name, { image }), cause);
}

/** Changes a container of a template; the result is the patch that kubectl sends. */
export function edited(template: Template, container: string, change: Partial<ContainerBody>): object {
  for (const each of template.spec.containers) if (each.name === container) Object.assign(each, change);
  return { spec: { template: { spec: { containers: [{ name: container, ...change }] } } } };
}

/** One moment in each of the days, at no special time. */
export function someDays(count: number, purpose: string, from = midnights()[0]!, days = 178): number[] {
  return Array.from(
    { length: count },
    (_, index) =>
      from + Math.floor(between(0, days, purpose, index)) * DAY + between(0, DAY, purpose, index, 'time'),
  ).sort((a, b) => a - b);
}
