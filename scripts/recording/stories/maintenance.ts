import type { NodeBody, PodBody } from '../bodies.ts';
import type { Body } from '../cluster.ts';
import { MINUTE, moment, SECOND, stamp } from '../moments.ts';
import { CERTIFIER, type Requester, SARAH, TOM } from '../people.ts';
import type { Shop } from '../shop.ts';

/** Nodes are drained for new kernels, certificates are renewed, and one day the registry is away. */
export function maintenance(shop: Shop): void {
  drain(shop, SARAH, 'worker-2', moment('2023-10-05 10:00:00'), 26 * MINUTE);
  drain(shop, TOM, 'worker-6', moment('2023-12-05 09:30:00'), 31 * MINUTE);
  drain(shop, TOM, 'worker-4', moment('2024-01-15 10:02:00'), 29 * MINUTE);
  certificates(shop);
  registryAway(shop);
}

function drain(shop: Shop, who: Requester, name: string, at: number, forMs: number): void {
  const { cluster } = shop;
  const cordon = (isOn: boolean) => {
    const node = cluster.find<NodeBody>('Node', '', name);
    if (isOn) {
      node.spec.unschedulable = true;
      node.spec.taints = [
        { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: stamp(cluster.now) },
      ];
    } else {
      delete node.spec.unschedulable;
      delete node.spec.taints;
    }
    cluster.save(who, node, { verb: 'patch', request: { spec: { unschedulable: isOn ? true : null } } });
  };
  cluster.at(at, () => {
    cordon(true);
    const pods = cluster.all<PodBody>('Pod').filter(({ spec, status, metadata }) => {
      const [owner] = (metadata.ownerReferences ?? []) as { kind?: string }[];
      return spec.nodeName === name && status.phase === 'Running' && owner?.kind !== 'DaemonSet';
    });
    pods.forEach((pod, index) => {
      cluster.after((3 + index * 24) * SECOND, () => {
        const { name: podName, namespace } = pod.metadata;
        const request = { kind: 'Eviction', apiVersion: 'policy/v1', metadata: { name: podName, namespace } };
        shop.stop(who, pod, { verb: 'create', subresource: 'eviction', request });
      });
    });
  });
  cluster.at(at + forMs, () => {
    cordon(false);
    shop.placeWaiting();
  });
}

interface CertificateBody extends Body {
  kind: 'Certificate';
  status: { notBefore: string; notAfter: string; renewalTime: string; conditions: object[] };
}

/** Both certificates are renewed every sixty days, but the renewal of shop-tls of December fails. */
function certificates(shop: Shop): void {
  const { cluster } = shop;
  const renew = (namespace: string, name: string, from: string, to: string, next: string) =>
    cluster.at(moment(`${from} 06:00:00`), () => {
      const certificate = cluster.find<CertificateBody>('Certificate', namespace, name);
      Object.assign(certificate.status, {
        notBefore: `${from}T06:00:00Z`,
        notAfter: `${to}T06:00:00Z`,
        renewalTime: `${next}T06:00:00Z`,
      });
      cluster.save(CERTIFIER, certificate, { subresource: 'status' });
    });
  renew('default', 'shop-tls', '2023-08-30', '2023-11-28', '2023-10-29');
  renew('production', 'checkout-tls', '2023-08-30', '2023-11-28', '2023-10-29');
  renew('default', 'shop-tls', '2023-10-29', '2024-01-27', '2023-12-28');
  renew('production', 'checkout-tls', '2023-10-29', '2024-01-27', '2023-12-28');
  renew('production', 'checkout-tls', '2023-12-28', '2024-03-27', '2024-02-26');
  cluster.at(moment('2023-12-28 06:04:00'), () => {
    const certificate = cluster.find<CertificateBody>('Certificate', 'default', 'shop-tls');
    const message =
      'The certificate request has failed to complete and will be retried: Failed to wait for order resource "shop-tls-3-1906" to become ready: order is in "invalid" state';
    certificate.status.conditions.push({
      type: 'Issuing',
      status: 'False',
      reason: 'Failed',
      message,
      lastTransitionTime: stamp(cluster.now),
    });
    cluster.save(CERTIFIER, certificate, { subresource: 'status' });
    cluster.event('cert-manager-certificates-issuing', certificate, 'Failed', message);
  });
}

/** For two hours of one day no image could be pulled: many warnings, one cause. */
function registryAway(shop: Shop): void {
  const { cluster } = shop;
  for (let index = 0; index < 60; index++) {
    cluster.at(moment('2023-10-17 13:05:00') + index * 2 * MINUTE, () => {
      const names = ['catalog', 'frontend', 'inventory', 'api-gateway'];
      const [pod] = shop.get(names[index % names.length]!).pods;
      const image = pod?.spec.containers[0]?.image;
      if (pod) {
        cluster.event(
          'kubelet',
          pod,
          'Failed',
          `Failed to pull image "${image}": rpc error: code = Unavailable desc = failed to resolve reference "${image}": registry.shop.example: 503 Service Unavailable`,
        );
      }
    });
  }
}
