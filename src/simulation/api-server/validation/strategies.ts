import { isObject, type JsonObject, type KubeObject, labelProblems } from '../../../kubernetes/index.ts';
import { type FieldError, quoted } from '../refusals.ts';
import { forbidden, invalid, negative, required, unknownText } from './field-errors.ts';
import { objectIn, objectsIn, textIn } from './json-fields.ts';
import { excessErrors, shareErrors, shareNumber } from './shares.ts';
import { claimErrors } from './storage.ts';

const RETENTION = ['Retain', 'Delete'];

function specOf({ spec }: KubeObject): JsonObject {
  return isObject(spec) ? spec : {};
}

/** @source pkg/apis/apps/validation/validation.go → ValidateDeploymentStrategy, ValidateDeploymentSpec (v1.36.3) */
export function deploymentRolloutErrors(object: KubeObject): FieldError[] {
  const spec = specOf(object);
  const strategy = objectIn(spec, 'strategy');
  const rolling = isObject(strategy.rollingUpdate) ? strategy.rollingUpdate : undefined;
  const { minReadySeconds = 0, progressDeadlineSeconds } = spec;
  const errors = deploymentStrategyErrors(strategy, rolling);
  errors.push(...negative('spec.minReadySeconds', minReadySeconds));
  errors.push(...negative('spec.revisionHistoryLimit', spec.revisionHistoryLimit));
  errors.push(...negative('spec.progressDeadlineSeconds', progressDeadlineSeconds));
  if (typeof progressDeadlineSeconds === 'number' && progressDeadlineSeconds <= Number(minReadySeconds)) {
    errors.push(
      ...invalid('spec.progressDeadlineSeconds', progressDeadlineSeconds, [
        'must be greater than minReadySeconds',
      ]),
    );
  }
  return errors;
}

function deploymentStrategyErrors(strategy: JsonObject, rolling: JsonObject | undefined): FieldError[] {
  const type = textIn(strategy, 'type') || 'RollingUpdate';
  const at = 'spec.strategy.rollingUpdate';
  if (type === 'Recreate') {
    return rolling ? [forbidden(at, "may not be specified when strategy `type` is 'Recreate'")] : [];
  }
  if (type !== 'RollingUpdate') {
    return [unknownStrategy('spec.strategy', strategy, ['Recreate', 'RollingUpdate'])];
  }
  if (!rolling) return [];
  const { maxUnavailable = '25%', maxSurge = '25%' } = rolling;
  const errors = [
    ...shareErrors(maxUnavailable, `${at}.maxUnavailable`),
    ...shareErrors(maxSurge, `${at}.maxSurge`),
  ];
  if (shareNumber(maxUnavailable) === 0 && shareNumber(maxSurge) === 0) {
    errors.push(
      ...invalid(`${at}.maxUnavailable`, shown(maxUnavailable), ['may not be 0 when `maxSurge` is 0']),
    );
  }
  return [...errors, ...excessErrors(maxUnavailable, `${at}.maxUnavailable`)];
}

/** @source pkg/apis/apps/validation/validation.go → ValidateDaemonSetUpdateStrategy, ValidateDaemonSetSpec (v1.36.3) */
export function daemonSetRolloutErrors(object: KubeObject): FieldError[] {
  const spec = specOf(object);
  return [
    ...negative('spec.minReadySeconds', spec.minReadySeconds),
    ...daemonSetStrategyErrors(objectIn(spec, 'updateStrategy')),
    ...negative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
  ];
}

