import {
  isObject,
  type JsonObject,
  labelProblems,
  type PodSpec,
  qualifiedNameProblems,
  subdomainProblems,
} from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { addressErrors } from './addresses.ts';
import { containerErrors, idErrors, initContainerErrors, profileErrors } from './containers.ts';
import { duplicate, forbidden, invalid, required, unknownText } from './field-errors.ts';
import { objectIn, objectsIn, textIn, textsIn } from './json-fields.ts';
import { labelErrors } from './metadata.ts';
import { affinityErrors, spreadErrors, tolerationErrors } from './placement.ts';
import { volumeErrors } from './volumes.ts';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const SECONDS_MAX = 2_147_483_647;
const BOTH_NAMESPACES = 'ShareProcessNamespace and HostPID cannot both be enabled';
const OTHER_PORT = 'must match `containerPort` when `hostNetwork` is true';
const GATED = 'cannot be set until all schedulingGates have been cleared';

/**
 * What is wrong with a pod's spec, as far as it is checked here.
 *
 * @param isPod whether the spec is that of a pod itself, not of a template.
 * @source pkg/apis/core/validation/validation.go → ValidatePodSpec (v1.36.3)
 */
export function podSpecErrors(value: unknown, path: string, isPod = false): FieldError[] {
  const fields = isObject(value) ? value : {};
  const spec = fields as unknown as Partial<PodSpec>;
  const { containers = [], initContainers = [], volumes = [], nodeSelector } = spec;
  const facts = { volumeNames: new Set(volumes.map(({ name }) => name)), isPod };
  return [
    ...volumeErrors(fields, `${path}.volumes`),
    ...containerErrors(containers, facts, `${path}.containers`),
    ...initContainerErrors(initContainers, containers, facts, `${path}.initContainers`),
    ...(fields.hostNetwork === true ? hostNetworkErrors(spec, isPod, `${path}.containers`) : []),
    ...(isPod
      ? unknownText(`${path}.restartPolicy`, fields.restartPolicy || undefined, RESTART_POLICIES)
      : []),
    ...unknownText(`${path}.dnsPolicy`, fields.dnsPolicy || undefined, DNS_POLICIES),
    ...labelErrors(nodeSelector, `${path}.nodeSelector`),
    ...securityErrors(fields, path),
    ...affinityErrors(fields.affinity, `${path}.affinity`),
    ...dnsErrors(fields, `${path}.dnsConfig`),
    ...objectsIn(fields, 'readinessGates').flatMap((gate, index) => {
      const type = textIn(gate, 'conditionType');
      return invalid(`${path}.readinessGates[${index}].conditionType`, type, qualifiedNameProblems(type));
    }),
    ...gateErrors(fields, isPod, path),
    ...spreadErrors(fields, `${path}.topologySpreadConstraints`),
    ...nameErrors(fields, path),
    ...tolerationErrors(fields, `${path}.tolerations`),
    ...aliasErrors(fields, `${path}.hostAliases`),
    ...unknownText(`${path}.preemptionPolicy`, fields.preemptionPolicy, ['PreemptLowerPriority', 'Never']),
    ...osErrors(fields, `${path}.os`),
  ];
}

/** @source pkg/apis/core/validation/validation.go → validatePodHostNetworkDeps (v1.36.3) */
function hostNetworkErrors(
  { containers = [] }: Partial<PodSpec>,
  isPod: boolean,
  path: string,
): FieldError[] {
  return containers.flatMap(({ ports = [] }, containerIndex) =>
    ports.flatMap(({ hostPort = 0, containerPort }, index) =>
      hostPort === containerPort || (hostPort === 0 && !isPod)
        ? []
        : invalid(`${path}[${containerIndex}].ports[${index}].hostPort`, hostPort, [OTHER_PORT]),
    ),
  );
}

/** @source pkg/apis/core/validation/validation.go → validatePodSpecSecurityContext (v1.36.3) */
function securityErrors(spec: JsonObject, path: string): FieldError[] {
  const context = objectIn(spec, 'securityContext');
  const at = `${path}.securityContext`;
  const errors = ['fsGroup', 'runAsUser', 'runAsGroup'].flatMap((field) => idErrors(context, field, at));
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    errors.push({
      field: `${at}.shareProcessNamespace`,
      message: `Invalid value: true: ${BOTH_NAMESPACES}`,
    });
  }
  return [...errors, ...profileErrors(context, at)];
}

/** @source pkg/apis/core/validation/validation.go → validatePodDNSConfig (v1.36.3) */
function dnsErrors(spec: JsonObject, path: string): FieldError[] {
  const isNone = spec.dnsPolicy === 'None';
  if (!isObject(spec.dnsConfig)) {
    return isNone ? [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')] : [];
  }
  const servers = textsIn(spec.dnsConfig, 'nameservers');
  if (isNone && servers.length === 0) {
    const why = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
    return [required(`${path}.nameservers`, why)];
  }
  return servers.flatMap((server, index) => addressErrors(`${path}.nameservers[${index}]`, server));
}

/** @source pkg/apis/core/validation/validation.go → validateSchedulingGates, ValidatePodCreate (v1.36.3) */
function gateErrors(spec: JsonObject, isPod: boolean, path: string): FieldError[] {
  const seen = new Set<string>();
  const gates = objectsIn(spec, 'schedulingGates');
  const errors = gates.flatMap((gate, index) => {
    const at = `${path}.schedulingGates[${index}]`;
    const name = textIn(gate, 'name');
    const problems = invalid(at, name, qualifiedNameProblems(name));
    if (seen.has(name)) problems.push(duplicate(at, name));
    seen.add(name);
    return problems;
  });
  const isPlaced = isPod && gates.length > 0 && textIn(spec, 'nodeName') !== '';
  return isPlaced ? [...errors, forbidden(`${path}.nodeName`, GATED)] : errors;
}

function nameErrors(spec: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [field, rule] of [
    ['serviceAccountName', subdomainProblems],
    ['nodeName', subdomainProblems],
    ['hostname', labelProblems],
    ['subdomain', labelProblems],
  ] as const) {
    const name = textIn(spec, field);
    if (name !== '') errors.push(...invalid(`${path}.${field}`, name, rule(name)));
    if (field === 'nodeName') errors.push(...deadlineErrors(spec, path));
  }
  return errors;
}

function deadlineErrors({ activeDeadlineSeconds: seconds }: JsonObject, path: string): FieldError[] {
  if (typeof seconds !== 'number' || (seconds >= 1 && seconds <= SECONDS_MAX)) return [];
  return invalid(`${path}.activeDeadlineSeconds`, seconds, [
    `must be between 1 and ${SECONDS_MAX}, inclusive`,
  ]);
}

/** @source pkg/apis/core/validation/validation.go → ValidateHostAliases (v1.36.3) */
function aliasErrors(spec: JsonObject, path: string): FieldError[] {
  return objectsIn(spec, 'hostAliases').flatMap((alias, index) => [
    ...addressErrors(`${path}[${index}].ip`, textIn(alias, 'ip')),
    ...textsIn(alias, 'hostnames').flatMap((name, nameIndex) =>
      invalid(`${path}[${index}].hostnames[${nameIndex}]`, name, subdomainProblems(name)),
    ),
  ]);
}

/** @source pkg/apis/core/validation/validation.go → validateOS (v1.36.3) */
function osErrors(spec: JsonObject, path: string): FieldError[] {
  if (!isObject(spec.os)) return [];
  const name = textIn(spec.os, 'name');
  return name === '' ? [required(`${path}.name`)] : unknownText(path, name, ['linux', 'windows']);
}
