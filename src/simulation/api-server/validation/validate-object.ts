import { type GroupKind, isEqual, type KubeObject } from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { immutableFieldErrors } from './immutable-fields.ts';
import { cronJobNameErrors } from './jobs.ts';
import { metadataErrors, metadataUpdateErrors } from './metadata.ts';
import { OTHER_RULES } from './other-kinds.ts';
import { podSpecErrors } from './pod-spec.ts';
import { WORKLOAD_RULES } from './workloads.ts';

/**
 * What the API server's validation finds wrong. Of an update only what it makes wrong counts: what is stored was
 * accepted before.
 *
 * @param minor the API server's version.
 */
export function validationErrors(
  kind: GroupKind,
  object: KubeObject,
  oldObject: KubeObject | undefined,
  minor: number,
): readonly FieldError[] {
  if (!oldObject) {
    const name = kind === 'CronJob.batch' ? cronJobNameErrors(object) : [];
    return [...metadataErrors(kind, object, minor), ...contentErrors(kind, object), ...name];
  }
  const metadata = metadataUpdateErrors(object, oldObject);
  const immutable = immutableFieldErrors(kind, object, oldObject, minor);
  const hasSpec = object.spec !== undefined;
  // What a Namespace is checked for stands in its labels.
  if (hasSpec && kind !== 'Namespace' && isEqual(object.spec, oldObject.spec)) {
    return [...metadata, ...immutable];
  }
  const known = contentErrors(kind, oldObject);
  const added = contentErrors(kind, object).filter((error) => !known.some((each) => isEqual(each, error)));
  return kind === 'DaemonSet.apps'
    ? [...metadata, ...immutable, ...added]
    : [...metadata, ...added, ...immutable];
}

function contentErrors(kind: GroupKind, object: KubeObject): FieldError[] {
  if (kind === 'Pod') return podSpecErrors(object.spec, 'spec', true);
  const rules = WORKLOAD_RULES[kind] ?? OTHER_RULES[kind];
  return rules ? rules(object) : [];
}
