import type { DeviceSelectorCompiler } from './device-selector.ts';
import type { Plugin } from './plugin.ts';

/** What plugins need and the model does not have of its own. */
export interface PluginServices {
  /** Compiles the CEL selectors of devices; without it a pod whose claims have any fails with an error. */
  readonly compileDeviceSelector?: DeviceSelectorCompiler;
}

/** Makes a plugin with its decoded arguments (the v1 shape, defaults applied) for one minor version. */
export type PluginFactory = (args: unknown, minor: number, services: PluginServices) => Plugin;

/** A score plugin and its weight in the sum. */
export interface WeightedPlugin {
  readonly plugin: Plugin;
  readonly weight: number;
}

/**
 * One scheduler of a configuration: which plugins run at which extension point, in which order.
 *
 * @source pkg/scheduler/framework/runtime/framework.go → frameworkImpl (v1.36.3)
 */
export interface Profile {
  readonly schedulerName: string;
  /** 36 for v1.36. */
  readonly minor: number;
  /** 0 means adaptive. */
  readonly percentageOfNodesToScore: number;
  readonly preEnqueue: readonly Plugin[];
  readonly preFilter: readonly Plugin[];
  readonly filter: readonly Plugin[];
  readonly postFilter: readonly Plugin[];
  readonly preScore: readonly Plugin[];
  readonly score: readonly WeightedPlugin[];
}
