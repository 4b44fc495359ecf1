/**
 * What of dynamic resource allocation a version has switched on by default.
 *
 * @source pkg/features/kube_features.go (v1.34.3 – v1.36.3)
 */
export interface DeviceFeatures {
  /** The plugin acts at all. */
  readonly allocation: boolean;
  readonly consumableCapacity: boolean;
  readonly deviceTaints: boolean;
  readonly partitionableDevices: boolean;
  readonly bindingConditions: boolean;
  readonly extendedResources: boolean;
}

export function deviceFeaturesOf(minor: number): DeviceFeatures {
  const isOnFrom36 = minor >= 36;
  return {
    allocation: minor >= 34,
    consumableCapacity: isOnFrom36,
    deviceTaints: isOnFrom36,
    partitionableDevices: isOnFrom36,
    bindingConditions: isOnFrom36,
    extendedResources: isOnFrom36,
  };
}
