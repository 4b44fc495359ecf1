import type { Command } from 'commander';
import type { ClusterOptions } from '../../snapshot/index.ts';
import { collect } from './collect.ts';
import { durationMs } from './durations.ts';

/** Adds kubectl's own flags for which cluster to read, and as whom. */
export function addClusterOptions(command: Command): void {
  command
    .option('--kubeconfig <file>', 'kubeconfig of the live cluster')
    .option('--context <name>', 'context of the kubeconfig')
    .option('--cluster <name>', 'cluster of the kubeconfig')
    .option('--user <name>', 'user of the kubeconfig')
    .option('--as <user>', 'user to act as')
    .option('--as-group <group>', 'group to act as (repeatable)', collect, [])
    .option('--request-timeout <duration>', 'how long to wait for one answer of the server');
}

type Options = Readonly<Record<string, unknown>>;

/** @throws InputError for a duration that is none. */
export function clusterFlags(options: Options): ClusterOptions {
  const names = ['kubeconfig', 'context', 'cluster', 'user', 'as'] as const;
  const given = names.flatMap((name) =>
    typeof options[name] === 'string' ? [[name, options[name]] as const] : [],
  );
  const groups = (options.asGroup ?? []) as readonly string[];
  const timeout = options.requestTimeout as string | undefined;
  return {
    ...(Object.fromEntries(given) as Partial<Record<(typeof names)[number], string>>),
    ...(groups.length > 0 ? { asGroups: groups } : {}),
    ...(timeout === undefined ? {} : { requestTimeoutMs: durationMs('--request-timeout', timeout) }),
  };
}
