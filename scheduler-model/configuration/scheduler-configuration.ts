import type { PerExtensionPoint } from './extension-points.ts';
import type { PluginArguments } from './plugin-arguments.ts';

/** A KubeSchedulerConfiguration with every default applied. */
export interface SchedulerConfiguration {
  /** At least one; their scheduler names differ. */
  readonly profiles: readonly ProfileConfiguration[];
  readonly podInitialBackoffSeconds: number;
  readonly podMaxBackoffSeconds: number;
}

/** One scheduler of the configuration. */
export interface ProfileConfiguration {
  readonly schedulerName: string;
  /** 0–100; 0 means adaptive. The profile's own value, else the one of the whole configuration. */
  readonly percentageOfNodesToScore: number;
  /** Names of the plugins that run at each extension point, in order. */
  readonly points: PerExtensionPoint<readonly string[]>;
  /** Weight of each score plugin. */
  readonly scoreWeights: ReadonlyMap<string, number>;
  readonly arguments: PluginArguments;
}
