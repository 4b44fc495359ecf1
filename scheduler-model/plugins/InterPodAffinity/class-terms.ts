import { ClassSlot } from '../../cluster/class-slot.ts';
import type { PodClass } from '../../cluster/pod-class.ts';
import type { PodAffinity } from '../../kubernetes/pod.ts';
import { type AffinityTerm, compileAffinityTerm } from './affinity-term.ts';

/** A preferred term; the weight of an anti-affinity is negative. */
export interface WeightedTerm {
  readonly term: AffinityTerm;
  readonly weight: number;
}

/** The terms of a class. */
export interface ClassTerms {
  readonly requiredAffinity: readonly AffinityTerm[];
  readonly requiredAntiAffinity: readonly AffinityTerm[];
  readonly preferred: readonly WeightedTerm[];
  /** The pod has preferred terms, even if they are none of the above. */
  readonly hasPreferences: boolean;
  /** Some selector is invalid: the pod cannot be scheduled. */
  readonly invalid: boolean;
}

export const CLASS_TERMS = new ClassSlot(compileClassTerms);

function compileClassTerms(podClass: PodClass): ClassTerms {
  const { podAffinity, podAntiAffinity } = podClass.pod.spec?.affinity ?? {};
  const required = (affinity: PodAffinity | undefined) =>
    (affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) =>
      compileAffinityTerm(podClass, term),
    );
  const preferred = (affinity: PodAffinity | undefined, sign: 1 | -1) =>
    (affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, podAffinityTerm }) => ({
      term: compileAffinityTerm(podClass, podAffinityTerm),
      weight: weight * sign,
    }));
  const requiredAffinity = required(podAffinity);
  const requiredAntiAffinity = required(podAntiAffinity);
  const weighted = [...preferred(podAffinity, 1), ...preferred(podAntiAffinity, -1)];
  return {
    requiredAffinity: requiredAffinity.filter((term) => term !== undefined),
    requiredAntiAffinity: requiredAntiAffinity.filter((term) => term !== undefined),
    preferred: weighted.flatMap(({ term, weight }) => (term ? { term, weight } : [])),
    hasPreferences: weighted.length > 0,
    invalid: [...requiredAffinity, ...requiredAntiAffinity, ...weighted.map(({ term }) => term)].includes(
      undefined,
    ),
  };
}
