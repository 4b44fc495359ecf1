import type { JsonObject } from '../patch/json-value.ts';
import { withItems, withMember, withRenamed } from './fields.ts';

/**
 * An Ingress of v1beta1, which names a Service and its port side by side.
 *
 * @source pkg/apis/networking/v1beta1/conversion.go → Convert_v1beta1_IngressBackend_To_networking_IngressBackend (v1.36.3)
 */
export function ingressToV1(ingress: JsonObject): JsonObject {
  return withMember(ingress, 'spec', (spec) =>
    withItems(
      withMember(withRenamed(spec, { backend: 'defaultBackend' }), 'defaultBackend', backendToV1),
      'rules',
      (rule) => withMember(rule, 'http', (http) => withItems(http, 'paths', pathToV1)),
    ),
  );
}

function pathToV1(path: JsonObject): JsonObject {
  return withMember({ pathType: 'ImplementationSpecific', ...path }, 'backend', backendToV1);
}

function backendToV1(backend: JsonObject): JsonObject {
  const { serviceName, servicePort, ...rest } = backend;
  if (serviceName === undefined) return backend;
  const port = typeof servicePort === 'number' ? { number: servicePort } : { name: servicePort };
  const service = { name: serviceName, ...(servicePort === undefined ? {} : { port }) };
  return { ...rest, service };
}
