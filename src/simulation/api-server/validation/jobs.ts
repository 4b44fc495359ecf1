import { isObject, isTimeZone, type JsonObject, type KubeObject } from '../../../kubernetes/index.ts';
import { type FieldError, quoted } from '../refusals.ts';
import { scheduleProblem } from './cron-schedule.ts';
import { invalid, negative, required, unknownText } from './field-errors.ts';
import { objectIn, objectsIn, textIn } from './json-fields.ts';

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const COUNTS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
];
const NOT_INDEXED = 'requires indexed completion mode';
const NO_SOURCE = 'specifying one of OnExitCodes and OnPodConditions is required';
const NAME_MAX = 52;
const CONCURRENCY = ['Allow', 'Forbid', 'Replace'];

/**
 * What stands before a job's template.
 *
 * @source pkg/apis/batch/validation/validation.go → validateJobSpec (v1.36.3)
 */
export function jobErrors(spec: JsonObject, path: string): FieldError[] {
  const { completionMode, completions, maxFailedIndexes, managedBy } = spec;
  const errors = COUNTS.flatMap((field) => negative(`${path}.${field}`, spec[field]));
  if (maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) {
    errors.push(required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  }
  if (typeof managedBy === 'string' && !/^[^/]+\/.+$/.test(managedBy)) {
    errors.push(
      ...invalid(`${path}.managedBy`, managedBy, ['must be a domain-prefixed path (such as "acme.io/foo")']),
    );
  }
  errors.push(...unknownText(`${path}.completionMode`, completionMode, ['NonIndexed', 'Indexed']));
  const isIndexed = completionMode === 'Indexed';
  if (isIndexed && typeof completions !== 'number') {
    errors.push(required(`${path}.completions`, 'when completion mode is Indexed'));
  }
  if (isIndexed && typeof maxFailedIndexes === 'number' && maxFailedIndexes > Number(completions ?? 0)) {
    const why = 'must be less than or equal to completions';
    errors.push(...invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, [why]));
  }
  if (completionMode === undefined || completionMode === 'NonIndexed') {
    for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes']) {
      if (typeof spec[field] === 'number')
        errors.push(...invalid(`${path}.${field}`, spec[field], [NOT_INDEXED]));
    }
  }
  errors.push(...failurePolicyErrors(spec, `${path}.podFailurePolicy`));
  if (isObject(spec.successPolicy) && !isIndexed) errors.push(unindexedSuccess(spec.successPolicy, path));
  const hasPolicy = isObject(spec.podFailurePolicy);
  const replacements = hasPolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  errors.push(...unknownText(`${path}.podReplacementPolicy`, spec.podReplacementPolicy, replacements));
  return errors;
}

/** What stands behind a job's template. */
export function jobRestartErrors(spec: JsonObject, path: string): FieldError[] {
  const policy = textIn(objectIn(objectIn(spec, 'template'), 'spec'), 'restartPolicy');
  const at = `${path}.template.spec.restartPolicy`;
  const policies = ['OnFailure', 'Never'];
  if (policy === '' || policy === 'Always') {
    return [required(at, `valid values: ${policies.map(quoted).join(', ')}`)];
  }
  if (!policies.includes(policy)) return unknownText(at, policy, policies);
  return isObject(spec.podFailurePolicy) && policy !== 'Never'
    ? invalid(at, policy, ['only "Never" is supported when podFailurePolicy is specified'])
    : [];
}

