import { isObject, type JsonObject, qualifiedNameProblems } from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { forbidden, invalid, required } from './field-errors.ts';
import { objectsIn, textIn, textsIn } from './json-fields.ts';
import { labelErrors } from './metadata.ts';

/** @source k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go → ValidateLabelSelector (v0.36.3) */
export function labelSelectorErrors(selector: unknown, path: string): FieldError[] {
  if (!isObject(selector)) return [];
  const labels = isObject(selector.matchLabels) ? selector.matchLabels : {};
  return [
    ...labelErrors(labels as Readonly<Record<string, string>>, `${path}.matchLabels`),
    ...objectsIn(selector, 'matchExpressions').flatMap((expression, index) =>
      requirementErrors(expression, `${path}.matchExpressions[${index}]`),
    ),
  ];
}

function requirementErrors(requirement: JsonObject, path: string): FieldError[] {
  const key = textIn(requirement, 'key');
  return [
    ...operatorErrors(requirement, path, []),
    ...invalid(`${path}.key`, key, qualifiedNameProblems(key)),
  ];
}

/** @source pkg/apis/core/validation/validation.go → ValidateNodeSelectorRequirement (v1.36.3) */
export function nodeRequirementErrors(requirement: JsonObject, path: string): FieldError[] {
  const key = textIn(requirement, 'key');
  return [
    ...operatorErrors(requirement, path, ['Gt', 'Lt']),
    ...invalid(`${path}.key`, key, qualifiedNameProblems(key)),
  ];
}

/** @param numeric operators that compare numbers, where there are any. */
function operatorErrors(requirement: JsonObject, path: string, numeric: readonly string[]): FieldError[] {
  const operator = textIn(requirement, 'operator');
  const values = textsIn(requirement, 'values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length > 0
        ? []
        : [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      return values.length === 0
        ? []
        : [forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    default:
      if (!numeric.includes(operator)) {
        return invalid(`${path}.operator`, operator, ['not a valid selector operator']);
      }
      return values.length === 1
        ? []
        : [required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
  }
}
