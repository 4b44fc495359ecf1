import { isLabelName, isLabelValue } from './label-name.ts';
import type { LabelSelector, Labels } from './meta.ts';

/**
 * A label selector ready to match. `requirements` is undefined for the selector that matches nothing; an empty
 * list matches everything.
 */
export interface Selector {
  readonly requirements: readonly Requirement[] | undefined;
}

export interface Requirement {
  readonly key: string;
  readonly operator: RequirementOperator;
  readonly values: readonly string[];
}

export type RequirementOperator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';

export const NOTHING: Selector = { requirements: undefined };
export const EVERYTHING: Selector = { requirements: [] };

/**
 * The selector of an API object: null or undefined selects nothing, an empty one everything.
 *
 * Undefined for a selector that the API server refuses, which upstream answers with an error.
 *
 * @source staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go → LabelSelectorAsSelector (v1.36.3)
 */
export function compileSelector(selector: LabelSelector | null | undefined): Selector | undefined {
  if (!selector) return NOTHING;
  const requirements: Requirement[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    const requirement = compileRequirement(key, 'In', [value]);
    if (!requirement) return undefined;
    requirements.push(requirement);
  }
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    if (operator === 'Gt' || operator === 'Lt') return undefined;
    const requirement = compileRequirement(key, operator, values ?? []);
    if (!requirement) return undefined;
    requirements.push(requirement);
  }
  return { requirements };
}

/**
 * One requirement, or undefined when its key or a value is no label's, or operator and values do not go together.
 *
 * @source staging/src/k8s.io/apimachinery/pkg/labels/selector.go → NewRequirement (v1.36.3)
 */
export function compileRequirement(
  key: string,
  operator: string,
  values: readonly string[],
): Requirement | undefined {
  if (!isLabelName(key) || !values.every(isLabelValue)) return undefined;
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length > 0 ? { key, operator, values } : undefined;
    case 'Exists':
    case 'DoesNotExist':
      return values.length === 0 ? { key, operator, values } : undefined;
    case 'Gt':
    case 'Lt':
      return values.length === 1 && parseInt64(values[0]!) !== undefined
        ? { key, operator, values }
        : undefined;
    default:
      return undefined;
  }
}

/** The selector that asks for exactly these labels; an empty map matches everything. */
export function selectorOfMap(labels: Labels): Selector {
  return {
    requirements: Object.entries(labels).map(([key, value]) => ({ key, operator: 'In', values: [value] })),
  };
}

/** A label, as `key=value`, without which nothing is selected; undefined when there is no such one. */
export function requiredLabelOf({ requirements }: Selector): string | undefined {
  const single = requirements?.find(({ operator, values }) => operator === 'In' && values.length === 1);
  return single && `${single.key}=${single.values[0]}`;
}

/** Whether the selector matches everything because it asks for nothing. */
export function isEmptySelector({ requirements }: Selector): boolean {
  return requirements?.length === 0;
}

/** Both selectors at once; what matches nothing stays so. */
export function mergeSelectors(first: Selector, second: Selector): Selector {
  if (!first.requirements || !second.requirements) return NOTHING;
  return { requirements: [...first.requirements, ...second.requirements] };
}

export function selects({ requirements }: Selector, labels: Labels | undefined): boolean {
  return requirements?.every((requirement) => satisfies(requirement, labels)) ?? false;
}

/** @source staging/src/k8s.io/apimachinery/pkg/labels/selector.go → Requirement.Matches (v1.36.3) */
export function satisfies({ key, operator, values }: Requirement, labels: Labels | undefined): boolean {
  const value = labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt': {
      const actual = value === undefined ? undefined : parseInt64(value);
      const bound = parseInt64(values[0]!);
      if (actual === undefined || bound === undefined) return false;
      return operator === 'Gt' ? actual > bound : actual < bound;
    }
  }
}

/** A decimal int64 as strconv.ParseInt reads it, or undefined. */
function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}
