import { type GroupKind, isEqual, type Pod, type PodSpec } from '../../kubernetes/index.ts';
import type { PodMake } from '../../world/index.ts';
import type { AdmissionContext } from './admission/admission.ts';

/** Kinds whose objects decide what admission makes of a pod. */
const DECIDING: ReadonlySet<GroupKind> = new Set([
  'Namespace',
  'LimitRange',
  'ServiceAccount',
  'PriorityClass.scheduling.k8s.io',
  'RuntimeClass.node.k8s.io',
  'MutatingWebhookConfiguration.admissionregistration.k8s.io',
]);

interface Admitted {
  readonly version: number;
  readonly metadata: Pod['metadata'];
  readonly pod: Pod;
  readonly make: PodMake;
}

/** What defaulting, mutation and validation made of a pod. */
export interface AdmittedPod {
  readonly pod: Pod;
  readonly make: PodMake;
}

/**
 * Remembers what became of a template's last pod, so that the next pods of the same template cost next to nothing. It
 * holds while nothing changes that admission reads; a cluster with mutating webhooks has every pod looked at.
 */
export class AdmittedMakes {
  readonly #bySpec = new WeakMap<PodSpec, Admitted>();
  #version = 0;

  /** To be called with the kind of every object that is written. */
  changed(kind: GroupKind): void {
    if (DECIDING.has(kind)) this.#version++;
  }

  find({ metadata, spec }: Pod): AdmittedPod | undefined {
    const known = spec && this.#bySpec.get(spec);
    if (!known || known.version !== this.#version || !isSameKind(known.metadata, metadata)) return undefined;
    return known;
  }

  remember({ metadata, spec }: Pod, admitted: AdmittedPod, { storage }: AdmissionContext): void {
    if (!spec || storage.world.objects.count('MutatingWebhookConfiguration.admissionregistration.k8s.io') > 0)
      return;
    this.#bySpec.set(spec, { version: this.#version, metadata, ...admitted });
  }
}

function isSameKind(a: Pod['metadata'], b: Pod['metadata']): boolean {
  return (
    a.namespace === b.namespace &&
    a.finalizers?.length === b.finalizers?.length &&
    isEqual(a.labels, b.labels) &&
    isEqual(a.annotations, b.annotations) &&
    isEqual(a.ownerReferences, b.ownerReferences) &&
    isEqual(a.finalizers, b.finalizers)
  );
}
