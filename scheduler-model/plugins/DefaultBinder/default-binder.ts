import type { Plugin } from '../../framework/plugin.ts';

/**
 * Binds the pod to the chosen node. The binding is a request to the API server, so this plugin has no part in the
 * decision and stands here for its place in profiles.
 *
 * @source pkg/scheduler/framework/plugins/defaultbinder/default_binder.go → DefaultBinder (v1.36.3)
 */
export class DefaultBinder implements Plugin {
  readonly name = 'DefaultBinder';
}