/** @source pkg/apis/batch/validation/validation.go → validatePodFailurePolicyRule (v1.36.3) */
function failurePolicyErrors(spec: JsonObject, path: string): FieldError[] {
  return objectsIn(objectIn(spec, 'podFailurePolicy'), 'rules').flatMap((rule, index) => {
    const at = `${path}.rules[${index}]`;
    const action = textIn(rule, 'action');
    const errors: FieldError[] = [];
    if (action === '')
      errors.push(required(`${at}.action`, `valid values: [${ACTIONS.map(quoted).join(' ')}]`));
    else if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined) {
      errors.push(...invalid(`${at}.action`, action, ['requires the backoffLimitPerIndex to be set']));
    } else errors.push(...unknownText(`${at}.action`, action, ACTIONS));
    const { onExitCodes } = rule;
    const hasConditions = objectsIn(rule, 'onPodConditions').length > 0;
    if (isObject(onExitCodes)) errors.push(...exitCodeErrors(onExitCodes, `${at}.onExitCodes`));
    if (isObject(onExitCodes) && hasConditions) {
      const why = 'specifying both OnExitCodes and OnPodConditions is not supported';
      errors.push({ field: at, message: `Invalid value: ${why}` });
    } else if (!isObject(onExitCodes) && !hasConditions) {
      errors.push({ field: at, message: `Invalid value: ${NO_SOURCE}` });
    }
    return errors;
  });
}

function exitCodeErrors(rule: JsonObject, path: string): FieldError[] {
  const operator = textIn(rule, 'operator');
  const values = Array.isArray(rule.values) ? rule.values.map(Number) : [];
  const errors = unknownText(`${path}.operator`, operator, ['In', 'NotIn']);
  if (operator === 'In') {
    for (const [index, value] of values.entries()) {
      if (value === 0) {
        errors.push(...invalid(`${path}.values[${index}]`, 0, ['must not be 0 for the In operator']));
      }
    }
  }
  if (values.length === 0)
    errors.push(...invalid(`${path}.values`, '[]', ['at least one value is required']));
  return errors;
}

function unindexedSuccess(policy: JsonObject, path: string): FieldError {
  const Rules = objectsIn(policy, 'rules').map(({ succeededIndexes = null, succeededCount = null }) => ({
    SucceededIndexes: succeededIndexes,
    SucceededCount: succeededCount,
  }));
  return {
    field: `${path}.successPolicy`,
    message: `Invalid value: ${JSON.stringify({ Rules })}: ${NOT_INDEXED}`,
  };
}

/**
 * What stands before a cron job's job, and behind it.
 *
 * @source pkg/apis/batch/validation/validation.go → validateCronJobSpec (v1.36.3)
 */
export function cronJobErrors({ spec: given }: KubeObject): {
  readonly before: FieldError[];
  readonly after: FieldError[];
} {
  const spec = isObject(given) ? given : {};
  return {
    before: [
      ...scheduleErrors(textIn(spec, 'schedule')),
      ...negative('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds),
      ...timeZoneErrors(spec.timeZone),
      ...unknownText('spec.concurrencyPolicy', spec.concurrencyPolicy || undefined, CONCURRENCY),
    ],
    after: ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'].flatMap((field) =>
      negative(`spec.${field}`, spec[field]),
    ),
  };
}

function scheduleErrors(schedule: string): FieldError[] {
  if (schedule === '') return [required('spec.schedule')];
  if (schedule.includes('TZ')) {
    return invalid('spec.schedule', schedule, [
      'cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    ]);
  }
  const problem = scheduleProblem(schedule);
  return problem ? invalid('spec.schedule', schedule, [problem]) : [];
}

/** @source pkg/apis/batch/validation/validation.go → validateTimeZone (v1.36.3) */
function timeZoneErrors(zone: unknown): FieldError[] {
  if (typeof zone !== 'string') return [];
  const field = 'spec.timeZone';
  if (zone === '') return invalid(field, zone, ['timeZone must be nil or non-empty string']);
  if (zone.toLowerCase() === 'local') {
    return invalid(field, zone, [
      'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
    ]);
  }
  return isTimeZone(zone) ? [] : invalid(field, zone, [`unknown time zone ${zone}`]);
}

/** The name of a cron job leaves room for that of its jobs. @source pkg/apis/batch/validation/validation.go → ValidateCronJobCreate (v1.36.3) */
export function cronJobNameErrors({ metadata: { name = '' } }: KubeObject): FieldError[] {
  return name.length > NAME_MAX
    ? invalid('metadata.name', name, [`must be no more than ${NAME_MAX} characters`])
    : [];
}
