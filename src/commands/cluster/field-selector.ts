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

/** A field that objects of the kind cannot be selected by. */
export function unsupportedField(kind: string, selector: FieldSelector): string | undefined {
  const supported = [...COMMON_FIELDS, ...(OTHER_FIELDS[kind] ?? [])];
  return selector.find(({ path }) => !supported.includes(path))?.path;
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
