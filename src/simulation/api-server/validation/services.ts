import {
  isObject,
  type JsonObject,
  type KubeObject,
  labelProblems,
  portNameProblems,
  portProblems,
  subdomainProblems,
} from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { addressErrors, rangeErrors } from './addresses.ts';
import { duplicate, forbidden, invalid, required, unknownText, unsupported } from './field-errors.ts';
import { textIn, textsIn } from './json-fields.ts';
import { labelErrors } from './metadata.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
/** Protocols of ports. */
export const PROTOCOLS: readonly string[] = ['SCTP', 'TCP', 'UDP'];
const AFFINITIES = ['ClientIP', 'None'];
/** The range of node ports that an API server has if nobody says otherwise. */
const NODE_PORT_RANGE = [30_000, 32_767] as const;

/**
 * @deviation the range of node ports is that of an API server without `--service-node-port-range`.
 * @source pkg/apis/core/validation/validation.go → validateService (v1.36.3)
 */
export function serviceErrors({ spec: given }: KubeObject): FieldError[] {
  const spec = isObject(given) ? given : {};
  const ports = (Array.isArray(spec.ports) ? spec.ports : []).filter(isObject);
  const { type = 'ClusterIP', clusterIP, sessionAffinity = 'None' } = spec;
  const errors: FieldError[] = [];
  if (ports.length === 0 && type !== 'ExternalName' && clusterIP !== 'None') {
    errors.push(required('spec.ports'));
  }
  if (type === 'ExternalName') {
    const name = textIn(spec, 'externalName').replace(/\.$/, '');
    if (name === '') errors.push(required('spec.externalName'));
    else errors.push(...invalid('spec.externalName', name, subdomainProblems(name)));
  }
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    errors.push(...portErrors(port, ports.length > 1, names, `spec.ports[${index}]`));
  }
  if (isObject(spec.selector)) {
    errors.push(...labelErrors(spec.selector as Record<string, string>, 'spec.selector'));
  }
  if (!AFFINITIES.includes(String(sessionAffinity))) {
    errors.push(unsupported('spec.sessionAffinity', String(sessionAffinity), AFFINITIES));
  }
  if (typeof clusterIP === 'string' && clusterIP !== 'None' && clusterIP !== '') {
    errors.push(...addressErrors('spec.clusterIPs[0]', clusterIP));
  }
  if (clusterIP === 'None' && (type === 'NodePort' || type === 'LoadBalancer')) {
    errors.push(
      ...invalid('spec.clusterIPs[0]', clusterIP, [`may not be set to 'None' for ${type} services`]),
    );
  }
  for (const [index, address] of textsIn(spec, 'externalIPs').entries()) {
    errors.push(...addressErrors(`spec.externalIPs[${index}]`, address));
  }
  if (!TYPES.includes(String(type))) errors.push(unsupported('spec.type', String(type), TYPES));
  errors.push(...nodePortErrors(ports, type), ...samePortErrors(ports), ...trafficErrors(spec, type));
  return errors.length > 0 ? errors : allocationErrors(ports);
}

/** @source pkg/apis/core/validation/validation.go → validateServicePort (v1.36.3) */
function portErrors(
  { name, port, protocol = 'TCP', targetPort }: JsonObject,
  needsName: boolean,
  names: Set<string>,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (typeof name === 'string' && name !== '') {
    errors.push(...invalid(`${path}.name`, name, labelProblems(name)));
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
  } else if (needsName) errors.push(required(`${path}.name`));
  const number = Number(port ?? 0);
  errors.push(...invalid(`${path}.port`, number, portProblems(number)));
  if (!PROTOCOLS.includes(String(protocol))) {
    errors.push(unsupported(`${path}.protocol`, String(protocol), PROTOCOLS));
  }
  const target = targetPort === undefined || targetPort === 0 ? number : targetPort;
  if (typeof target === 'number') errors.push(...invalid(`${path}.targetPort`, target, portProblems(target)));
  else errors.push(...invalid(`${path}.targetPort`, String(target), portNameProblems(String(target))));
  return errors;
}

/** @source pkg/apis/core/validation/validation.go → ValidateService: ports are unique by number and protocol (v1.36.3) */
function samePortErrors(ports: readonly JsonObject[]): FieldError[] {
  const seen = new Set<string>();
  return ports.flatMap(({ port, protocol = 'TCP' }, index) => {
    const key = `${protocol}/${port}`;
    const isTaken = seen.has(key);
    seen.add(key);
    if (!isTaken) return [];
    const shown = { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
    return [{ field: `spec.ports[${index}]`, message: `Duplicate value: ${JSON.stringify(shown)}` }];
  });
}

/** @source pkg/apis/core/validation/validation.go → validateServiceExternalTrafficPolicy, validateServiceInternalTrafficFieldsValue (v1.36.3) */
function trafficErrors(spec: JsonObject, type: unknown): FieldError[] {
  const errors: FieldError[] = [];
  const [outside, inside] = [textIn(spec, 'externalTrafficPolicy'), textIn(spec, 'internalTrafficPolicy')];
  const isExposed = type === 'NodePort' || type === 'LoadBalancer' || textsIn(spec, 'externalIPs').length > 0;
  if (outside !== '' && !isExposed) {
    errors.push(
      ...invalid('spec.externalTrafficPolicy', outside, [
        'may only be set for externally-accessible services',
      ]),
    );
  } else if (outside !== '') {
    errors.push(...unknownText('spec.externalTrafficPolicy', outside, ['Cluster', 'Local']));
  }
  if (inside !== '') errors.push(...unknownText('spec.internalTrafficPolicy', inside, ['Cluster', 'Local']));
  for (const [index, range] of textsIn(spec, 'loadBalancerSourceRanges').entries()) {
    errors.push(...rangeErrors(`spec.LoadBalancerSourceRanges[${index}]`, range));
  }
  const port = spec.healthCheckNodePort;
  if (typeof port === 'number' && port > 0 && (type !== 'LoadBalancer' || outside !== 'Local')) {
    errors.push(
      ...invalid('spec.healthCheckNodePort', port, [
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ]),
    );
  }
  return errors;
}

function nodePortErrors(ports: readonly JsonObject[], type: unknown): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, { nodePort, protocol = 'TCP' }] of ports.entries()) {
    if (!nodePort) continue;
    const field = `spec.ports[${index}].nodePort`;
    if (type === 'ClusterIP') errors.push(forbidden(field, "may not be used when `type` is 'ClusterIP'"));
    const key = `${protocol}/${nodePort}`;
    if (seen.has(key)) errors.push(duplicate(field, Number(nodePort)));
    seen.add(key);
  }
  return errors;
}

/** @source pkg/registry/core/service/portallocator/allocator.go → PortAllocator.Allocate (v1.36.3) */
function allocationErrors(ports: readonly JsonObject[]): FieldError[] {
  const [first, last] = NODE_PORT_RANGE;
  return ports.flatMap(({ nodePort }, index) => {
    const port = Number(nodePort ?? 0);
    if (port === 0 || (port >= first && port <= last)) return [];
    return invalid(`spec.ports[${index}].nodePort`, port, [
      `provided port is not in the valid range. The range of valid ports is ${first}-${last}`,
    ]);
  });
}
