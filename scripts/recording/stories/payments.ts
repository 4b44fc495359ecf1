import { MINUTE, moment, SECOND } from '../moments.ts';
import { SARAH, TOM } from '../people.ts';
import type { QuotaBody } from '../quotas.ts';
import type { Shop } from '../shop.ts';

/** payment-api was scaled to five twice: once the database had no connections left, once the quota no room. */
export function paymentsTried(shop: Shop): void {
  const { cluster } = shop;
  const reason = (text: string, ticket: string) => ({
    'kubernetes.io/change-cause': text,
    'shop.example/ticket': ticket,
  });

  cluster.at(moment('2023-09-14 16:20:00'), () => {
    const running = shop.get('payment-api');
    const before = new Set(running.pods);
    running.becomesReady = (pod) => before.has(pod);
    shop.scale(
      SARAH,
      'payment-api',
      5,
      reason('payment-api to 5 for the autumn sale (SHOP-758)', 'SHOP-758'),
    );
    for (let attempt = 0; attempt < 8; attempt++) {
      cluster.after((30 + attempt * 150) * SECOND, () => {
        for (const pod of running.pods) {
          if (before.has(pod)) continue;
          cluster.log(
            pod,
            'payment-api',
            'FATAL: sorry, too many clients already (payment-db max_connections 100)',
          );
          cluster.event(
            'kubelet',
            pod,
            'Unhealthy',
            'Readiness probe failed: HTTP probe failed with statuscode: 503',
          );
        }
        const [db] = shop.get('payment-db').pods;
        if (db) cluster.log(db, 'payment-db', 'FATAL:  sorry, too many clients already');
      });
    }
  });
  cluster.at(moment('2023-09-14 16:45:00'), () =>
    shop.scale(
      SARAH,
      'payment-api',
      3,
      reason(
        'payment-api back to 3: 5 x 25 connections exceed max_connections 100 of payment-db (SHOP-759)',
        'SHOP-759',
      ),
    ),
  );
  cluster.at(moment('2023-09-14 16:50:00'), () => {
    shop.get('payment-api').becomesReady = () => true;
  });

  cluster.at(moment('2023-10-20 10:15:00'), () => {
    const quota = cluster.find<QuotaBody>('ResourceQuota', 'payments', 'payments-quota');
    const annotations = reason(
      'payments-quota to 2500m: payments uses too much of the cluster (SHOP-820)',
      'SHOP-820',
    );
    const hard = { 'requests.cpu': '2500m' };
    quota.metadata.annotations = annotations;
    Object.assign(quota.spec.hard, hard);
    Object.assign(quota.status.hard, hard);
    cluster.save(TOM, quota, { verb: 'patch', request: { metadata: { annotations }, spec: { hard } } });
  });
  cluster.at(moment('2023-11-24 08:02:00'), () =>
    shop.scale(TOM, 'payment-api', 5, reason('payment-api to 5 for Black Friday (SHOP-874)', 'SHOP-874')),
  );
  for (const minutes of [4, 9, 15, 22]) {
    cluster.at(moment('2023-11-24 08:02:00') + minutes * MINUTE, () => shop.retry('payment-api'));
  }
  cluster.at(moment('2023-11-24 08:31:00'), () =>
    shop.scale(
      TOM,
      'payment-api',
      3,
      reason(
        'payment-api back to 3: payments-quota has no requests.cpu left for a fifth pod (SHOP-875)',
        'SHOP-875',
      ),
    ),
  );
  cluster.at(moment('2023-11-24 09:10:00'), () =>
    cluster.commit(
      'tom@shop.example',
      'payments: stay at 3 replicas of payment-api until payments-quota is raised and payment-db gets a pooler (SHOP-875)',
      'Deployment/payments/payment-api',
    ),
  );
}
