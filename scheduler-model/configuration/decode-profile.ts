import { decodeArguments, PLUGINS_WITH_ARGUMENTS, takesArguments } from './decode-arguments.ts';
import { decodePercentage } from './decode-percentage.ts';
import { defaultPlugins } from './default-plugins.ts';
import { expandProfile, type ProfilePlugins } from './expand-profile.ts';
import { forEachExtensionPoint } from './extension-points.ts';
import { inTreePlugin } from './in-tree-plugins.ts';
import { JsonReader } from './json-reader.ts';
import type { PluginArguments } from './plugin-arguments.ts';
import { EMPTY_PLUGIN_SET, mergePluginSets, type PluginEntry, type PluginSet } from './plugin-set.ts';
import { duplicateValue, invalidValue, type Problem, requiredValue } from './problem.ts';
import type { ProfileConfiguration } from './scheduler-configuration.ts';
import type { Unsupported } from './unsupported.ts';

const DEFAULT_SCHEDULER_NAME = 'default-scheduler';
/** Plugins that were taken out of the v1 API; to name them is an error. */
const REMOVED_PLUGINS = ['AzureDiskLimits', 'CinderLimits', 'EBSLimits', 'GCEPDLimits'];
const REMOVED_SINCE = 32;

interface ProfileContext {
  readonly minor: number;
  /** percentageOfNodesToScore of the whole configuration. */
  readonly percentage: number;
  /** Whether it is the only profile. */
  readonly lone: boolean;
  readonly problems: Problem[];
  readonly unsupported: Unsupported[];
}

/**
 * Reads one profile, with the defaults of its version.
 *
 * @source pkg/scheduler/apis/config/v1/defaults.go → setDefaults_KubeSchedulerProfile (v1.36.3)
 */
export function decodeProfile(reader: JsonReader, context: ProfileContext): ProfileConfiguration {
  const schedulerName = reader.string('schedulerName') ?? (context.lone ? DEFAULT_SCHEDULER_NAME : '');
  if (schedulerName === '') reader.report(requiredValue(reader.at('schedulerName')));
  const percentageOfNodesToScore = decodePercentage(reader) ?? context.percentage;
  const plugins = decodePlugins(reader.object('plugins'), context);
  const expanded = expandProfile(plugins, context.minor, reader.at('plugins'), context.problems);
  const pluginArguments = decodePluginConfig(reader, context);
  reader.end();
  return { schedulerName, percentageOfNodesToScore, ...expanded, arguments: pluginArguments };
}

function decodePlugins(reader: JsonReader | undefined, context: ProfileContext): ProfilePlugins {
  const set = (name: string): PluginSet => decodePluginSet(reader?.object(name), context);
  const defaults: PluginSet = { enabled: defaultPlugins(context.minor), disabled: [] };
  const plugins = {
    ...forEachExtensionPoint((point) => mergePluginSets(EMPTY_PLUGIN_SET, set(point))),
    multiPoint: mergePluginSets(defaults, set('multiPoint')),
  };
  reader?.end();
  return plugins;
}

function decodePluginSet(reader: JsonReader | undefined, context: ProfileContext): PluginSet {
  if (!reader) return EMPTY_PLUGIN_SET;
  const enabled: PluginEntry[] = [];
  for (const entry of reader.objects('enabled') ?? []) {
    const name = entry.string('name') ?? '';
    const weight = entry.integer('weight');
    entry.end();
    if (isModelled(name, entry, context)) enabled.push(weight === undefined ? { name } : { name, weight });
  }
  const disabled: string[] = [];
  for (const entry of reader.objects('disabled') ?? []) {
    disabled.push(entry.string('name') ?? '');
    entry.integer('weight');
    entry.end();
  }
  reader.end();
  return { enabled, disabled };
}

function isModelled(name: string, entry: JsonReader, context: ProfileContext): boolean {
  const { minor, unsupported } = context;
  if (REMOVED_PLUGINS.includes(name) && minor >= REMOVED_SINCE) {
    const version = 'kubescheduler.config.k8s.io/v1';
    const why = `was invalid in version "${version}" (KubeSchedulerConfiguration is version "${version}")`;
    entry.report(invalidValue(entry.path, name, why));
    return false;
  }
  const plugin = inTreePlugin(name, minor);
  if (!plugin) unsupported.push({ path: entry.path, what: 'plugin', name });
  else if (plugin.gate !== undefined)
    unsupported.push({ path: entry.path, what: 'feature', name: plugin.gate });
  return plugin !== undefined && plugin.gate === undefined;
}

function decodePluginConfig(profile: JsonReader, context: ProfileContext): PluginArguments {
  const readers = new Map<string, JsonReader>();
  const seen = new Set<string>();
  for (const entry of profile.objects('pluginConfig') ?? []) {
    const name = entry.string('name') ?? '';
    if (seen.has(name)) entry.report(duplicateValue(entry.path, name));
    seen.add(name);
    if (takesArguments(name, context.minor))
      readers.set(name, entry.object('args') ?? new JsonReader({}, entry.at('args'), []));
    else entry.raw('args');
    entry.end();
  }
  const decoded = PLUGINS_WITH_ARGUMENTS.map((name) => {
    const reader = readers.get(name) ?? new JsonReader({}, '', []);
    return [name, decodeArguments(name, reader, context.minor)];
  });
  return Object.fromEntries(decoded) as unknown as PluginArguments;
}
