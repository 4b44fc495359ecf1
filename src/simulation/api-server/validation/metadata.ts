import {
  dns1035Problems,
  type GroupKind,
  isEqual,
  type KubeObject,
  labelProblems,
  labelValueProblems,
  qualifiedNameProblems,
  subdomainProblems,
  type TextRule,
} from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { invalid } from './field-errors.ts';

type Texts = Readonly<Record<string, string>>;

/** Kinds whose names are free text. */
const ANY_NAME = /\.rbac\.authorization\.k8s\.io$/;
/** Since when a Service's name may begin with a digit. */
const RELAXED_SERVICE_NAMES_MINOR = 36;

/**
 * @param minor the API server's version.
 * @source k8s.io/apimachinery/pkg/api/validation/objectmeta.go → ValidateObjectMeta (v0.36.3)
 */
export function metadataErrors(kind: GroupKind, { metadata }: KubeObject, minor: number): FieldError[] {
  const { name = '', generateName, labels, annotations } = metadata;
  const others = [
    ...labelErrors(labels, 'metadata.labels'),
    ...annotationErrors(annotations, 'metadata.annotations'),
  ];
  if (name === '') {
    if (generateName) return others;
    return [
      { field: 'metadata.name', message: 'Required value: name or generateName is required' },
      ...others,
    ];
  }
  const rule = nameRule(kind, minor);
  return rule ? [...invalid('metadata.name', name, rule(name)), ...others] : others;
}

/**
 * What an update makes wrong.
 *
 * @source k8s.io/apimachinery/pkg/api/validation/objectmeta.go → ValidateObjectMetaUpdate (v0.36.3)
 */
export function metadataUpdateErrors({ metadata }: KubeObject, { metadata: old }: KubeObject): FieldError[] {
  const { labels, annotations } = metadata;
  return [
    ...(isEqual(labels, old.labels) ? [] : labelErrors(labels, 'metadata.labels')),
    ...(isEqual(annotations, old.annotations) ? [] : annotationErrors(annotations, 'metadata.annotations')),
  ];
}

/** @source pkg/apis/core/validation/validation.go → ValidateServiceCreate: names are relaxed since 1.36 (v1.36.3) */
function nameRule(kind: GroupKind, minor: number): TextRule | undefined {
  if (ANY_NAME.test(kind)) return undefined;
  if (kind === 'Namespace') return labelProblems;
  if (kind !== 'Service') return subdomainProblems;
  return minor >= RELAXED_SERVICE_NAMES_MINOR ? labelProblems : dns1035Problems;
}

/** @source k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go → ValidateLabels (v0.36.3) */
export function labelErrors(labels: Texts | undefined, path: string): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...invalid(path, key, qualifiedNameProblems(key)),
    ...invalid(path, value, labelValueProblems(value)),
  ]);
}

/** @source k8s.io/apimachinery/pkg/api/validation/objectmeta.go → ValidateAnnotations (v0.36.3) */
export function annotationErrors(annotations: Texts | undefined, path: string): FieldError[] {
  return Object.keys(annotations ?? {}).flatMap((key) =>
    invalid(path, key, qualifiedNameProblems(key.toLowerCase())),
  );
}
