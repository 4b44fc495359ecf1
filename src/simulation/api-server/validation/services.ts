import {
  isObject,
  type JsonObject,
  type KubeObject,
  labelProblems,
  portNameProblems,
  portProblems,
} from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { duplicate, forbidden, invalid, required, unsupported } from './field-errors.ts';
import { labelErrors } from './metadata.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
/** Protocols of ports. */
export const PROTOCOLS: readonly string[] = ['SCTP', 'TCP', 'UDP'];
const NO_ADDRESS = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
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
  if (type === 'ExternalName' && !spec.externalName) errors.push(required('spec.externalName'));
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
  if (typeof clusterIP === 'string' && clusterIP !== 'None' && clusterIP !== '' && !isAddress(clusterIP)) {
    errors.push(...invalid('spec.clusterIPs[0]', clusterIP, [NO_ADDRESS]));
  }
  if (!TYPES.includes(String(type))) errors.push(unsupported('spec.type', String(type), TYPES));
  errors.push(...nodePortErrors(ports, type));
  return errors.length > 0 ? errors : allocationErrors(ports);
}

/** Whether a text is an IP address as Go reads it. */
function isAddress(text: string): boolean {
  if (text.includes(':')) return /^[0-9a-fA-F:.]+$/.test(text);
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
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
