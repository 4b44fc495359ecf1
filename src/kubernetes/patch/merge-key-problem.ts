import { goText } from '../go-text.ts';
import { fieldOf, type ValueType } from '../schema/schema.ts';
import { isObject, type JsonObject } from './json-value.ts';

/**
 * An item of a strategic merge patch that lacks the key by which its list is merged; undefined when there is none.
 *
 * @param typeName the schema's name for the type that is patched.
 * @source k8s.io/apimachinery/pkg/util/strategicpatch/patch.go → mergeSliceWithoutSpecialElements (v0.36.3)
 */
export function mergeKeyProblem(patch: JsonObject, typeName: string): string | undefined {
  return problemIn(patch, { type: 'object', name: typeName });
}

function problemIn(patch: JsonObject, type: ValueType): string | undefined {
  if (patch.$patch !== undefined) return undefined;
  for (const [key, value] of Object.entries(patch).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const field = type.type === 'object' ? fieldOf(type.name, key) : undefined;
    if (!field) continue;
    const problem = Array.isArray(value)
      ? problemInList(value, field.patchMergeKey, field.value)
      : isObject(value)
        ? problemIn(value, field.value)
        : undefined;
    if (problem) return problem;
  }
  return undefined;
}

function problemInList(
  list: readonly unknown[],
  mergeKey: string | undefined,
  type: ValueType,
): string | undefined {
  if (!mergeKey || type.type !== 'list') return undefined;
  const items = list.filter(isObject);
  // Such a list is replaced as a whole.
  if (items.some(({ $patch }) => $patch === 'replace')) return undefined;
  for (const item of items) {
    if (item[mergeKey] === undefined) {
      return `map: ${goText(item)} does not contain declared merge key: ${mergeKey}`;
    }
    const problem = problemIn(item, type.items);
    if (problem) return problem;
  }
  return undefined;
}
