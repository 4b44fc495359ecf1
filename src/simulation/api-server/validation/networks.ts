import {
  isObject,
  type JsonObject,
  type KubeObject,
  portNameProblems,
  portProblems,
  subdomainProblems,
} from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { rangeErrors } from './addresses.ts';
import { invalid, required, unknownText } from './field-errors.ts';
import { objectIn, objectsIn, textIn, textsIn } from './json-fields.ts';
import { labelSelectorErrors } from './selectors.ts';

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const WILDCARD = /^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** @source k8s.io/apimachinery/pkg/util/validation/validation.go → IsWildcardDNS1123Subdomain (v0.36.3) */
const NO_WILDCARD =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** @source pkg/apis/networking/validation/validation.go → ValidateIngressSpec (v1.36.3) */
export function ingressErrors({ spec: given }: KubeObject): FieldError[] {
  const spec = isObject(given) ? given : {};
  const rules = objectsIn(spec, 'rules');
  const errors: FieldError[] = [];
  if (rules.length === 0 && !isObject(spec.defaultBackend)) {
    const message = 'Invalid value: null: either `defaultBackend` or `rules` must be specified';
    errors.push({ field: 'spec', message });
  }
  if (isObject(spec.defaultBackend))
    errors.push(...backendErrors(spec.defaultBackend, 'spec.defaultBackend'));
  for (const [index, rule] of rules.entries()) errors.push(...ruleErrors(rule, `spec.rules[${index}]`));
  for (const [index, tls] of objectsIn(spec, 'tls').entries()) {
    for (const [hostIndex, host] of textsIn(tls, 'hosts').entries()) {
      errors.push(...hostErrors(host, `spec.tls[${index}].hosts[${hostIndex}]`));
    }
  }
  const className = textIn(spec, 'ingressClassName');
  if (className === '') return errors;
  return [...errors, ...invalid('spec.ingressClassName', className, subdomainProblems(className))];
}

function hostErrors(host: string, path: string): FieldError[] {
  if (host === '') return [];
  if (!host.includes('*')) return invalid(path, host, subdomainProblems(host));
  return WILDCARD.test(host) ? [] : invalid(path, host, [NO_WILDCARD]);
}

function ruleErrors(rule: JsonObject, path: string): FieldError[] {
  const errors = hostErrors(textIn(rule, 'host'), `${path}.host`);
  if (!isObject(rule.http)) return errors;
  const paths = objectsIn(rule.http, 'paths');
  if (paths.length === 0) errors.push(required(`${path}.http.paths`));
  for (const [index, entry] of paths.entries()) {
    errors.push(...pathErrors(entry, `${path}.http.paths[${index}]`));
  }
  return errors;
}

/** @source pkg/apis/networking/validation/validation.go → validateHTTPIngressPath (v1.36.3) */
function pathErrors(entry: JsonObject, path: string): FieldError[] {
  const type = textIn(entry, 'pathType');
  if (type === '') return [required(`${path}.pathType`, 'pathType must be specified')];
  const place = textIn(entry, 'path');
  const errors: FieldError[] = [];
  if (type === 'Exact' || type === 'Prefix') {
    if (!place.startsWith('/')) errors.push(...invalid(`${path}.path`, place, ['must be an absolute path']));
  } else errors.push(...unknownText(`${path}.pathType`, type, PATH_TYPES));
  return [...errors, ...backendErrors(objectIn(entry, 'backend'), `${path}.backend`)];
}

/** @source pkg/apis/networking/validation/validation.go → validateIngressBackend (v1.36.3) */
function backendErrors(backend: JsonObject, path: string): FieldError[] {
  if (isObject(backend.resource)) return [];
  if (!isObject(backend.service)) {
    return invalid(path, '', ['resource or service backend is required']);
  }
  const errors: FieldError[] = [];
  if (textIn(backend.service, 'name') === '') errors.push(required(`${path}.service.name`));
  const port = objectIn(backend.service, 'port');
  const name = textIn(port, 'name');
  if (name !== '') errors.push(...invalid(`${path}.service.port.name`, name, portNameProblems(name)));
  else if (typeof port.number === 'number') {
    errors.push(...invalid(`${path}.service.port.number`, port.number, portProblems(port.number)));
  } else {
    errors.push(required(`${path}`, 'port name or number is required'));
  }
  return errors;
}

/** @source pkg/apis/networking/validation/validation.go → ValidateNetworkPolicySpec (v1.36.3) */
export function networkPolicyErrors({ spec: given }: KubeObject): FieldError[] {
  const spec = isObject(given) ? given : {};
  const errors = labelSelectorErrors(spec.podSelector, 'spec.podSelector');
  for (const [direction, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    for (const [index, rule] of objectsIn(spec, direction).entries()) {
      const at = `spec.${direction}[${index}]`;
      for (const [portIndex, port] of objectsIn(rule, 'ports').entries()) {
        errors.push(...policyPortErrors(port, `${at}.ports[${portIndex}]`));
      }
      for (const [peerIndex, peer] of objectsIn(rule, peers).entries()) {
        errors.push(...peerErrors(peer, `${at}.${peers}[${peerIndex}]`));
      }
    }
  }
  for (const [index, type] of textsIn(spec, 'policyTypes').entries()) {
    errors.push(...unknownText(`spec.policyTypes[${index}]`, type, ['Ingress', 'Egress']));
  }
  return errors;
}

function policyPortErrors({ port, protocol }: JsonObject, path: string): FieldError[] {
  const errors = unknownText(`${path}.protocol`, protocol, PROTOCOLS);
  if (typeof port === 'number') errors.push(...invalid(`${path}.port`, port, portProblems(port)));
  else if (typeof port === 'string') errors.push(...invalid(`${path}.port`, port, portNameProblems(port)));
  return errors;
}

function peerErrors(peer: JsonObject, path: string): FieldError[] {
  const errors = [
    ...labelSelectorErrors(peer.podSelector, `${path}.podSelector`),
    ...labelSelectorErrors(peer.namespaceSelector, `${path}.namespaceSelector`),
  ];
  if (isObject(peer.ipBlock))
    errors.push(...rangeErrors(`${path}.ipBlock.cidr`, textIn(peer.ipBlock, 'cidr')));
  const isEmpty = !isObject(peer.podSelector) && !isObject(peer.namespaceSelector) && !isObject(peer.ipBlock);
  return isEmpty ? [...errors, required(path, 'must specify a peer')] : errors;
}
