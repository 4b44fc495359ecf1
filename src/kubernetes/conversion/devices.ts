import { isObject, type JsonObject } from '../patch/json-value.ts';
import { withItems, withMember } from './fields.ts';

/**
 * A ResourceClaim of v1beta1 or v1alpha3, whose requests say what they want without `exactly`.
 *
 * @source pkg/apis/resource/v1beta1/conversion.go → Convert_v1beta1_DeviceRequest_To_resource_DeviceRequest (v1.36.3)
 */
export function claimToV1(claim: JsonObject): JsonObject {
  return withMember(claim, 'spec', (spec) =>
    withMember(spec, 'devices', (devices) => withItems(devices, 'requests', requestToV1)),
  );
}

export function claimTemplateToV1(template: JsonObject): JsonObject {
  return withMember(template, 'spec', claimToV1);
}

function requestToV1(request: JsonObject): JsonObject {
  const { name, firstAvailable, ...exactly } = request;
  if (Array.isArray(firstAvailable) && firstAvailable.length > 0) return request;
  return { ...(name === undefined ? {} : { name }), exactly };
}

/**
 * A ResourceSlice of v1beta1 or v1alpha3, whose devices have their properties under `basic`; in v1alpha3 a capacity is
 * its value alone.
 *
 * @source pkg/apis/resource/v1beta1/conversion.go → Convert_v1beta1_Device_To_resource_Device (v1.36.3)
 */
export function sliceToV1(slice: JsonObject): JsonObject {
  return withMember(slice, 'spec', (spec) => withItems(spec, 'devices', deviceToV1));
}

function deviceToV1(device: JsonObject): JsonObject {
  const { basic, ...rest } = device;
  if (!isObject(basic)) return device;
  return withMember({ ...rest, ...basic }, 'capacity', (capacity) =>
    Object.fromEntries(
      Object.entries(capacity).map(([name, value]) => [name, isObject(value) ? value : { value }]),
    ),
  );
}
