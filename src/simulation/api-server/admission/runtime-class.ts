import { isEqual, type KubeObject, type PodSpec } from '../../../kubernetes/index.ts';
import type { AdmissionPlugin } from './admission.ts';
import { createsPod, forbid, specOf, withSpec } from './pod-request.ts';

const RUNTIME_CLASS = 'RuntimeClass.node.k8s.io';

interface RuntimeClass extends KubeObject {
  readonly overhead?: { readonly podFixed?: Readonly<Record<string, string>> };
  readonly scheduling?: {
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly tolerations?: PodSpec['tolerations'];
  };
}

/**
 * A pod of a runtime class gets the class's overhead and goes only where the class can run.
 *
 * @source plugin/pkg/admission/runtimeclass/admission.go → RuntimeClass.Admit (v1.36.3)
 */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  handles: createsPod,
  mutate: (request, { storage }) => {
    const spec = specOf(request.object);
    const name = spec.runtimeClassName;
    if (!name) {
      return spec.overhead === undefined
        ? request.object
        : forbid(
            request,
            'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
          );
    }
    const found = storage.world.objects.get(RUNTIME_CLASS, undefined, name) as RuntimeClass | undefined;
    if (!found) {
      if (storage.unknowns.relyOn(RUNTIME_CLASS, 'the runtime class adds nothing', () => name))
        return request.object;
      return forbid(request, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`);
    }
    const overhead = found.overhead?.podFixed;
    if (overhead && spec.overhead && !isEqual(overhead, spec.overhead)) {
      return forbid(request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
    }
    const { nodeSelector = {}, tolerations = [] } = found.scheduling ?? {};
    for (const [key, value] of Object.entries(nodeSelector)) {
      const own = spec.nodeSelector?.[key];
      if (own !== undefined && own !== value) {
        return forbid(
          request,
          `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`,
        );
      }
    }
    const own = spec.tolerations ?? [];
    const added = tolerations.filter((each) => !own.some((toleration) => isEqual(toleration, each)));
    return withSpec(request.object, {
      ...(overhead ? { overhead } : {}),
      ...(Object.keys(nodeSelector).length > 0
        ? { nodeSelector: { ...spec.nodeSelector, ...nodeSelector } }
        : {}),
      ...(added.length > 0 ? { tolerations: [...own, ...added] } : {}),
    });
  },
};
