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
  if (!isObject(selector)) return [{ field: 'spec.selector', message: 'Required value' }];
  const isEmpty = Object.keys(selector).length === 0;
  if (isEmpty) {
    return [
      {
        field: 'spec.selector',
        message: `Invalid value: ${JSON.stringify(selector)}: empty selector is invalid for ${object.kind?.toLowerCase()}`,
      },
    ];
  }
  const metadata = isObject(template) && isObject(template.metadata) ? template.metadata : {};
  const labels = (isObject(metadata.labels) ? metadata.labels : {}) as Readonly<Record<string, string>>;
  const compiled = compileSelector(selector as LabelSelector);
  if (compiled && selects(compiled, labels)) return [];
  return [
    {
      field: 'spec.template.metadata.labels',
      message: `Invalid value: ${JSON.stringify(labels)}: \`selector\` does not match template \`labels\``,
    },
  ];
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
  const problem = scheduleProblem(spec.schedule);
  if (problem) errors.unshift({ field: 'spec.schedule', message: problem });
  return errors;
}

/** @source github.com/robfig/cron/v3/parser.go → Parser.Parse (v3.0.1) */
function scheduleProblem(schedule: unknown): string | undefined {
  if (typeof schedule !== 'string' || schedule === '') return 'Required value';
  if (schedule.startsWith('@')) return undefined;
  const fields = schedule.trim().split(/\s+/);
  if (fields.length === 5) return undefined;
  return `Invalid value: ${quoted(schedule)}: expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
}
