import { type GroupKind, isEqual, type KubeObject } from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { immutableFieldErrors } from './immutable-fields.ts';
import { metadataErrors } from './metadata.ts';
import { OTHER_RULES } from './other-kinds.ts';
import { podSpecErrors } from './pod-spec.ts';
import { WORKLOAD_RULES } from './workloads.ts';

/**
 * What the API server's validation finds wrong. Of an update only what it makes wrong counts: what is stored was
 * accepted before.
 */
export function validationErrors(
  kind: GroupKind,
  object: KubeObject,
  oldObject: KubeObject | undefined,
): readonly FieldError[] {
  if (!oldObject) return errorsOf(kind, object);
  const immutable = immutableFieldErrors(kind, object, oldObject);
  if (isEqual(object.spec, oldObject.spec)) return immutable;
  const known = errorsOf(kind, oldObject);
  const added = errorsOf(kind, object).filter((error) => !known.some((each) => isEqual(each, error)));
  return [...added, ...immutable];
}

function errorsOf(kind: GroupKind, object: KubeObject): FieldError[] {
  const errors = metadataErrors(kind, object);
  if (kind === 'Pod') errors.push(...podSpecErrors(object.spec, 'spec'));
  const rules = WORKLOAD_RULES[kind] ?? OTHER_RULES[kind];
  if (rules) errors.push(...rules(object));
  return errors;
}
