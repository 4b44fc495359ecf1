import type { Plugin } from '../framework/plugin.ts';
import type { PluginFactory, PluginServices, Profile } from '../framework/profile.ts';
import type { ExtensionPoint } from './extension-points.ts';
import type { ProfileConfiguration } from './scheduler-configuration.ts';

/**
 * The plugins of a profile, made with their arguments; each one once, however many extension points it has.
 *
 * Extension points after the choice of a node (reserve, permit, bind) are the simulation's to act out.
 */
export function buildProfile(
  configuration: ProfileConfiguration,
  minor: number,
  factories: Readonly<Record<string, PluginFactory>>,
  services: PluginServices = {},
): Profile {
  const { schedulerName, percentageOfNodesToScore, points, scoreWeights } = configuration;
  const pluginArguments: Readonly<Record<string, unknown>> = { ...configuration.arguments };
  const made = new Map<string, Plugin | undefined>();
  const plugin = (name: string): Plugin | undefined => {
    if (!made.has(name)) made.set(name, factories[name]?.(pluginArguments[name], minor, services));
    return made.get(name);
  };
  const at = (point: ExtensionPoint, hook: keyof Plugin): Plugin[] =>
    points[point].flatMap((name) => (plugin(name)?.[hook] ? plugin(name)! : []));
  return {
    schedulerName,
    minor,
    percentageOfNodesToScore,
    preEnqueue: at('preEnqueue', 'preEnqueue'),
    preFilter: at('preFilter', 'preFilter'),
    filter: at('filter', 'filter'),
    postFilter: at('postFilter', 'postFilter'),
    preScore: at('preScore', 'preScore'),
    score: at('score', 'score').map((scorer) => ({
      plugin: scorer,
      weight: scoreWeights.get(scorer.name) ?? 1,
    })),
  };
}
