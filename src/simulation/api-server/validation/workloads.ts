import {
  compileSelector,
  type GroupKind,
  isObject,
  type JsonObject,
  type KubeObject,
  type LabelSelector,
  type Metadata,
  selects,
} from '../../../kubernetes/index.ts';
import { type FieldError, quoted } from '../refusals.ts';
import { forbidden, negative, required } from './field-errors.ts';
import { cronJobErrors, jobErrors, jobRestartErrors } from './jobs.ts';
import { objectIn, objectsIn } from './json-fields.ts';
import { annotationErrors, labelErrors } from './metadata.ts';
import { podSpecErrors } from './pod-spec.ts';
import { labelSelectorErrors } from './selectors.ts';
import { daemonSetRolloutErrors, deploymentRolloutErrors, statefulSetErrors } from './strategies.ts';

/** Validation of the kinds that make pods. */
export const WORKLOAD_RULES: Readonly<Record<GroupKind, (object: KubeObject) => FieldError[]>> = {
  'Deployment.apps': (object) => [
    ...negative('spec.replicas', specOf(object).replicas),
    ...setErrors(object),
    ...deploymentRolloutErrors(object),
  ],
  'ReplicaSet.apps': (object) => [
    ...negative('spec.replicas', specOf(object).replicas),
    ...negative('spec.minReadySeconds', specOf(object).minReadySeconds),
    ...setErrors(object),
  ],
  'StatefulSet.apps': (object) => [...statefulSetErrors(object), ...setErrors(object)],
  'DaemonSet.apps': (object) => [...setErrors(object), ...daemonSetRolloutErrors(object)],
  'Job.batch': (object) => jobSpecErrors(specOf(object), 'spec'),
  'CronJob.batch': (object) => {
    const { before, after } = cronJobErrors(object);
    const jobSpec = objectIn(objectIn(specOf(object), 'jobTemplate'), 'spec');
    return [...before, ...jobSpecErrors(jobSpec, 'spec.jobTemplate.spec'), ...after];
  },
};

function specOf({ spec }: KubeObject): JsonObject {
  return isObject(spec) ? spec : {};
}

function jobSpecErrors(spec: JsonObject, path: string): FieldError[] {
  return [
    ...jobErrors(spec, path),
    ...templateErrors(spec, `${path}.template`),
    ...jobRestartErrors(spec, path),
  ];
}

/** Selector and template of a set of pods that never end. */
function setErrors(object: KubeObject): FieldError[] {
  const { errors, isBroken } = selectorErrors(object);
  return isBroken ? errors : [...errors, ...templateErrors(specOf(object)), ...foreverErrors(object)];
}

/** @source pkg/apis/apps/validation/validation.go → ValidateDeploymentSpec (v1.36.3) */
function selectorErrors(object: KubeObject): {
  readonly errors: FieldError[];
  /** The template is not looked at then. */
  readonly isBroken: boolean;
} {
  const spec = specOf(object);
  const { labels } = objectIn(objectIn(spec, 'template'), 'metadata') as Metadata;
  const mismatch = {
    field: 'spec.template.metadata.labels',
    message: `Invalid value: ${JSON.stringify(labels ?? null)}: \`selector\` does not match template \`labels\``,
  };
  // What is not there selects nothing.
  if (!isObject(spec.selector)) return { errors: [required('spec.selector'), mismatch], isBroken: false };
  const shown = `Invalid value: ${JSON.stringify(spec.selector)}`;
  const errors = labelSelectorErrors(spec.selector, 'spec.selector');
  if (errors.length > 0) {
    const broken = { field: 'spec.selector', message: `${shown}: invalid label selector` };
    return { errors: [...errors, broken], isBroken: true };
  }
  const isEmpty =
    Object.keys(objectIn(spec.selector, 'matchLabels')).length === 0 &&
    objectsIn(spec.selector, 'matchExpressions').length === 0;
  if (isEmpty) {
    const message = `${shown}: empty selector is invalid for ${object.kind?.toLowerCase()}`;
    return { errors: [{ field: 'spec.selector', message }], isBroken: false };
  }
  const compiled = compileSelector(spec.selector as LabelSelector);
  return { errors: compiled && selects(compiled, labels ?? {}) ? [] : [mismatch], isBroken: false };
}

/** @source pkg/apis/core/validation/validation.go → ValidatePodTemplateSpec (v1.36.3) */
function templateErrors(spec: JsonObject, path = 'spec.template'): FieldError[] {
  const template = objectIn(spec, 'template');
  const { labels, annotations } = objectIn(template, 'metadata') as Metadata;
  const podSpec = withClaims(objectIn(template, 'spec'), spec);
  return [
    ...labelErrors(labels, `${path}.labels`),
    ...annotationErrors(annotations, `${path}.annotations`),
    ...podSpecErrors(podSpec, `${path}.spec`),
  ];
}

/** @source pkg/apis/apps/validation/validation.go → ValidatePodTemplateSpecForReplicaSet (v1.36.3) */
function foreverErrors(object: KubeObject): FieldError[] {
  const { restartPolicy, activeDeadlineSeconds } = objectIn(objectIn(specOf(object), 'template'), 'spec');
  const at = 'spec.template.spec';
  const errors: FieldError[] = [];
  if (typeof restartPolicy === 'string' && restartPolicy !== '' && restartPolicy !== 'Always') {
    errors.push({
      field: `${at}.restartPolicy`,
      message: `Unsupported value: ${quoted(restartPolicy)}: supported values: "Always"`,
    });
  }
  if (activeDeadlineSeconds !== undefined && activeDeadlineSeconds !== null) {
    const kind = object.kind === 'Deployment' ? 'ReplicaSet' : object.kind;
    const why = `activeDeadlineSeconds in ${kind} is not Supported`;
    errors.push(forbidden(`${at}.activeDeadlineSeconds`, why));
  }
  return errors;
}

/** The pods of a StatefulSet have a volume for each claim template. */
function withClaims(podSpec: JsonObject, spec: JsonObject): JsonObject {
  const claims = objectsIn(spec, 'volumeClaimTemplates');
  if (claims.length === 0) return podSpec;
  const names = claims.map((claim) => ({ name: objectIn(claim, 'metadata').name }));
  const own = objectsIn(podSpec, 'volumes').filter(({ name }) => !names.some((each) => each.name === name));
  return { ...podSpec, volumes: [...own, ...names] };
}
