import { InputError } from '../../errors/index.ts';
import type { KubeObject } from '../../kubernetes/index.ts';

/** `path=value` and `path!=value`, all of which must hold. */
export type FieldSelector = readonly {
  readonly path: string;
  readonly value: string;
  readonly isEqual: boolean;
}[];

/** What can be asked of any kind, and what pods add. */
const COMMON_FIELDS = ['metadata.name', 'metadata.namespace'];
const POD_FIELDS = [
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.schedulerName',
  'spec.serviceAccountName',
  'spec.hostNetwork',
  'status.phase',
  'status.podIP',
  'status.nominatedNodeName',
];
const OTHER_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Pod: POD_FIELDS,
  Node: ['spec.unschedulable'],
  Namespace: ['status.phase', 'name'],
  Secret: ['type'],
  Service: ['spec.clusterIP', 'spec.type'],
  'Job.batch': ['status.successful'],
  ReplicationController: ['status.replicas'],
  'ReplicaSet.apps': ['status.replicas'],
};

/**
 * @throws InputError for text that is no field selector.
 * @source k8s.io/apimachinery/pkg/fields/selector.go → ParseSelector (v0.36.3)
 */
export function parseFieldSelector(text: string, command: string): FieldSelector {
  return text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^([^=!]*)(==|!=|=)(.*)$/.exec(part);
      if (!match) {
        throw new InputError(`invalid selector: '${text}'; can't understand '${part}'`, { where: command });
      }
      return { path: match[1]!, value: match[3]!, isEqual: match[2] !== '!=' };
    });
}

/**
 * Why objects of the kind cannot be selected so; undefined if they can.
 *
 * @source k8s.io/apimachinery/pkg/runtime/conversion.go → DefaultMetaV1FieldSelectorConversion (v0.36.3)
 * @source pkg/apis/core/v1/conversion.go, pkg/apis/batch/v1/conversion.go → AddFieldLabelConversionsFor… (v1.36.3)
 */
export function unsupportedField(kind: string, selector: FieldSelector): string | undefined {
  const supported = [...COMMON_FIELDS, ...(OTHER_FIELDS[kind] ?? [])];
  const path = selector.find((each) => !supported.includes(each.path))?.path;
  if (path === undefined) return undefined;
  if (kind === 'Job.batch') return `field label ${JSON.stringify(path)} not supported for Job`;
  if (kind in OTHER_FIELDS && kind !== 'ReplicaSet.apps') return `field label not supported: ${path}`;
  const known = COMMON_FIELDS.map((each) => JSON.stringify(each)).join(', ');
  return `${JSON.stringify(path)} is not a known field selector: only ${known}`;
}

/** The selector as the API server writes it. */
export function fieldSelectorText(selector: FieldSelector): string {
  return selector.map(({ path, value, isEqual }) => `${path}${isEqual ? '=' : '!='}${value}`).join(',');
}

export function matchesFields(selector: FieldSelector, object: KubeObject): boolean {
  return selector.every(({ path, value, isEqual }) => (fieldText(object, path) === value) === isEqual);
}

function fieldText(object: KubeObject, path: string): string {
  let value: unknown = object;
  for (const step of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[step];
  if (value === undefined) return path === 'spec.unschedulable' || path === 'spec.hostNetwork' ? 'false' : '';
  return String(value);
}
