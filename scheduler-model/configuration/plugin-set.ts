/** A plugin that a profile enables; without a weight it has 1. */
export interface PluginEntry {
  readonly name: string;
  readonly weight?: number;
}

/** What a profile enables and disables at one extension point; `*` disables all. */
export interface PluginSet {
  readonly enabled: readonly PluginEntry[];
  readonly disabled: readonly string[];
}

export const EMPTY_PLUGIN_SET: PluginSet = { enabled: [], disabled: [] };

/**
 * The defaults with the user's changes: disabled ones go, re-configured ones keep their place, new ones follow.
 *
 * @source pkg/scheduler/apis/config/v1/default_plugins.go → mergePluginSet (v1.36.3)
 */
export function mergePluginSets(defaults: PluginSet, custom: PluginSet): PluginSet {
  const disabled = [...custom.disabled, ...defaults.disabled];
  // Of plugins named twice the last one counts when a default is replaced.
  const customIndexes = new Map(custom.enabled.map(({ name }, index) => [name, index]));
  const replacing = new Set<number>();
  const enabled: PluginEntry[] = [];
  if (!disabled.includes('*')) {
    for (const plugin of defaults.enabled) {
      if (disabled.includes(plugin.name)) continue;
      const index = customIndexes.get(plugin.name);
      if (index !== undefined) replacing.add(index);
      enabled.push(index === undefined ? plugin : custom.enabled[index]!);
    }
  }
  custom.enabled.forEach((plugin, index) => {
    if (!replacing.has(index)) enabled.push(plugin);
  });
  return { enabled, disabled };
}
