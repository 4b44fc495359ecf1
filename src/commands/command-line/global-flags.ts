import type { Flag } from './flags.ts';

/**
 * The flags of every kubectl command. Which server is asked is of no matter to a simulation: the snapshot stands for it.
 * `--as` asks the roles that are bound to a user; without it everything is allowed.
 *
 * @source k8s.io/cli-runtime/pkg/genericclioptions/config_flags.go → ConfigFlags.AddFlags (v0.36.3)
 */
export const GLOBAL_FLAGS: readonly Flag[] = [
  { name: 'namespace', short: 'n', type: 'string' },
  { name: 'context', type: 'string' },
  { name: 'cluster', type: 'string' },
  { name: 'user', type: 'string' },
  { name: 'kubeconfig', type: 'string' },
  { name: 'server', short: 's', type: 'string' },
  { name: 'token', type: 'string' },
  { name: 'username', type: 'string' },
  { name: 'password', type: 'string' },
  { name: 'certificate-authority', type: 'string' },
  { name: 'client-certificate', type: 'string' },
  { name: 'client-key', type: 'string' },
  { name: 'tls-server-name', type: 'string' },
  { name: 'insecure-skip-tls-verify', type: 'boolean' },
  { name: 'disable-compression', type: 'boolean' },
  { name: 'match-server-version', type: 'boolean' },
  { name: 'as', type: 'string' },
  { name: 'as-group', type: 'array' },
  { name: 'as-uid', type: 'string', unmodelled: true },
  { name: 'as-user-extra', type: 'array', unmodelled: true },
  { name: 'cache-dir', type: 'string' },
  { name: 'kuberc', type: 'string' },
  { name: 'profile', type: 'string' },
  { name: 'profile-output', type: 'string' },
  { name: 'request-timeout', type: 'string' },
  { name: 'log-flush-frequency', type: 'duration' },
  { name: 'warnings-as-errors', type: 'boolean', unmodelled: true },
  { name: 'v', short: 'v', type: 'integer' },
  { name: 'vmodule', type: 'string' },
];
