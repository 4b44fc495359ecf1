import type { KubeObject, Pod, PodSpec } from '../../../kubernetes/index.ts';
import { refusals } from '../refusals.ts';
import { type AdmissionRequest, Refusal } from './admission.ts';

/** Whether the request creates a pod. */
export function createsPod({ operation, kind, subresource }: AdmissionRequest): boolean {
  return operation === 'CREATE' && kind === 'Pod' && subresource === undefined;
}

/** A pod with other fields in its spec. */
export function withSpec(object: KubeObject, fields: Partial<PodSpec>): KubeObject {
  return { ...object, spec: { ...specOf(object), ...fields } };
}

export function specOf(object: KubeObject): PodSpec {
  return (object as Pod).spec ?? { containers: [] };
}

/** A refusal with the name that the request has at this stage. */
export function forbid({ resource, name }: AdmissionRequest, why: string): Refusal {
  return new Refusal(refusals.forbidden(resource, name || 'Unknown', why));
}
