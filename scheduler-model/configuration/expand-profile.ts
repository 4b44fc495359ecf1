import { type ExtensionPoint, forEachExtensionPoint, type PerExtensionPoint } from './extension-points.ts';
import { implementsPoint } from './in-tree-plugins.ts';
import type { PluginEntry, PluginSet } from './plugin-set.ts';
import type { Problem } from './problem.ts';

/** The plugin sets of a profile: one for each extension point, and `multiPoint` that stands for all of them. */
export type ProfilePlugins = PerExtensionPoint<PluginSet> & { readonly multiPoint: PluginSet };

/** Which plugins run where, in which order, and what their scores weigh. */
export interface ExpandedProfile {
  readonly points: PerExtensionPoint<readonly string[]>;
  readonly scoreWeights: ReadonlyMap<string, number>;
}

/**
 * Spreads multiPoint over the extension points.
 *
 * @source pkg/scheduler/framework/runtime/framework.go → NewFramework, expandMultiPointPlugins, getValidScoreWeights
 * (v1.36.3)
 */
export function expandProfile(
  plugins: ProfilePlugins,
  minor: number,
  path: string,
  problems: Problem[],
): ExpandedProfile {
  const points = forEachExtensionPoint((point) => {
    checkEnabled(plugins[point].enabled, point, minor, `${path}.${point}.enabled`, problems);
    return expandPoint(plugins[point], plugins.multiPoint.enabled, point, minor);
  });
  checkTwice(plugins.multiPoint.enabled, `${path}.multiPoint.enabled`, problems);
  if (points.queueSort.length !== 1) {
    problems.push({
      path,
      message: `only one queue sort plugin required, but got ${points.queueSort.length}`,
    });
  }
  if (points.bind.length === 0) problems.push({ path, message: 'at least one bind plugin is needed' });
  return { points, scoreWeights: scoreWeights(plugins, minor) };
}

/**
 * First what is enabled here and under multiPoint, in the order given here; then what multiPoint alone enables;
 * then what is enabled only here.
 */
function expandPoint(
  set: PluginSet,
  multiPoint: readonly PluginEntry[],
  point: ExtensionPoint,
  minor: number,
): readonly string[] {
  const here = set.enabled.map(({ name }) => name);
  if (set.disabled.includes('*')) return here;
  const everywhere = multiPoint
    .map(({ name }) => name)
    .filter((name) => implementsPoint(name, point, minor) && !set.disabled.includes(name));
  const overridden = here.filter((name) => everywhere.includes(name));
  const inherited = new Set(everywhere.filter((name) => !here.includes(name)));
  return [...overridden, ...inherited, ...here.filter((name) => !everywhere.includes(name))];
}

/** The weight given for the score point counts before that of multiPoint; none or 0 is 1. */
function scoreWeights(plugins: ProfilePlugins, minor: number): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const { name, weight } of [...plugins.score.enabled, ...plugins.multiPoint.enabled]) {
    if (!implementsPoint(name, 'score', minor) || weights.has(name)) continue;
    weights.set(name, weight || 1);
  }
  return weights;
}

/** @source pkg/scheduler/framework/runtime/framework.go → updatePluginList (v1.36.3) */
function checkEnabled(
  enabled: readonly PluginEntry[],
  point: ExtensionPoint,
  minor: number,
  path: string,
  problems: Problem[],
): void {
  const seen = new Set<string>();
  enabled.forEach(({ name }, index) => {
    const at = `${path}[${index}]`;
    if (!implementsPoint(name, point, minor)) {
      problems.push({ path: at, message: `plugin "${name}" does not extend ${point} plugin` });
    }
    if (seen.has(name))
      problems.push({ path: at, message: `plugin "${name}" already registered as ${point} plugin` });
    seen.add(name);
  });
}

function checkTwice(enabled: readonly PluginEntry[], path: string, problems: Problem[]): void {
  const seen = new Set<string>();
  enabled.forEach(({ name }, index) => {
    if (seen.has(name))
      problems.push({ path: `${path}[${index}]`, message: `plugin "${name}" already registered` });
    seen.add(name);
  });
}
