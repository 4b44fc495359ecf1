import { isObject } from '../patch/json-value.ts';
import type { KubeObject } from '../types.ts';

const JOB_NAME_LABELS = ['job-name', 'batch.kubernetes.io/job-name'];
const JOB_UID_LABELS = ['controller-uid', 'batch.kubernetes.io/controller-uid'];

/**
 * A Job with the selector and the labels of its pods, which the API server makes of its uid.
 *
 * @source pkg/registry/batch/job/strategy.go → generateSelector (v1.36.3)
 */
export function withJobSelector(object: KubeObject): KubeObject {
  const { spec, metadata } = object;
  if (!isObject(spec) || spec.manualSelector === true) return object;
  const { uid = '', name = '' } = metadata;
  const template = isObject(spec.template) ? spec.template : {};
  const templateMetadata = isObject(template.metadata) ? template.metadata : {};
  const labels: Record<string, unknown> = isObject(templateMetadata.labels)
    ? { ...templateMetadata.labels }
    : {};
  for (const key of JOB_NAME_LABELS) labels[key] ??= name;
  for (const key of JOB_UID_LABELS) labels[key] ??= uid;
  const selector = isObject(spec.selector) ? spec.selector : {};
  const matchLabels = isObject(selector.matchLabels) ? selector.matchLabels : {};
  return {
    ...object,
    spec: {
      ...spec,
      selector: { ...selector, matchLabels: { 'batch.kubernetes.io/controller-uid': uid, ...matchLabels } },
      template: { ...template, metadata: { ...templateMetadata, labels } },
    },
  };
}
