import type { ObjectMeta } from './meta.ts';

/** resource.k8s.io/v1; the plugin DynamicResources narrows what it reads. */
export interface ResourceClaim {
  readonly metadata?: ObjectMeta;
  readonly spec?: object;
  readonly status?: object;
}

export interface ResourceSlice {
  readonly metadata?: ObjectMeta;
  readonly spec?: object;
}

export interface DeviceClass {
  readonly metadata?: ObjectMeta;
  readonly spec?: object;
}

export interface DeviceTaintRule {
  readonly metadata?: ObjectMeta;
  readonly spec?: object;
}
