import type { PodClass } from './pod-class.ts';

/**
 * A question that every pod answers with yes or no, by its class alone.
 */
export interface PodMatcher {
  /** Equal keys ask the same. */
  readonly key: string;
  /** The only namespaces whose pods can match; undefined when any may. */
  readonly namespaces: readonly string[] | undefined;
  /** Only pods with this label, `key=value`, can match; undefined when there is no such one. */
  readonly requiredLabel: string | undefined;
  /** Whether the answer depends on the labels of namespaces. */
  readonly readsNamespaces: boolean;
  matches(podClass: PodClass): boolean;
}
