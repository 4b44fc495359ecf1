import { amountsIn, type Container, isObject, type PodSpec } from '../../../kubernetes/index.ts';
import { type FieldError, quoted } from '../refusals.ts';
import { isLabel, LABEL_RULE } from './metadata.ts';

/**
 * What is wrong with a pod's spec, as far as it is checked here: containers, images, requests against limits.
 *
 * @source pkg/apis/core/validation/validation.go → ValidatePodSpec (v1.36.3)
 */
export function podSpecErrors(value: unknown, path: string): FieldError[] {
  const spec = (isObject(value) ? value : {}) as unknown as Partial<PodSpec>;
  const { containers = [], initContainers = [] } = spec;
  if (containers.length === 0) return [{ field: `${path}.containers`, message: 'Required value' }];
  return [
    ...containerErrors(containers, `${path}.containers`),
    ...containerErrors(initContainers, `${path}.initContainers`),
    ...volumeErrors(spec, path),
  ];
}

function containerErrors(containers: readonly Container[], path: string): FieldError[] {
  const seen = new Set<string>();
  return containers.flatMap((container, index) => {
    const at = `${path}[${index}]`;
    const { name, image } = container;
    const errors: FieldError[] = [];
    if (!name) errors.push({ field: `${at}.name`, message: 'Required value' });
    else if (!isLabel(name))
      errors.push({ field: `${at}.name`, message: `Invalid value: ${quoted(name)}: ${LABEL_RULE}` });
    if (!image) errors.push({ field: `${at}.image`, message: 'Required value' });
    errors.push(...resourceErrors(container, `${at}.resources`));
    if (seen.has(name)) errors.push({ field: `${at}.name`, message: `Duplicate value: ${quoted(name)}` });
    seen.add(name);
    return errors;
  });
}

function resourceErrors({ resources }: Container, path: string): FieldError[] {
  if (!resources?.requests || !resources.limits) return [];
  const limits = amountsIn(resources.limits);
  return [...amountsIn(resources.requests)].flatMap(([name, request]) => {
    const limit = limits.get(name);
    if (!limit || request.compare(limit) <= 0) return [];
    const message = `Invalid value: ${quoted(`${request}`)}: must be less than or equal to ${name} limit of ${limit}`;
    return [{ field: `${path}.requests`, message }];
  });
}

function volumeErrors(
  { containers = [], initContainers = [], volumes = [] }: Partial<PodSpec>,
  path: string,
): FieldError[] {
  const names = new Set(volumes.map(({ name }) => name));
  const of = (list: readonly Container[], field: string) =>
    list.flatMap(({ volumeMounts = [] }, index) =>
      volumeMounts.flatMap(({ name }, mount) =>
        names.has(name) || name.startsWith('kube-api-access-')
          ? []
          : [
              {
                field: `${path}.${field}[${index}].volumeMounts[${mount}].name`,
                message: `Not found: ${quoted(name)}`,
              },
            ],
      ),
    );
  return [...of(containers, 'containers'), ...of(initContainers, 'initContainers')];
}
