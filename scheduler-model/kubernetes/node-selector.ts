import { compileRequirement, type Requirement, satisfies } from './label-selector.ts';
import type { Node, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm } from './node.ts';

/** One term of a node selector; undefined parts ask for nothing, `invalid` terms never match. */
interface CompiledTerm {
  readonly labels: readonly Requirement[] | undefined;
  readonly fields: readonly FieldRequirement[] | undefined;
  readonly invalid: boolean;
}

interface FieldRequirement {
  readonly key: string;
  readonly value: string;
  readonly equal: boolean;
}

/** Node selector terms, of which one has to match. */
export interface CompiledNodeSelector {
  readonly terms: readonly CompiledTerm[];
}

/**
 * Terms that ask for nothing match nothing.
 *
 * @source staging/src/k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go → NewLazyErrorNodeSelector (v1.36.3)
 */
export function compileNodeSelector(selector: NodeSelector): CompiledNodeSelector {
  return { terms: (selector.nodeSelectorTerms ?? []).filter((term) => !isEmptyTerm(term)).map(compileTerm) };
}

export function isEmptyTerm({ matchExpressions, matchFields }: NodeSelectorTerm): boolean {
  return !matchExpressions?.length && !matchFields?.length;
}

export function compileTerm({ matchExpressions, matchFields }: NodeSelectorTerm): CompiledTerm {
  const labels = matchExpressions?.map(({ key, operator, values }) =>
    compileRequirement(key, operator, values ?? []),
  );
  const fields = matchFields?.map(compileField);
  const known = <T>(parts: readonly (T | undefined)[] | undefined): T[] | undefined =>
    parts?.length ? parts.filter((part) => part !== undefined) : undefined;
  return {
    labels: known(labels),
    fields: known(fields),
    invalid: (labels?.includes(undefined) ?? false) || (fields?.includes(undefined) ?? false),
  };
}

function compileField({ key, operator, values }: NodeSelectorRequirement): FieldRequirement | undefined {
  if (values?.length !== 1 || (operator !== 'In' && operator !== 'NotIn')) return undefined;
  return { key, value: values[0]!, equal: operator === 'In' };
}

export function matchesTerm({ labels, fields, invalid }: CompiledTerm, node: Node): boolean {
  if (invalid) return false;
  if (labels && !labels.every((requirement) => satisfies(requirement, node.metadata?.labels))) return false;
  const name = node.metadata?.name ?? '';
  if (!fields || name === '') return true;
  return fields.every(({ key, value, equal }) => ((key === 'metadata.name' ? name : '') === value) === equal);
}

export function matchesNodeSelector({ terms }: CompiledNodeSelector, node: Node): boolean {
  return terms.some((term) => matchesTerm(term, node));
}
