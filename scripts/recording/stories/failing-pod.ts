import type { PodBody } from '../bodies.ts';
import type { ConfigMapBody } from '../cluster.ts';
import { backoffOf, crash } from '../crashes.ts';
import { MINUTE, moment, SECOND } from '../moments.ts';
import { JENKINS, TOM } from '../people.ts';
import type { Shop } from '../shop.ts';

/** Somebody renames a key of the ConfigMap that failing-pod reads; at its next start it finds no database. */
export function failingPod(shop: Shop): void {
  const { cluster } = shop;
  const pod: PodBody = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'failing-pod', namespace: 'production', labels: { app: 'reports' } },
    spec: {
      containers: [containerOf()],
      ...{ restartPolicy: 'Always', terminationGracePeriodSeconds: 30, schedulerName: 'default-scheduler' },
    },
    status: { phase: 'Pending', conditions: [] },
  };
  cluster.at(moment('2024-01-10 11:20:00'), () => shop.addPod(JENKINS, pod));
  for (let hour = 0; hour < 9; hour++) {
    cluster.at(moment('2024-01-16 00:02:00') + hour * 60 * MINUTE, () => {
      if (hour < 8) cluster.log(pod, 'reports', 'level=info msg="report written" rows=4096');
    });
  }
  cluster.at(moment('2024-01-16 08:20:00'), () => {
    const map = cluster.find<ConfigMapBody>('ConfigMap', 'production', 'reports-config');
    const { DATABASE_URL = '', ...rest } = map.data;
    map.data = { ...rest, DB_URL: DATABASE_URL };
    cluster.save(TOM, map, {
      verb: 'patch',
      request: { data: { DATABASE_URL: null, DB_URL: DATABASE_URL } },
    });
  });
  for (const seconds of [0, 10, 20]) {
    cluster.at(moment('2024-01-16 08:26:40') + seconds * SECOND, () =>
      cluster.event(
        'kubelet',
        pod,
        'Unhealthy',
        'Liveness probe failed: HTTP probe failed with statuscode: 500',
      ),
    );
  }
  cluster.at(moment('2024-01-16 08:27:00'), () => {
    cluster.event('kubelet', pod, 'Killing', 'Container reports failed liveness probe, will be restarted', {
      isWarning: false,
    });
    again(shop, pod, 0);
  });
}

function again(shop: Shop, pod: PodBody, restart: number): void {
  crash(shop, pod, {
    reason: 'Error',
    exitCode: restart === 0 ? 137 : 1,
    backoffMs: backoffOf(restart),
    done: () => {
      shop.cluster.after(2 * SECOND, () =>
        shop.cluster.log(pod, 'reports', 'level=info msg="starting" version=1.2.0'),
      );
      shop.cluster.after(4 * SECOND, () =>
        shop.cluster.log(pod, 'reports', 'level=fatal msg="missing environment variable DATABASE_URL"'),
      );
      shop.cluster.after(5 * SECOND, () => again(shop, pod, restart + 1));
    },
  });
}

function containerOf(): PodBody['spec']['containers'][number] {
  const container = {
    name: 'reports',
    image: 'registry.shop.example/reports:1.2.0',
    envFrom: [{ configMapRef: { name: 'reports-config' } }],
    livenessProbe: {
      httpGet: { path: '/livez', port: 8080, scheme: 'HTTP' },
      periodSeconds: 10,
      failureThreshold: 3,
    },
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
  };
  return container;
}
