import type { KubeObject } from '../../../kubernetes/index.ts';
import type { Status } from '../api.ts';
import { type AdmissionContext, type AdmissionRequest, Refusal } from './admission.ts';
import { ADMISSION_PLUGINS } from './registry.ts';

/** What the plugins made of a request's object, or the first refusal. */
export function mutate(
  request: AdmissionRequest & { readonly object: KubeObject },
  context: AdmissionContext,
): KubeObject | Refusal {
  let { object } = request;
  for (const plugin of ADMISSION_PLUGINS) {
    if (!plugin.mutate) continue;
    const current = { ...request, object };
    if (!plugin.handles(current)) continue;
    const mutated = plugin.mutate(current, context);
    if (mutated instanceof Refusal) return mutated;
    object = mutated;
  }
  return object;
}

/** The first refusal of the validating pass, which comes after all mutation. */
export function validate(request: AdmissionRequest, context: AdmissionContext): Status | undefined {
  for (const plugin of ADMISSION_PLUGINS) {
    const status = plugin.validate && plugin.handles(request) ? plugin.validate(request, context) : undefined;
    if (status) return status;
  }
  return undefined;
}
