import { isObject, type JsonObject } from '../patch/json-value.ts';
import { withItems } from './fields.ts';

const ZONE = 'topology.kubernetes.io/zone';
const HOSTNAME = 'kubernetes.io/hostname';

/**
 * An EndpointSlice of v1beta1, whose endpoints tell their zone among labels.
 *
 * @source pkg/apis/discovery/v1beta1/conversion.go → Convert_v1beta1_Endpoint_To_discovery_Endpoint (v1.36.3)
 */
export function endpointSliceToV1(slice: JsonObject): JsonObject {
  return withItems(slice, 'endpoints', (endpoint) => {
    const { topology, ...rest } = endpoint;
    if (!isObject(topology)) return endpoint;
    const { [ZONE]: zone, ...others } = topology;
    const { [HOSTNAME]: hostname, ...more } = others;
    const left = hostname !== undefined && hostname === rest['nodeName'] ? more : others;
    return {
      ...rest,
      ...(zone === undefined ? {} : { zone }),
      ...(Object.keys(left).length > 0 ? { deprecatedTopology: left } : {}),
    };
  });
}
