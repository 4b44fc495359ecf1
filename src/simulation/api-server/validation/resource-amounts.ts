import { isExtendedResource } from '../../../../scheduler-model/index.ts';
import { Amount, amountsIn, type Container, qualifiedNameProblems } from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { invalid } from './field-errors.ts';

const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];
/** @source pkg/apis/core/helper/helpers.go → standardQuotaResources (v1.36.3) */
const QUOTA: ReadonlySet<string> = new Set([
  ...COMPUTE,
  ...COMPUTE.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  'requests.storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
]);
const STANDARD: ReadonlySet<string> = new Set([...QUOTA, 'storage']);
/** @source pkg/apis/core/helper/helpers.go → integerResources (v1.36.3) */
const WHOLE: ReadonlySet<string> = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

type Amounts = Readonly<Record<string, string | number>> | undefined;

/** @source pkg/apis/core/validation/validation.go → validateResourceRequirements (v1.36.3) */
export function resourceErrors({ resources }: Container, path: string): FieldError[] {
  if (!resources) return [];
  const limits = amountsIn(resources.limits);
  const errors: FieldError[] = [];
  for (const [name, limit] of sorted(resources.limits)) {
    const at = `${path}.limits[${name}]`;
    errors.push(...containerNameErrors(name, at), ...amountErrors(name, limit, at));
  }
  for (const [name, request] of sorted(resources.requests)) {
    const at = `${path}.requests[${name}]`;
    errors.push(...containerNameErrors(name, at), ...amountErrors(name, request, at));
    errors.push(...limitErrors(name, request, limits.get(name), path));
  }
  return errors;
}

function limitErrors(name: string, request: Amount, limit: Amount | undefined, path: string): FieldError[] {
  const mayExceed = isNative(name) && !name.startsWith('hugepages-');
  if (!limit) {
    return mayExceed
      ? []
      : [
          {
            field: `${path}.limits`,
            message: 'Required value: Limit must be set for non overcommitable resources',
          },
        ];
  }
  const order = request.compare(limit);
  if (order !== 0 && !mayExceed) {
    return invalid(`${path}.requests`, `${request}`, [`must be equal to ${name} limit of ${limit}`]);
  }
  if (order <= 0) return [];
  return invalid(`${path}.requests`, `${request}`, [
    `must be less than or equal to ${name} limit of ${limit}`,
  ]);
}

/** What a quota may not count. @source pkg/apis/core/validation/validation.go → ValidateResourceQuotaSpec (v1.36.3) */
export function quotaErrors(hard: Amounts, path: string): FieldError[] {
  return sorted(hard).flatMap(([name, amount]) => {
    const at = `${path}[${name}]`;
    const errors = nameErrors(name, at);
    const isStandard = name.includes('/') || QUOTA.has(name) || /^(requests\.)?hugepages-/.test(name);
    if (!isStandard) errors.push(...invalid(at, name, ['must be a standard resource for quota']));
    return [...errors, ...amountErrors(name, amount, at)];
  });
}

/** @source pkg/apis/core/validation/validation.go → validateResourceName (v1.36.3) */
function nameErrors(name: string, at: string): FieldError[] {
  const errors = invalid(at, name, qualifiedNameProblems(name));
  if (errors.length > 0 || name.includes('/') || STANDARD.has(name)) return errors;
  if (/^(requests\.)?hugepages-/.test(name)) return errors;
  return invalid(at, name, ['must be a standard resource type or fully qualified']);
}

/** @source pkg/apis/core/validation/validation.go → validateContainerResourceName (v1.36.3) */
function containerNameErrors(name: string, at: string): FieldError[] {
  const errors = nameErrors(name, at);
  if (!name.includes('/')) {
    const isStandard = COMPUTE.includes(name) || name.startsWith('hugepages-');
    return isStandard
      ? errors
      : [...errors, ...invalid(at, name, ['must be a standard resource for containers'])];
  }
  return isNative(name) || isExtendedResource(name)
    ? errors
    : [...errors, ...invalid(at, name, ["doesn't follow extended resource name standard"])];
}

/** @source pkg/apis/core/validation/validation.go → ValidateResourceQuantityValue (v1.36.3) */
function amountErrors(name: string, amount: Amount, at: string): FieldError[] {
  const isNegative = amount.compare(Amount.ZERO) < 0;
  const problems = isNegative ? ['must be greater than or equal to 0'] : [];
  const mustBeWhole = WHOLE.has(name) || (!isNative(name) && !name.startsWith('requests.'));
  if (mustBeWhole && !/^[-\d]+([kMGTPE]i?)?$/.test(`${amount}`)) problems.push('must be an integer');
  return invalid(at, `${amount}`, problems);
}

function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

function sorted(amounts: Amounts): [string, Amount][] {
  return [...amountsIn(amounts)].sort(([a], [b]) => (a < b ? -1 : 1));
}