function daemonSetStrategyErrors(strategy: JsonObject): FieldError[] {
  const type = textIn(strategy, 'type') || 'RollingUpdate';
  const types = ['RollingUpdate', 'OnDelete'];
  if (!types.includes(type)) return [unknownStrategy('spec.updateStrategy', strategy, types)];
  if (type === 'OnDelete' || !isObject(strategy.rollingUpdate)) return [];
  const { maxUnavailable = 1, maxSurge = 0 } = strategy.rollingUpdate;
  const at = 'spec.updateStrategy.rollingUpdate';
  const [hasUnavailable, hasSurge] = [shareNumber(maxUnavailable) !== 0, shareNumber(maxSurge) !== 0];
  const errors = [
    ...shareErrors(maxUnavailable, `${at}.maxUnavailable`),
    ...shareErrors(maxSurge, `${at}.maxSurge`),
    ...excessErrors(maxUnavailable, `${at}.maxUnavailable`),
    ...excessErrors(maxSurge, `${at}.maxSurge`),
  ];
  if (hasUnavailable && hasSurge) {
    errors.push(
      ...invalid(`${at}.maxSurge`, shown(maxSurge), ['may not be set when maxUnavailable is non-zero']),
    );
  } else if (!hasUnavailable && !hasSurge) {
    errors.push(required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  }
  return errors;
}

/** What stands before the selector. @source pkg/apis/apps/validation/validation.go → ValidateStatefulSetSpec (v1.36.3) */
export function statefulSetErrors(object: KubeObject): FieldError[] {
  const spec = specOf(object);
  const management = textIn(spec, 'podManagementPolicy') || 'OrderedReady';
  const errors: FieldError[] = [];
  if (!['OrderedReady', 'Parallel'].includes(management)) {
    errors.push(...invalid('spec.podManagementPolicy', management, ["must be 'OrderedReady' or 'Parallel'"]));
  }
  errors.push(...statefulSetStrategyErrors(objectIn(spec, 'updateStrategy')));
  const retention = objectIn(spec, 'persistentVolumeClaimRetentionPolicy');
  for (const field of ['whenDeleted', 'whenScaled']) {
    const at = `spec.persistentVolumeClaimRetentionPolicy.${field}`;
    errors.push(...unknownText(at, retention[field], RETENTION));
  }
  for (const [index, claim] of objectsIn(spec, 'volumeClaimTemplates').entries()) {
    errors.push(...claimErrors(objectIn(claim, 'spec'), `spec.volumeClaimTemplates[${index}].spec`));
  }
  errors.push(...negative('spec.replicas', spec.replicas));
  errors.push(...negative('spec.minReadySeconds', spec.minReadySeconds));
  errors.push(...negative('spec.ordinals.start', objectIn(spec, 'ordinals').start));
  const service = textIn(spec, 'serviceName');
  if (service !== '') errors.push(...invalid('spec.serviceName', service, labelProblems(service)));
  return errors;
}

function statefulSetStrategyErrors(strategy: JsonObject): FieldError[] {
  const type = textIn(strategy, 'type') || 'RollingUpdate';
  const rolling = isObject(strategy.rollingUpdate) ? strategy.rollingUpdate : undefined;
  const at = 'spec.updateStrategy.rollingUpdate';
  if (type === 'OnDelete') {
    if (!rolling) return [];
    const { partition = 0, maxUnavailable = null } = rolling;
    const value = JSON.stringify({ Partition: partition, MaxUnavailable: maxUnavailable });
    return [
      { field: at, message: `Invalid value: ${value}: only allowed for updateStrategy 'RollingUpdate'` },
    ];
  }
  if (type !== 'RollingUpdate') {
    const value = JSON.stringify({ Type: type, RollingUpdate: null });
    const message = `Invalid value: ${value}: must be 'RollingUpdate' or 'OnDelete'`;
    return [{ field: 'spec.updateStrategy', message }];
  }
  return [
    ...negative(`${at}.partition`, rolling?.partition),
    ...shareErrors(rolling?.maxUnavailable, `${at}.maxUnavailable`),
    ...excessErrors(rolling?.maxUnavailable, `${at}.maxUnavailable`),
  ];
}

/** A strategy that there is not, as the API server prints its own structure. */
function unknownStrategy(field: string, strategy: JsonObject, types: readonly string[]): FieldError {
  const rolling = isObject(strategy.rollingUpdate) ? strategy.rollingUpdate : undefined;
  const RollingUpdate = rolling
    ? { MaxUnavailable: rolling.maxUnavailable, MaxSurge: rolling.maxSurge }
    : null;
  const value = JSON.stringify({ Type: strategy.type, RollingUpdate });
  return {
    field,
    message: `Unsupported value: ${value}: supported values: ${types.map(quoted).join(', ')}`,
  };
}

function shown(share: unknown): string | number {
  return typeof share === 'number' ? share : String(share);
}
