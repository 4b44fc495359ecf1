import {
  type Container,
  isObject,
  labelProblems,
  type PodSpec,
  portNameProblems,
  portProblems,
  subdomainProblems,
} from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { duplicate, invalid, required, unsupported } from './field-errors.ts';
import { labelErrors } from './metadata.ts';
import { resourceErrors } from './resource-amounts.ts';
import { PROTOCOLS } from './services.ts';

/**
 * What is wrong with a pod's spec, as far as it is checked here: containers, images, ports, mounts, amounts, accounts,
 * node selectors.
 *
 * @source pkg/apis/core/validation/validation.go → ValidatePodSpec (v1.36.3)
 */
export function podSpecErrors(value: unknown, path: string): FieldError[] {
  const spec = (isObject(value) ? value : {}) as unknown as Partial<PodSpec>;
  const { containers = [], initContainers = [], volumes = [], serviceAccountName, nodeSelector } = spec;
  const volumeNames = new Set(volumes.map(({ name }) => name));
  const errors =
    containers.length === 0
      ? [required(`${path}.containers`)]
      : containerErrors(containers, volumeNames, `${path}.containers`);
  errors.push(...containerErrors(initContainers, volumeNames, `${path}.initContainers`));
  errors.push(...labelErrors(nodeSelector, `${path}.nodeSelector`));
  if (serviceAccountName) {
    const problems = subdomainProblems(serviceAccountName);
    errors.push(...invalid(`${path}.serviceAccountName`, serviceAccountName, problems));
  }
  return errors;
}

/** @source pkg/apis/core/validation/validation.go → validateContainers, validateContainerCommon (v1.36.3) */
function containerErrors(
  containers: readonly Container[],
  volumeNames: ReadonlySet<string>,
  path: string,
): FieldError[] {
  const seen = new Set<string>();
  return containers.flatMap((container, index) => {
    const at = `${path}[${index}]`;
    const { name, image } = container;
    const errors: FieldError[] = [];
    if (!name) errors.push(required(`${at}.name`));
    else errors.push(...invalid(`${at}.name`, name, labelProblems(name)));
    if (!image) errors.push(required(`${at}.image`));
    errors.push(
      ...portErrors(container, `${at}.ports`),
      ...mountErrors(container, volumeNames, `${at}.volumeMounts`),
      ...resourceErrors(container, `${at}.resources`),
    );
    if (seen.has(name)) errors.push(duplicate(`${at}.name`, name ?? ''));
    seen.add(name);
    return errors;
  });
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

function mountErrors(
  { volumeMounts = [] }: Container,
  volumeNames: ReadonlySet<string>,
  path: string,
): FieldError[] {
  return volumeMounts.flatMap(({ name }, index) =>
    volumeNames.has(name) || name.startsWith('kube-api-access-')
      ? []
      : [{ field: `${path}[${index}].name`, message: `Not found: ${JSON.stringify(name)}` }],
  );
}
