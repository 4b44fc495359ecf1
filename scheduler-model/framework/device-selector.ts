import type { Device } from '../kubernetes/dynamic-resources.ts';

/** What a CEL expression of a device selector says about a device. */
export type SelectorVerdict = { readonly matches: boolean } | { readonly error: string };

/** A compiled device selector. */
export type DeviceSelector = (driver: string, device: Device) => SelectorVerdict;

/** Compiles a CEL expression over the variable `device`; `error` says why it is none. */
export type DeviceSelectorCompiler = (expression: string) => DeviceSelector | { readonly error: string };
