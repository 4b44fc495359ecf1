import { formatDuration } from '../../kubernetes/index.ts';
import {
  all,
  type CommandContext,
  type Process,
  type Status,
  sleep,
  startOrder,
} from '../../simulation/index.ts';
import { BudgetConflicts } from './budget-conflicts.ts';
import type { DrainOptions } from './options.ts';
import { waitForDelete } from './wait-for-delete.ts';

const RETRY_MS = 5000;

/**
 * Evicts pods, all at the same time, and waits for their ends; returns what went wrong, in the order in which it did.
 * Which of them asks first is left to Go's runtime: the last of the list, most likely (`startOrder`).
 *
 * @source k8s.io/kubectl/pkg/drain/drain.go → Helper.evictPods (v0.36.3)
 */
export function* evictPods(
  context: CommandContext,
  rows: readonly number[],
  options: DrainOptions,
): Process<readonly string[]> {
  const deadlineMs =
    options.timeoutMs === undefined ? Number.POSITIVE_INFINITY : context.nowMs() + options.timeoutMs;
  const errors: string[] = [];
  const report = (error: string) => {
    errors.push(error);
  };
  const conflicts = new BudgetConflicts(context);
  const order = startOrder(rows.length, (index) => {
    const { pods } = context.world;
    return context.phase('order of evictions', pods.uid(rows[index]!) || pods.key(rows[index]!));
  });
  yield* all(order.map((at) => evictPod(context, rows[at]!, options, deadlineMs, conflicts, report)));
  return errors;
}

function* evictPod(
  context: CommandContext,
  row: number,
  options: DrainOptions,
  deadlineMs: number,
  conflicts: BudgetConflicts,
  report: (error: string) => void,
): Process {
  const { world, api, actor, stdout, stderr, nowMs } = context;
  const { pods } = world;
  const [namespace, name] = [pods.namespace(row), pods.name(row)];
  const failed = `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}`;
  const isDryRun = options.dryRun === 'server';
  const { gracePeriodSeconds } = options;
  const deleteOptions = {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    dryRun: isDryRun,
  };
  let current = row;
  // What kubectl last read of the pod; of a pod that is gone it keeps what it read before.
  let isGoing = pods.isTerminating(row);
  for (;;) {
    stdout(`evicting pod ${namespace}/${name}${isDryRun ? ' (server dry run)' : ''}`);
    if (nowMs() >= deadlineMs) {
      return report(`${failed}: global timeout reached: ${formatDuration(options.timeoutMs ?? 0)}`);
    }
    const evict = () => api.evict(namespace, name, actor, deleteOptions);
    const answer = isDryRun ? evict() : yield* conflicts.request(current, evict);
    if (answer.ok) break;
    const { status } = answer;
    if (status.reason === 'NotFound') return;
    const isNamespaceGoing = isInTerminatingNamespace(status);
    if (isNamespaceGoing && isGoing) break;
    if (isNamespaceGoing) {
      stderr(
        `error when evicting pod ${JSON.stringify(name)} from terminating namespace ${JSON.stringify(namespace)} (will retry after 5s): ${status.message}`,
      );
    } else if (status.reason === 'TooManyRequests') {
      stderr(`${failed} (will retry after 5s): ${status.message}`);
    } else return report(`${failed}: ${status.message}`);
    yield* sleep(RETRY_MS);
    const found = pods.find(namespace, name);
    if (found < 0) continue;
    current = found;
    isGoing = pods.isTerminating(found);
  }
  if (isDryRun) return;
  const isGone = yield* waitForDelete(context, [current], options, deadlineMs, 'evicted');
  if (isGone) return;
  report(
    `error when waiting for pod ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)} to terminate: context deadline exceeded`,
  );
}

function isInTerminatingNamespace({ reason, causes = [] }: Status): boolean {
  return reason === 'Forbidden' && causes.some(({ type }) => type === 'NamespaceTerminating');
}
