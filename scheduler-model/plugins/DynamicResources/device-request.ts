import type {
  DeviceRequest,
  DeviceSelector,
  DeviceToleration,
  ExactDeviceRequest,
} from '../../kubernetes/dynamic-resources.ts';

/** A request, or one alternative of a request, with the API's defaults. */
export interface WantedDevices {
  readonly name: string;
  /** Set for an alternative: the request that it is one of. */
  readonly parentName?: string;
  readonly className: string;
  readonly mode: string;
  readonly count: number;
  readonly adminAccess: boolean;
  readonly selectors: readonly DeviceSelector[];
  readonly tolerations: readonly DeviceToleration[];
  /** Capacity to consume, by name. */
  readonly capacity: Readonly<Record<string, string | number>> | undefined;
}

/** What a request may be served by: itself, or its alternatives in the order of preference. */
export function alternativesOf(request: DeviceRequest): readonly WantedDevices[] {
  if (request.firstAvailable?.length) {
    return request.firstAvailable.map((alternative) => ({
      ...wanted(alternative.name, alternative),
      parentName: request.name,
      adminAccess: false,
    }));
  }
  return [wanted(request.name, request.exactly ?? {})];
}

function wanted(name: string, request: ExactDeviceRequest): WantedDevices {
  return {
    name,
    className: request.deviceClassName ?? '',
    mode: request.allocationMode || 'ExactCount',
    count: request.count || 1,
    adminAccess: request.adminAccess ?? false,
    selectors: request.selectors ?? [],
    tolerations: request.tolerations ?? [],
    capacity: request.capacity?.requests,
  };
}

/** The name under which allocations record the request. */
export function requestName({ name, parentName }: WantedDevices): string {
  return parentName === undefined ? name : `${parentName}/${name}`;
}
