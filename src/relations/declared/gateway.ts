import { isObject } from '../../kubernetes/index.ts';
import type { DeclaringKind } from './declaring-kind.ts';
import { ReferenceList } from './references.ts';

const GROUP = 'gateway.networking.k8s.io';

/** An object that a route or Gateway names. */
interface ObjectReference {
  readonly group: string | undefined;
  readonly kind: string | undefined;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly port: string;
}

const route = (kind: string): DeclaringKind => ({
  groupKind: `${kind}.${GROUP}`,
  targets: ['Service', `Gateway.${GROUP}`],
  references: (object, namespace) => {
    const list = new ReferenceList();
    listAt(object.spec, 'parentRefs').forEach((value, index) => {
      const parent = referenceOf(value);
      if (!parent || (parent.group ?? GROUP) !== GROUP || (parent.kind ?? 'Gateway') !== 'Gateway') return;
      const key = `Gateway/${parent.namespace ?? namespace}/${parent.name}`;
      list.add('uses', key, 'is attached to it', `spec.parentRefs[${index}]`);
    });
    listAt(object.spec, 'rules').forEach((rule, index) => {
      listAt(rule, 'backendRefs').forEach((value, at) => {
        const backend = referenceOf(value);
        if (!backend || (backend.group ?? '') !== '' || (backend.kind ?? 'Service') !== 'Service') return;
        const key = `Service/${backend.namespace ?? namespace}/${backend.name}`;
        const port = backend.port === '' ? '' : ` on port ${backend.port}`;
        list.add('routes', key, `routes to it${port}`, `spec.rules[${index}].backendRefs[${at}]`);
      });
    });
    return list.references();
  },
});

const gateway: DeclaringKind = {
  groupKind: `Gateway.${GROUP}`,
  targets: ['Secret', `GatewayClass.${GROUP}`],
  references: (object, namespace) => {
    const list = new ReferenceList();
    const name = isObject(object.spec) ? object.spec.gatewayClassName : undefined;
    if (typeof name === 'string' && name !== '')
      list.add('uses', `GatewayClass/${name}`, 'is served by its controller', 'spec.gatewayClassName');
    listAt(object.spec, 'listeners').forEach((listener, index) => {
      const tls = isObject(listener) ? listener.tls : undefined;
      listAt(tls, 'certificateRefs').forEach((value, at) => {
        const reference = referenceOf(value);
        if (!reference || (reference.kind ?? 'Secret') !== 'Secret') return;
        const key = `Secret/${reference.namespace ?? namespace}/${reference.name}`;
        const path = `spec.listeners[${index}].tls.certificateRefs[${at}]`;
        list.add('reads', key, 'has a certificate from it', path);
      });
    });
    return list.references();
  },
};

/** Objects of custom kinds were not checked when they were read: a field counts only if it is what it should be. */
function listAt(holder: unknown, field: string): readonly unknown[] {
  const value = isObject(holder) ? holder[field] : undefined;
  return Array.isArray(value) ? value : [];
}

function referenceOf(value: unknown): ObjectReference | undefined {
  if (!isObject(value) || typeof value.name !== 'string' || value.name === '') return undefined;
  const text = (field: unknown) => (typeof field === 'string' ? field : undefined);
  return {
    group: text(value.group),
    kind: text(value.kind),
    name: value.name,
    namespace: text(value.namespace),
    port: typeof value.port === 'number' ? String(value.port) : '',
  };
}

/** The Gateway API: routes go to Services through Gateways, which take certificates and are of a class. */
export const gatewayKinds: readonly DeclaringKind[] = [
  gateway,
  ...['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'].map(route),
];
