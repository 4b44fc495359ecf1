import { isObject, type JsonObject } from '../patch/json-value.ts';
import { withMember } from './fields.ts';

/** The label that no pod has: how v1 says what an empty selector of v1beta1 says. */
const NEVER = 'pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match';

/**
 * A budget of v1beta1. There an empty selector selects no pod, in v1 every pod of the namespace.
 *
 * @source pkg/apis/policy/v1beta1/conversion.go → Convert_v1beta1_PodDisruptionBudget_To_policy_PodDisruptionBudget (v1.24.17)
 */
export function budgetToV1(budget: JsonObject): JsonObject {
  return withMember(budget, 'spec', (spec) => withMember(spec, 'selector', convertSelector));
}

function convertSelector(selector: JsonObject): JsonObject {
  const expressions = selector['matchExpressions'] ?? [];
  const labels = selector['matchLabels'] ?? {};
  if (!Array.isArray(expressions) || !isObject(labels) || Object.keys(labels).length > 0) return selector;
  if (expressions.length === 0) return { matchExpressions: [{ key: NEVER, operator: 'Exists' }] };
  const [first] = expressions;
  const isEvery =
    expressions.length === 1 &&
    isObject(first) &&
    first['key'] === NEVER &&
    first['operator'] === 'DoesNotExist';
  return isEvery ? {} : selector;
}
