import type { PodBody } from '../bodies.ts';
import { backoffOf, crash } from '../crashes.ts';
import { MINUTE, moment, SECOND } from '../moments.ts';
import { JENKINS, SARAH, TOM } from '../people.ts';
import type { Shop } from '../shop.ts';
import { setData } from './pricing.ts';

const CHANGED = moment('2024-01-15 14:10:00');

/**
 * The outage of 15 January: the pipeline lets api cache without bound, its pods run out of memory, the gateway has
 * nothing to ask and leaves its Service without endpoints, until the value is put back. Shortly before the outage
 * somebody changes the frontend's banner, which has nothing to do with it.
 */
export function outage(shop: Shop): void {
  const { cluster } = shop;
  const cause = 'api: cache without bound for the January sale (SHOP-1190)';
  cluster.at(CHANGED - 25 * MINUTE, () =>
    cluster.commit('omar@shop.example', cause, 'ConfigMap/default/api-config'),
  );
  cluster.at(CHANGED, () =>
    setData(shop, JENKINS, 'default', 'api-config', { CACHE_SIZE: 'unlimited' }, cause),
  );
  cluster.at(CHANGED + 20 * SECOND, () => shop.restartAll(JENKINS, 'api', cause));
  cluster.at(moment('2024-01-15 14:18:30'), () =>
    setData(shop, SARAH, 'default', 'frontend-config', { BANNER: 'january sale' }),
  );
  lines(shop);
  for (const [index, first] of ['14:22:40', '14:23:30', '14:24:15', '14:25:05'].entries()) {
    cluster.at(moment(`2024-01-15 ${first}`), () => crashOn(shop, index));
  }
  gatewayFails(shop);
  alerts(shop);
  cluster.at(moment('2024-01-15 14:33:10'), () => {
    // The first new pod runs out of memory before it is ready, so that the rest is never replaced.
    shop.get('api').becomesReady = () => false;
    shop.restartAll(TOM, 'api');
  });
  cluster.at(moment('2024-01-15 14:36:20'), () => crashOn(shop, live(shop, 'api').length - 1));
  const back = 'api: cache back to 256Mi, pods ran out of memory (SHOP-1191)';
  cluster.at(moment('2024-01-15 14:49:30'), () =>
    setData(shop, SARAH, 'default', 'api-config', { CACHE_SIZE: '256Mi' }, back),
  );
  cluster.at(moment('2024-01-15 14:49:55'), () => {
    shop.get('api').becomesReady = () => true;
    shop.restartAll(SARAH, 'api', back);
  });
  // What crash-loops is not waited for.
  cluster.at(moment('2024-01-15 14:49:58'), () => {
    for (const pod of live(shop, 'api'))
      if ((pod.status.containerStatuses?.[0]?.restartCount ?? 0) > 0) shop.stop(SARAH, pod);
  });
  gatewayReturns(shop);
}

function alerts({ cluster }: Shop): void {
  for (const [at, name, labels, summary] of [
    ['14:20:30', 'LatencyHigh', { service: 'api-gateway' }, 'p99 of api-gateway is above 1 s'],
    ['14:23:40', 'ContainerOutOfMemory', { deployment: 'api' }, 'containers of api run out of memory'],
    ['14:29:10', 'ServiceDown', { service: 'api-gateway' }, 'api-gateway has no ready endpoints'],
  ] as const) {
    cluster.at(moment(`2024-01-15 ${at}`), () =>
      cluster.alert(name, { namespace: 'default', ...labels }, summary),
    );
  }
}

function live(shop: Shop, name: string): PodBody[] {
  return shop.get(name).pods.filter(({ metadata }) => !metadata.deletionTimestamp);
}

/** One pod of api runs out of memory again and again, until it is replaced. */
function crashOn(shop: Shop, index: number): void {
  const pod = live(shop, 'api')[index];
  if (!pod) return;
  const again = (restart: number) => {
    const lastWords =
      restart < 2
        ? `level=warn msg="cache grows" entries=${180_000 + index * 9000 + restart * 800} bound=none`
        : undefined;
    crash(shop, pod, {
      reason: 'OOMKilled',
      exitCode: 137,
      backoffMs: backoffOf(restart),
      ...(lastWords ? { lastWords } : {}),
      done: () => shop.cluster.after(25 * SECOND, () => again(restart + 1)),
    });
  };
  again(0);
}

const REFUSED =
  'level=error msg="upstream failed" upstream=http://api.default.svc:8080 err="connect: connection refused"';
const SLOW = 'level=warn msg="upstream is slow" upstream=http://api.default.svc:8080 seconds=';

function gatewayFails(shop: Shop): void {
  const { cluster } = shop;
  for (let step = 0; step < 6; step++) {
    cluster.at(moment('2024-01-15 14:16:00') + step * 75 * SECOND, () => {
      const pod = live(shop, 'api-gateway')[step % 3];
      if (pod) cluster.log(pod, 'api-gateway', `${SLOW}${(0.9 + step * 0.7).toFixed(1)}`);
    });
  }
  for (let step = 0; step < 16; step++) {
    cluster.at(moment('2024-01-15 14:24:00') + step * 95 * SECOND, () => {
      const pod = live(shop, 'api-gateway')[step % 3];
      if (pod) cluster.log(pod, 'api-gateway', REFUSED);
    });
  }
  for (const [index, at] of ['14:26:20', '14:27:10', '14:28:00'].entries()) {
    cluster.at(moment(`2024-01-15 ${at}`), () => {
      const pod = live(shop, 'api-gateway')[index];
      if (pod) shop.unready(pod, 'Readiness probe failed: HTTP probe failed with statuscode: 503');
    });
  }
}

function gatewayReturns(shop: Shop): void {
  for (const [index, at] of ['14:52:00', '14:52:10', '14:52:20'].entries()) {
    shop.cluster.at(moment(`2024-01-15 ${at}`), () => {
      const pod = live(shop, 'api-gateway')[index];
      if (pod) shop.ready(pod);
    });
  }
}

/** What api's containers say when they start and while all is well. */
function lines(shop: Shop): void {
  for (const [at, text] of [
    ['2024-01-15 14:00:05', 'level=info msg="cache" bound=256Mi entries=21044'],
    ['2024-01-15 14:11:40', 'level=info msg="started" version=5.8.0 cache=unlimited'],
    ['2024-01-15 14:17:30', 'level=info msg="cache" bound=none entries=96310'],
    ['2024-01-15 14:51:30', 'level=info msg="started" version=5.8.0 cache=256Mi'],
  ] as const) {
    shop.cluster.at(moment(at), () => {
      for (const pod of live(shop, 'api')) shop.cluster.log(pod, 'api', text);
    });
  }
}
