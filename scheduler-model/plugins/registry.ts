import type { PluginFactory } from '../framework/profile.ts';

/** Every in-tree plugin by the name configurations use, with the factory that makes it. */
export const PLUGINS: Readonly<Record<string, PluginFactory>> = {};
