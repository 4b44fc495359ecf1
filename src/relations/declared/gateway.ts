import type { KubeObject } from '../../kubernetes/index.ts';
import { keyFor, shortKind } from '../object-key.ts';
import type { DeclaringKind } from './declaring-kind.ts';
import { ReferenceList } from './references.ts';

const GROUP = 'gateway.networking.k8s.io';

interface ObjectReference {
  readonly group?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
}

interface Route extends KubeObject {
  readonly spec?: {
    readonly parentRefs?: readonly ObjectReference[];
    readonly rules?: readonly {
      readonly backendRefs?: readonly (ObjectReference & { readonly port?: number })[];
    }[];
  };
}

interface Gateway extends KubeObject {
  readonly spec?: {
    readonly gatewayClassName?: string;
    readonly listeners?: readonly {
      readonly tls?: { readonly certificateRefs?: readonly ObjectReference[] };
    }[];
  };
}

const route = (kind: string): DeclaringKind => ({
  groupKind: `${kind}.${GROUP}`,
  targets: ['Service', `Gateway.${GROUP}`],
  references: (object, namespace) => {
    const { spec } = object as Route;
    const list = new ReferenceList();
    (spec?.parentRefs ?? []).forEach((parent, index) => {
      const isGateway = (parent.group ?? GROUP) === GROUP && (parent.kind ?? 'Gateway') === 'Gateway';
      if (!isGateway) return;
      const key = `Gateway/${parent.namespace ?? namespace}/${parent.name}`;
      list.add('uses', key, 'is attached to it', `spec.parentRefs[${index}]`);
    });
    (spec?.rules ?? []).forEach(({ backendRefs = [] }, index) => {
      backendRefs.forEach((backend, at) => {
        if ((backend.group ?? '') !== '' || (backend.kind ?? 'Service') !== 'Service') return;
        const port = backend.port === undefined ? '' : ` on port ${backend.port}`;
        list.add(
          'routes',
          `Service/${backend.namespace ?? namespace}/${backend.name}`,
          `routes to it${port}`,
          `spec.rules[${index}].backendRefs[${at}]`,
        );
      });
    });
    return list.references();
  },
});

const gateway: DeclaringKind = {
  groupKind: `Gateway.${GROUP}`,
  targets: ['Secret', `GatewayClass.${GROUP}`],
  references: (object, namespace) => {
    const { spec } = object as Gateway;
    const list = new ReferenceList();
    if (spec?.gatewayClassName) {
      const key = keyFor(`GatewayClass.${GROUP}`, undefined, spec.gatewayClassName);
      list.add('uses', key, 'is served by its controller', 'spec.gatewayClassName');
    }
    (spec?.listeners ?? []).forEach(({ tls }, index) => {
      (tls?.certificateRefs ?? []).forEach((reference, at) => {
        if ((reference.kind ?? 'Secret') !== 'Secret') return;
        const key = `${shortKind('Secret')}/${reference.namespace ?? namespace}/${reference.name}`;
        list.add(
          'reads',
          key,
          'has a certificate from it',
          `spec.listeners[${index}].tls.certificateRefs[${at}]`,
        );
      });
    });
    return list.references();
  },
};

/** The Gateway API: routes go to Services through Gateways, which take certificates and are of a class. */
export const gatewayKinds: readonly DeclaringKind[] = [
  gateway,
  ...['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'].map(route),
];
