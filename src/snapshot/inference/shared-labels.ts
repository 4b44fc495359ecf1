import type { OwnedPod } from './owners.ts';

/** Labels that controllers and admission put on a pod beside those of its template. */
const ADDED: ReadonlySet<string> = new Set([
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/job-completion-index',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
]);

/**
 * The labels of the template that pods of one owner are made of, as far as the pods tell: those that all of them have.
 * What one pod alone has came later, from a person or from the node that it runs on.
 *
 * @source plugin/pkg/admission/podtopologylabels/admission.go → Admit (v1.36.3): zone and region of the node become labels of its pods
 */
export function sharedLabels(pods: readonly [OwnedPod, ...OwnedPod[]]): Readonly<Record<string, string>> {
  // Most pods of an owner have the very same ones.
  const others = new Set(pods.map(({ labels }) => labels));
  return Object.fromEntries(
    Object.entries(pods[0].labels).filter(
      ([key, value]) => !ADDED.has(key) && others.values().every((labels) => labels[key] === value),
    ),
  );
}
