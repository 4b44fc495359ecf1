import type { Ingress } from '../../kubernetes/index.ts';
import type { DeclaringKind } from './declaring-kind.ts';
import { ReferenceList } from './references.ts';

type Backend = NonNullable<NonNullable<Ingress['spec']>['defaultBackend']>;

/** An Ingress routes to Services, takes certificates from Secrets and is served by its class. */
export const ingress: DeclaringKind = {
  groupKind: 'Ingress.networking.k8s.io',
  targets: ['Service', 'Secret', 'IngressClass.networking.k8s.io'],
  references: (object, namespace) => {
    const { spec, metadata } = object as Ingress;
    const list = new ReferenceList();
    const route = (backend: Backend | undefined, what: string, path: string) => {
      const service = backend?.service;
      if (!service) return;
      const port = service.port?.name ?? service.port?.number;
      const way = `routes ${what} to it${port === undefined ? '' : ` on port ${port}`}`;
      list.add('routes', `Service/${namespace}/${service.name}`, way, path);
    };
    route(spec?.defaultBackend, 'all else', 'spec.defaultBackend');
    (spec?.rules ?? []).forEach(({ host = '*', http }, index) => {
      (http?.paths ?? []).forEach(({ path = '/', backend }, at) => {
        route(backend, `${host}${path}`, `spec.rules[${index}].http.paths[${at}].backend`);
      });
    });
    (spec?.tls ?? []).forEach(({ secretName }, index) => {
      if (!secretName) return;
      const path = `spec.tls[${index}].secretName`;
      list.add('reads', `Secret/${namespace}/${secretName}`, 'has its certificate from it', path);
    });
    const byAnnotation = metadata.annotations?.['kubernetes.io/ingress.class'];
    const name = spec?.ingressClassName ?? byAnnotation;
    if (name) {
      const path =
        spec?.ingressClassName === undefined
          ? 'metadata.annotations[kubernetes.io/ingress.class]'
          : 'spec.ingressClassName';
      list.add('uses', `IngressClass/${name}`, 'is served by its controller', path);
    }
    return list.references();
  },
};
