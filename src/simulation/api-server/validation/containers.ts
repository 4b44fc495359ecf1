import {
  type Container,
  isObject,
  type JsonObject,
  labelProblems,
  portNameProblems,
  portProblems,
} from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { environmentErrors } from './environment.ts';
import { duplicate, invalid, required, unknownText, unsupported } from './field-errors.ts';
import { objectIn, textIn } from './json-fields.ts';
import { lifecycleErrors, noLifecycleErrors, restartPolicyErrors } from './probes.ts';
import { resourceErrors } from './resource-amounts.ts';
import { PROTOCOLS } from './services.ts';
import { mountErrors } from './volumes.ts';

const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const PROFILES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const ID_MAX = 2_147_483_647;

/** What all containers of a pod share. */
interface PodFacts {
  readonly volumeNames: ReadonlySet<string>;
  /** Whether the spec is that of a pod itself, not of a template. */
  readonly isPod: boolean;
}

/** @source pkg/apis/core/validation/validation.go → validateContainers (v1.36.3) */
export function containerErrors(
  containers: readonly Container[],
  facts: PodFacts,
  path: string,
): FieldError[] {
  if (containers.length === 0) return [required(path)];
  const seen = new Set<string>();
  return [
    ...containers.flatMap((container, index) => {
      const at = `${path}[${index}]`;
      const errors = commonErrors(container, facts, at);
      if (seen.has(container.name)) errors.push(duplicate(`${at}.name`, container.name ?? ''));
      seen.add(container.name);
      return [...errors, ...lifecycleErrors(fieldsOf(container), at)];
    }),
    ...hostPortErrors(containers, path),
  ];
}

/** @source pkg/apis/core/validation/validation.go → validateInitContainers (v1.36.3) */
export function initContainerErrors(
  containers: readonly Container[],
  others: readonly Container[],
  facts: PodFacts,
  path: string,
): FieldError[] {
  const seen = new Set(others.map(({ name }) => name));
  return containers.flatMap((container, index) => {
    const at = `${path}[${index}]`;
    const fields = fieldsOf(container);
    const errors = [...commonErrors(container, facts, at), ...restartPolicyErrors(fields, at)];
    if (seen.has(container.name)) errors.push(duplicate(`${at}.name`, container.name ?? ''));
    seen.add(container.name);
    const isSidecar = container.restartPolicy === 'Always';
    return [...errors, ...(isSidecar ? lifecycleErrors(fields, at) : noLifecycleErrors(fields, at))];
  });
}

/** @source pkg/apis/core/validation/validation.go → validateContainerCommon, ValidatePodCreate (v1.36.3) */
function commonErrors(container: Container, { volumeNames, isPod }: PodFacts, path: string): FieldError[] {
  const { name, image } = container;
  const fields = fieldsOf(container);
  const errors: FieldError[] = [];
  if (!name) errors.push(required(`${path}.name`));
  else errors.push(...invalid(`${path}.name`, name, labelProblems(name)));
  if (!image) errors.push(required(`${path}.image`));
  else if (isPod && image.trim() !== image) {
    errors.push(...invalid(`${path}.image`, image, ['must not have leading or trailing whitespace']));
  }
  return [
    ...errors,
    ...unknownText(`${path}.terminationMessagePolicy`, fields.terminationMessagePolicy, MESSAGE_POLICIES),
    ...portErrors(container, `${path}.ports`),
    ...environmentErrors(fields, path),
    ...mountErrors(fields, volumeNames, `${path}.volumeMounts`),
    ...unknownText(`${path}.imagePullPolicy`, fields.imagePullPolicy, PULL_POLICIES),
    ...resourceErrors(container, `${path}.resources`),
    ...securityErrors(fields, `${path}.securityContext`),
  ];
}

/** @source pkg/apis/core/validation/validation.go → validateContainerPorts (v1.36.3) */
function portErrors({ ports = [] }: Container, path: string): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap(({ name, containerPort, hostPort, protocol = 'TCP' }, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (name) {
      const problems = portNameProblems(name);
      errors.push(...invalid(`${at}.name`, name, problems));
      if (problems.length === 0 && names.has(name)) errors.push(duplicate(`${at}.name`, name));
      names.add(name);
    }
    if (!containerPort) errors.push(required(`${at}.containerPort`));
    else errors.push(...invalid(`${at}.containerPort`, containerPort, portProblems(containerPort)));
    if (hostPort) errors.push(...invalid(`${at}.hostPort`, hostPort, portProblems(hostPort)));
    if (!PROTOCOLS.includes(protocol)) errors.push(unsupported(`${at}.protocol`, protocol, PROTOCOLS));
    return errors;
  });
}

/** @source pkg/apis/core/validation/validation.go → AccumulateUniqueHostPorts (v1.36.3) */
function hostPortErrors(containers: readonly Container[], path: string): FieldError[] {
  const seen = new Set<string>();
  return containers.flatMap(({ ports = [] }, containerIndex) =>
    ports.flatMap(({ hostPort, hostIP = '', protocol = 'TCP' }, index) => {
      if (!hostPort) return [];
      const key = `${protocol}/${hostIP}/${hostPort}`;
      const isTaken = seen.has(key);
      seen.add(key);
      return isTaken ? [duplicate(`${path}[${containerIndex}].ports[${index}].hostPort`, key)] : [];
    }),
  );
}

/** @source pkg/apis/core/validation/validation.go → ValidateSecurityContext (v1.36.3) */
function securityErrors(container: JsonObject, path: string): FieldError[] {
  const context = objectIn(container, 'securityContext');
  const errors = ['runAsUser', 'runAsGroup'].flatMap((field) => idErrors(context, field, path));
  errors.push(...unknownText(`${path}.procMount`, context.procMount, ['Default', 'Unmasked']));
  return [...errors, ...profileErrors(context, path)];
}

/** The number of a user or a group. @source k8s.io/apimachinery/pkg/util/validation/validation.go → IsValidUserID (v0.36.3) */
export function idErrors(context: JsonObject, field: string, path: string): FieldError[] {
  const id = context[field];
  if (typeof id !== 'number' || (id >= 0 && id <= ID_MAX)) return [];
  return invalid(`${path}.${field}`, id, [`must be between 0 and ${ID_MAX}, inclusive`]);
}

/** @source pkg/apis/core/validation/validation.go → validateSeccompProfileField (v1.36.3) */
export function profileErrors(context: JsonObject, path: string): FieldError[] {
  if (!isObject(context.seccompProfile)) return [];
  const type = textIn(context.seccompProfile, 'type');
  const at = `${path}.seccompProfile`;
  const hasFile = textIn(context.seccompProfile, 'localhostProfile') !== '';
  if (type === 'Localhost' && !hasFile) {
    return [required(`${at}.localhostProfile`, 'must be set when seccomp type is Localhost')];
  }
  return unknownText(`${at}.type`, type, PROFILES);
}

/** The fields of a container by name. */
function fieldsOf(container: Container): JsonObject {
  return { ...container };
}
