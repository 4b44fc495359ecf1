import { type Selector, selectorOfMap, selects } from '../../kubernetes/label-selector.ts';
import type { Node } from '../../kubernetes/node.ts';
import {
  type CompiledNodeSelector,
  compileNodeSelector,
  matchesNodeSelector,
} from '../../kubernetes/node-selector.ts';
import type { PodSpec } from '../../kubernetes/pod.ts';

/** A pod's nodeSelector and required node affinity, ready to match. */
export interface RequiredNodeAffinity {
  readonly selector: Selector | undefined;
  readonly terms: CompiledNodeSelector | undefined;
}

/**
 * @source staging/src/k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go → GetRequiredNodeAffinity (v1.36.3)
 */
export function compileRequiredNodeAffinity(spec: PodSpec | undefined): RequiredNodeAffinity {
  const map = spec?.nodeSelector;
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return {
    selector: map && Object.keys(map).length > 0 ? selectorOfMap(map) : undefined,
    terms: required ? compileNodeSelector(required) : undefined,
  };
}

export function matchesRequiredNodeAffinity({ selector, terms }: RequiredNodeAffinity, node: Node): boolean {
  if (selector && !selects(selector, node.metadata?.labels)) return false;
  return !terms || matchesNodeSelector(terms, node);
}
