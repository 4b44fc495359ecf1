import { isObject, type JsonObject } from '../patch/json-value.ts';
import { withRenamed } from './fields.ts';

/**
 * A RuntimeClass of v1alpha1, which had its fields in a spec.
 *
 * @source pkg/apis/node/v1alpha1/conversion.go → Convert_v1alpha1_RuntimeClass_To_node_RuntimeClass (v1.36.3)
 */
export function runtimeClassToV1(object: JsonObject): JsonObject {
  const { spec, ...rest } = object;
  return isObject(spec) ? { ...rest, ...withRenamed(spec, { runtimeHandler: 'handler' }) } : object;
}
