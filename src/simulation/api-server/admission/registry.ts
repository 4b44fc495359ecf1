import type { AdmissionPlugin } from './admission.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';

/**
 * The plugins that are on by default and whose work shows in a simulation, in the API server's order.
 *
 * @source pkg/kubeapiserver/options/plugins.go → AllOrderedPlugins, DefaultOffAdmissionPlugins (v1.36.3)
 */
export const ADMISSION_PLUGINS: readonly AdmissionPlugin[] = [namespaceLifecycle];
