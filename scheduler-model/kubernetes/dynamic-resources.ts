import type { ObjectMeta } from './meta.ts';
import type { NodeSelector } from './node.ts';

/** The fields of a resource.k8s.io/v1 ResourceClaim that the scheduler reads. */
export interface ResourceClaim {
  readonly metadata?: ObjectMeta;
  readonly spec?: { readonly devices?: DeviceClaim };
  readonly status?: ResourceClaimStatus;
}

export interface ResourceClaimStatus {
  readonly allocation?: AllocationResult;
  readonly reservedFor?: readonly {
    readonly resource?: string;
    readonly name?: string;
    readonly uid?: string;
  }[];
  readonly devices?: readonly AllocatedDeviceStatus[];
}

export interface AllocatedDeviceStatus {
  readonly driver: string;
  readonly pool: string;
  readonly device: string;
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
    readonly message?: string;
  }[];
}

export interface AllocationResult {
  readonly devices?: { readonly results?: readonly DeviceRequestAllocationResult[] };
  readonly nodeSelector?: NodeSelector;
  readonly allocationTimestamp?: string | Date;
}

export interface DeviceRequestAllocationResult {
  readonly request: string;
  readonly driver: string;
  readonly pool: string;
  readonly device: string;
  readonly adminAccess?: boolean;
  readonly tolerations?: readonly DeviceToleration[];
  readonly shareID?: string;
  readonly consumedCapacity?: Readonly<Record<string, string | number>>;
  readonly bindingConditions?: readonly string[];
  readonly bindingFailureConditions?: readonly string[];
}

export interface DeviceClaim {
  readonly requests?: readonly DeviceRequest[];
  readonly constraints?: readonly DeviceConstraint[];
}

export interface DeviceConstraint {
  readonly requests?: readonly string[];
  readonly matchAttribute?: string;
  readonly distinctAttribute?: string;
}

/** A request for devices: exactly one kind, or the first that is available of several. */
export interface DeviceRequest {
  readonly name: string;
  readonly exactly?: ExactDeviceRequest;
  readonly firstAvailable?: readonly DeviceSubRequest[];
}

export interface DeviceSubRequest extends ExactDeviceRequest {
  readonly name: string;
}

export interface ExactDeviceRequest {
  readonly deviceClassName?: string;
  readonly selectors?: readonly DeviceSelector[];
  /** ExactCount (the default) or All. */
  readonly allocationMode?: string;
  readonly count?: number;
  readonly adminAccess?: boolean;
  readonly tolerations?: readonly DeviceToleration[];
  readonly capacity?: { readonly requests?: Readonly<Record<string, string | number>> };
}

export interface DeviceSelector {
  readonly cel?: { readonly expression: string };
}

export interface DeviceToleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

/** The fields of a resource.k8s.io/v1 DeviceClass that the scheduler reads. */
export interface DeviceClass {
  readonly metadata?: ObjectMeta;
  readonly spec?: { readonly selectors?: readonly DeviceSelector[]; readonly extendedResourceName?: string };
}

/** The fields of a resource.k8s.io/v1 ResourceSlice that the scheduler reads. */
export interface ResourceSlice {
  readonly metadata?: ObjectMeta;
  readonly spec?: ResourceSliceSpec;
}

export interface ResourceSliceSpec {
  readonly driver: string;
  readonly pool: { readonly name: string; readonly generation?: number; readonly resourceSliceCount: number };
  readonly nodeName?: string;
  readonly nodeSelector?: NodeSelector;
  readonly allNodes?: boolean;
  readonly perDeviceNodeSelection?: boolean;
  readonly devices?: readonly Device[];
  readonly sharedCounters?: readonly CounterSet[];
}

export interface CounterSet {
  readonly name: string;
  readonly counters?: Readonly<Record<string, { readonly value: string | number }>>;
}

export interface Device {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, DeviceAttribute>>;
  readonly capacity?: Readonly<Record<string, DeviceCapacity>>;
  readonly consumesCounters?: readonly {
    readonly counterSet: string;
    readonly counters?: Readonly<Record<string, { readonly value: string | number }>>;
  }[];
  readonly nodeName?: string;
  readonly nodeSelector?: NodeSelector;
  readonly allNodes?: boolean;
  readonly taints?: readonly DeviceTaint[];
  readonly bindsToNode?: boolean;
  readonly bindingConditions?: readonly string[];
  readonly bindingFailureConditions?: readonly string[];
  readonly allowMultipleAllocations?: boolean;
}

export interface DeviceTaint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** One value; which field is set tells its type. */
export interface DeviceAttribute {
  readonly int?: number;
  readonly bool?: boolean;
  readonly string?: string;
  readonly version?: string;
}

export interface DeviceCapacity {
  readonly value: string | number;
  readonly requestPolicy?: CapacityRequestPolicy;
}

export interface CapacityRequestPolicy {
  readonly default?: string | number;
  readonly validValues?: readonly (string | number)[];
  readonly validRange?: {
    readonly min?: string | number;
    readonly max?: string | number;
    readonly step?: string | number;
  };
}
