import { parseSelector, type Selector } from '../../kubernetes/index.ts';
import type { NodeArguments } from '../cluster/nodes.ts';
import { CHUNK_SIZE, DRY_RUN, type DryRun, dryRunOf, SELECTOR } from '../command-line/common-flags.ts';
import { type Flag, type FlagValues, usage } from '../command-line/flags.ts';
import { nodeArguments } from '../cordon/options.ts';
import type { VerbInput } from '../verb.ts';

export const DRAIN_FLAGS: readonly Flag[] = [
  { name: 'force', type: 'boolean' },
  { name: 'ignore-daemonsets', type: 'boolean' },
  { name: 'delete-emptydir-data', type: 'boolean' },
  { name: 'grace-period', type: 'integer' },
  { name: 'timeout', type: 'duration' },
  { name: 'pod-selector', type: 'string' },
  { name: 'disable-eviction', type: 'boolean' },
  { name: 'skip-wait-for-delete-timeout', type: 'integer' },
  CHUNK_SIZE,
  DRY_RUN,
  SELECTOR,
];

export interface DrainOptions extends NodeArguments {
  readonly force: boolean;
  readonly ignoreDaemonSets: boolean;
  readonly deleteEmptyDirData: boolean;
  /** Absent: each pod's own. */
  readonly gracePeriodSeconds: number | undefined;
  /** For each node; absent: no limit. */
  readonly timeoutMs: number | undefined;
  readonly podSelector: Selector | undefined;
  readonly disableEviction: boolean;
  /** Pods whose deletion is overdue for longer are not waited for; 0 waits for all. */
  readonly skipWaitForDeleteTimeoutSeconds: number;
  readonly dryRun: DryRun;
}

/** @source k8s.io/kubectl/pkg/cmd/drain/drain.go → DrainCmdOptions.Complete (v0.36.3) */
function podSelectorOf(flags: FlagValues, command: string): Selector | undefined {
  const parsed = parseSelector(flags.text('pod-selector') ?? '');
  if ('problem' in parsed) {
    throw usage('--pod-selector=<pod_selector> must be a valid label selector', command);
  }
  return flags.text('pod-selector') ? parsed.selector : undefined;
}

export function drainOptions(input: VerbInput): DrainOptions {
  const { flags, command } = input;
  const gracePeriodSeconds = flags.integer('grace-period');
  return {
    ...nodeArguments(input, 'drain'),
    force: flags.isOn('force'),
    ignoreDaemonSets: flags.isOn('ignore-daemonsets'),
    deleteEmptyDirData: flags.isOn('delete-emptydir-data'),
    gracePeriodSeconds:
      gracePeriodSeconds === undefined || gracePeriodSeconds < 0 ? undefined : gracePeriodSeconds,
    timeoutMs: flags.durationMs('timeout') || undefined,
    podSelector: podSelectorOf(flags, command),
    disableEviction: flags.isOn('disable-eviction'),
    skipWaitForDeleteTimeoutSeconds: flags.integer('skip-wait-for-delete-timeout') ?? 0,
    dryRun: dryRunOf(flags, command),
  };
}
