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
import { scheduleProblem } from './cron-schedule.ts';
import { invalid, required } from './field-errors.ts';
import { annotationErrors, labelErrors } from './metadata.ts';
import { podSpecErrors } from './pod-spec.ts';

/** Validation of the kinds that make pods. */
export const WORKLOAD_RULES: Readonly<Record<GroupKind, (object: KubeObject) => FieldError[]>> = {
  'Deployment.apps': (object) => [
    ...replicaErrors(object),
    ...selectorErrors(object),
    ...templateErrors(object, ['Always']),
  ],
  'ReplicaSet.apps': (object) => [
    ...replicaErrors(object),
    ...selectorErrors(object),
    ...templateErrors(object, ['Always']),
  ],
  'StatefulSet.apps': (object) => [
    ...replicaErrors(object),
    ...selectorErrors(object),
    ...templateErrors(object, ['Always']),
  ],
  'DaemonSet.apps': (object) => [...selectorErrors(object), ...templateErrors(object, ['Always'])],
  'Job.batch': (object) => templateErrors(object, ['OnFailure', 'Never']),
  'CronJob.batch': (object) => cronJobErrors(object),
};

function specOf({ spec }: KubeObject): JsonObject {
  return isObject(spec) ? spec : {};
}

/** @source pkg/apis/apps/validation/validation.go → ValidateDeploymentSpec (v1.36.3) */
function selectorErrors(object: KubeObject): FieldError[] {
  const { selector, template } = specOf(object);
  const metadata = isObject(template) && isObject(template.metadata) ? template.metadata : {};
  const labels = isObject(metadata.labels) ? (metadata.labels as Metadata['labels']) : undefined;
  const mismatch = {
    field: 'spec.template.metadata.labels',
    message: `Invalid value: ${JSON.stringify(labels ?? null)}: \`selector\` does not match template \`labels\``,
  };
  // What is not there selects nothing.
  if (!isObject(selector)) return [required('spec.selector'), mismatch];
  const isEmpty = Object.keys(selector).length === 0;
  if (isEmpty) {
    return [
      {
        field: 'spec.selector',
        message: `Invalid value: ${JSON.stringify(selector)}: empty selector is invalid for ${object.kind?.toLowerCase()}`,
      },
    ];
  }
  const compiled = compileSelector(selector as LabelSelector);
  return compiled && selects(compiled, labels ?? {}) ? [] : [mismatch];
}

function replicaErrors(object: KubeObject): FieldError[] {
  const { replicas } = specOf(object);
  if (typeof replicas !== 'number' || replicas >= 0) return [];
  return [
    { field: 'spec.replicas', message: `Invalid value: ${replicas}: must be greater than or equal to 0` },
  ];
}

function templateErrors(
  object: KubeObject,
  policies: readonly string[],
  path = 'spec.template',
  spec = specOf(object),
): FieldError[] {
  const template = isObject(spec.template) ? spec.template : {};
  const podSpec = isObject(template.spec) ? template.spec : {};
  const { labels, annotations } = (isObject(template.metadata) ? template.metadata : {}) as Metadata;
  const errors = [
    ...labelErrors(labels, `${path}.labels`),
    ...annotationErrors(annotations, `${path}.annotations`),
    ...podSpecErrors(withClaims(podSpec, spec.volumeClaimTemplates), `${path}.spec`),
  ];
  const { restartPolicy } = podSpec;
  if (typeof restartPolicy === 'string' && !policies.includes(restartPolicy)) {
    const supported = [...policies].sort().map(quoted).join(', ');
    const isJob = policies.includes('Never');
    errors.push({
      field: `${path}.spec.restartPolicy`,
      message: isJob
        ? `Required value: valid values: ${policies.map(quoted).join(', ')}`
        : `Unsupported value: ${quoted(restartPolicy)}: supported values: ${supported}`,
    });
  }
  return errors;
}

/** The pods of a StatefulSet have a volume for each claim template. */
function withClaims(podSpec: JsonObject, claims: unknown): JsonObject {
  if (!Array.isArray(claims)) return podSpec;
  const volumes = claims.flatMap((claim) =>
    isObject(claim) && isObject(claim.metadata) ? [{ name: claim.metadata.name }] : [],
  );
  return { ...podSpec, volumes: [...(Array.isArray(podSpec.volumes) ? podSpec.volumes : []), ...volumes] };
}

function cronJobErrors(object: KubeObject): FieldError[] {
  const spec = specOf(object);
  const jobTemplate = isObject(spec.jobTemplate) ? spec.jobTemplate : {};
  const jobSpec = isObject(jobTemplate.spec) ? jobTemplate.spec : {};
  const errors = templateErrors(object, ['OnFailure', 'Never'], 'spec.jobTemplate.spec.template', jobSpec);
  const { schedule } = spec;
  if (typeof schedule !== 'string' || schedule === '') return [required('spec.schedule'), ...errors];
  const problem = scheduleProblem(schedule);
  return problem ? [...invalid('spec.schedule', schedule, [problem]), ...errors] : errors;
}
