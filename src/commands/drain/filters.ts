import { selects } from '../../kubernetes/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import type { DrainOptions } from './options.ts';

/** What is to become of one pod. */
interface Verdict {
  readonly isDeleted: boolean;
  readonly warning?: string;
  readonly error?: string;
}

/** The pods of a node that a drain looks at. */
export interface PodsForDeletion {
  /** Rows of the pods to delete, in list order. */
  readonly rows: readonly number[];
  readonly warnings: string;
  readonly errors: readonly string[];
}

const DAEMON_SET = 'DaemonSet.apps';
const DELETED: Verdict = { isDeleted: true };
const SKIPPED: Verdict = { isDeleted: false };

type PodFilter = (context: CommandContext, row: number, options: DrainOptions) => Verdict;

/**
 * The pods of a node, judged one by one. The last filter that a pod comes to has the say; the first that spares it ends
 * the list.
 *
 * @deviation kubectl prints several kinds of warnings or errors in random order; here they stand in list order.
 * @source k8s.io/kubectl/pkg/drain/drain.go → Helper.GetPodsForDeletion (v0.36.3)
 */
export function podsForDeletion(
  context: CommandContext,
  nodeRow: number,
  options: DrainOptions,
): PodsForDeletion {
  const { world } = context;
  const rows: number[] = [];
  const warnings = new Map<string, string[]>();
  const errors = new Map<string, string[]>();
  for (const row of world.sortedPodRows(world.pods.onNode(nodeRow))) {
    const { podSelector } = options;
    if (podSelector && !selects(podSelector, world.pods.template(row).make.labels)) continue;
    const verdict = judge(context, row, options);
    if (verdict.isDeleted) rows.push(row);
    if (verdict.warning) note(warnings, verdict.warning, world.pods.key(row));
    if (verdict.error) note(errors, verdict.error, world.pods.key(row));
  }
  const text = ([message, pods]: readonly [string, readonly string[]]) => `${message}: ${pods.join(', ')}`;
  return {
    rows,
    warnings: [...warnings].map(text).join('; '),
    errors: [...errors].map((entry) => `cannot delete ${text(entry)}`),
  };
}

function judge(context: CommandContext, row: number, options: DrainOptions): Verdict {
  let verdict = DELETED;
  for (const filter of FILTERS) {
    verdict = filter(context, row, options);
    if (!verdict.isDeleted) break;
  }
  return verdict;
}

function note(pods: Map<string, string[]>, message: string, pod: string): void {
  const list = pods.get(message);
  if (list) list.push(pod);
  else pods.set(message, [pod]);
}

/** @source k8s.io/kubectl/pkg/drain/filters.go → Helper.makeFilters (v0.36.3) */
const FILTERS: readonly PodFilter[] = [
  (context, row, options) => (isOverdue(context, row, options) ? SKIPPED : DELETED),
  daemonSetFilter,
  ({ world }, row) => (world.pods.isMirror(row) ? SKIPPED : DELETED),
  localStorageFilter,
  unreplicatedFilter,
];

/**
 * Whether a pod's deletion is overdue for longer than one wants to wait.
 *
 * @source k8s.io/kubectl/pkg/drain/filters.go → shouldSkipPod (v0.36.3)
 */
export function isOverdue(
  { world, nowMs }: CommandContext,
  row: number,
  { skipWaitForDeleteTimeoutSeconds: limit }: DrainOptions,
): boolean {
  if (limit <= 0 || !world.pods.isTerminating(row)) return false;
  const overdueMs = world.startMs + nowMs() - world.pods.deletionMs(row);
  return Math.trunc(overdueMs / 1000) > limit;
}

function daemonSetFilter({ world, api }: CommandContext, row: number, options: DrainOptions): Verdict {
  const { controller, namespace } = world.pods.template(row);
  if (controller?.kind !== 'DaemonSet' || controller.apiVersion !== 'apps/v1') return DELETED;
  if (world.pods.isTerminal(row)) return DELETED;
  const { name } = controller;
  const exists =
    world.objects.get(DAEMON_SET, namespace, name) !== undefined ||
    api.presume(DAEMON_SET, 'the DaemonSet of a pod exists', () => `${namespace}/${name}`);
  if (!exists) {
    const message = `daemonsets.apps ${JSON.stringify(name)} not found`;
    return options.force ? { isDeleted: true, warning: message } : { isDeleted: false, error: message };
  }
  return options.ignoreDaemonSets
    ? { isDeleted: false, warning: 'ignoring DaemonSet-managed Pods' }
    : { isDeleted: false, error: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
}

function localStorageFilter({ world }: CommandContext, row: number, options: DrainOptions): Verdict {
  const { volumes = [] } = world.pods.template(row).make.spec;
  if (!volumes.some(({ emptyDir }) => emptyDir) || world.pods.isTerminal(row)) return DELETED;
  return options.deleteEmptyDirData
    ? { isDeleted: true, warning: 'deleting Pods with local storage' }
    : {
        isDeleted: false,
        error: 'Pods with local storage (use --delete-emptydir-data to override)',
      };
}

function unreplicatedFilter({ world }: CommandContext, row: number, options: DrainOptions): Verdict {
  if (world.pods.isTerminal(row) || world.pods.template(row).controller) return DELETED;
  return options.force
    ? { isDeleted: true, warning: 'deleting Pods that declare no controller' }
    : { isDeleted: false, error: 'Pods that declare no controller (use --force to override)' };
}
