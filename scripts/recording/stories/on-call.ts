import { crash } from '../crashes.ts';
import { between, HOUR, MINUTE, moment, SECOND } from '../moments.ts';
import { SARAH, TOM } from '../people.ts';
import type { Shop } from '../shop.ts';

/** When api ran out of memory, and who was on call. */
const ALERTS: readonly (readonly [at: string, who: 'tom' | 'sarah'])[] = [
  ['2023-07-27 03:12:00', 'tom'],
  ['2023-08-05 21:40:00', 'sarah'],
  ['2023-08-14 12:05:00', 'tom'],
  ['2023-08-25 19:22:00', 'sarah'],
  ['2023-09-08 06:47:00', 'tom'],
  ['2023-09-21 22:31:00', 'tom'],
  ['2023-09-30 15:08:00', 'sarah'],
  ['2023-10-13 09:55:00', 'tom'],
  ['2023-10-22 18:16:00', 'sarah'],
  ['2023-11-05 04:33:00', 'tom'],
  ['2023-11-18 20:02:00', 'sarah'],
  ['2023-12-02 11:27:00', 'tom'],
  ['2023-12-16 23:11:00', 'sarah'],
  ['2023-12-30 17:45:00', 'tom'],
];

/** What the two do after an alert: tom restarts, sarah scales up and takes it back a day later. */
export function onCall(shop: Shop): void {
  for (const [text, who] of ALERTS) {
    const at = moment(text);
    for (let index = 0; index < 2; index++) {
      shop.cluster.at(at + index * 70 * SECOND, () => {
        const pod = shop.get('api').pods.filter(({ metadata }) => !metadata.deletionTimestamp)[index];
        if (pod) crash(shop, pod, { reason: 'OOMKilled', exitCode: 137, readyAfterMs: 11 * SECOND });
      });
    }
    shop.cluster.at(at + 100 * SECOND, () =>
      shop.cluster.alert(
        'ContainerOutOfMemory',
        { namespace: 'default', deployment: 'api' },
        'containers of api run out of memory',
      ),
    );
    const after = at + between(3.5, 9, 'on call', text) * MINUTE;
    if (who === 'tom') {
      shop.cluster.at(after, () => shop.restartAll(TOM, 'api'));
      continue;
    }
    shop.cluster.at(after, () => {
      const replicas = shop.get('api').controller.spec.replicas!;
      const size = (count: number) => ({
        'kubernetes.io/change-cause': `api to ${count}: out of memory alert`,
      });
      shop.scale(SARAH, 'api', replicas + 1, size(replicas + 1));
      shop.cluster.after(between(20, 28, 'calm', text) * HOUR, () =>
        shop.scale(SARAH, 'api', replicas, {
          'kubernetes.io/change-cause': `api back to ${replicas}: quiet for a day`,
        }),
      );
    });
  }
  blackFriday(shop);
}

/** More of api for the busiest week of the year. */
function blackFriday(shop: Shop): void {
  const change = (at: string, replicas: number, cause: string) =>
    shop.cluster.at(moment(at), () =>
      shop.scale(SARAH, 'api', replicas, {
        'kubernetes.io/change-cause': cause,
        'shop.example/ticket': 'SHOP-870',
      }),
    );
  change('2023-11-22 15:00:00', 6, 'api to 6 for Black Friday (SHOP-870)');
  change('2023-11-28 09:30:00', 4, 'api back to 4 after Black Friday (SHOP-870)');
}
