import { type CommandContext, type Process, sleep } from '../../simulation/index.ts';
import { findNodes, missingNodes } from '../cluster/nodes.ts';
import { cordonNodes } from '../cordon/cordon-nodes.ts';
import { aggregateText, errorText, type Failure, fail, failure } from '../output/failure.ts';
import { objectLine } from '../output/object-line.ts';
import type { Verb } from '../verb.ts';
import { evictPods } from './evict-pods.ts';
import { podsForDeletion } from './filters.ts';
import { DRAIN_FLAGS, type DrainOptions, drainOptions } from './options.ts';
import { waitForDelete } from './wait-for-delete.ts';

/**
 * How long kubectl reads a node's pods and their controllers before it asks for the first eviction, as a share of what it
 * takes to start (recorded: 13 to 49 ms beside 60 to 100). Pods that the cordon wakes are tried in this time, before
 * others end.
 */
const READING_SHARE = 1 / 3;

/**
 * `kubectl drain NODE`: cordons all nodes, then empties them one after another.
 *
 * @source k8s.io/kubectl/pkg/cmd/drain/drain.go → DrainCmdOptions.RunDrain (v0.36.3)
 */
export const drain: Verb = {
  name: 'drain',
  isKubectl: true,
  usage: 'drain NODE',
  flags: DRAIN_FLAGS,
  parse: (input) => {
    const options = drainOptions(input);
    return {
      nodesRead: options.names,
      check: (world) => missingNodes(world, options),
      run: (context) => run(context, options),
    };
  },
};

function* run(context: CommandContext, options: DrainOptions): Process<number> {
  const { world, stdout, stderr } = context;
  const found = findNodes(world, options);
  if (found.failure) return fail(context, [found.failure]);
  cordonNodes(context, found.rows, true, options.dryRun);
  const remaining: { readonly name: string; readonly problem: Problem }[] = [];
  for (const nodeRow of found.rows) {
    const name = world.nodes.name(nodeRow);
    const problem = yield* drainNode(context, nodeRow, options);
    if (!problem) {
      stdout(objectLine('Node', name, 'drained', options.dryRun));
      continue;
    }
    stderr(
      `error: unable to drain node ${JSON.stringify(name)} due to error: ${textOf(problem)}, continuing command...`,
    );
    remaining.push({ name, problem });
  }
  if (remaining.length === 0) return 0;
  stderr('There are pending nodes to be drained:');
  for (const { name } of remaining) stderr(` ${name}`);
  return failWith(
    context,
    remaining.map(({ problem }) => problem),
  );
}

/** Several errors together, or a single one: they are printed differently. */
type Problem = readonly string[] | Failure;

function textOf(problem: Problem): string {
  return 'length' in problem ? aggregateText(problem) : errorText(problem);
}

/** One node's errors stand on lines of their own; of several nodes each has one. */
function failWith(context: CommandContext, problems: readonly Problem[]): number {
  const [first] = problems;
  if (problems.length === 1 && first && !('length' in first)) return fail(context, [first]);
  const lines = problems.length === 1 && first && 'length' in first ? first : problems.map(textOf);
  for (const line of lines) context.stderr(line);
  return 1;
}

/** @source k8s.io/kubectl/pkg/cmd/drain/drain.go → DrainCmdOptions.deleteOrEvictPodsSimple (v0.36.3) */
function* drainNode(
  context: CommandContext,
  nodeRow: number,
  options: DrainOptions,
): Process<Problem | undefined> {
  const { world, stdout, stderr } = context;
  const { rows, warnings, errors } = podsForDeletion(context, nodeRow, options);
  if (errors.length > 0) return errors;
  if (warnings) stderr(`Warning: ${warnings}`);
  if (options.dryRun === 'client') {
    for (const row of rows) stdout(`evicting pod ${world.pods.key(row)} (dry run)`);
    return undefined;
  }
  if (rows.length === 0) return undefined;
  if (context.kubectlMs > 0) yield* sleep(context.kubectlMs * READING_SHARE);
  const problem = options.disableEviction
    ? yield* deletePods(context, rows, options)
    : yield* evictPods(context, rows, options);
  if (!problem || ('length' in problem && problem.length === 0)) return undefined;
  reportPending(context, nodeRow, options, textOf(problem));
  return problem;
}

function reportPending(context: CommandContext, nodeRow: number, options: DrainOptions, why: string): void {
  const { world, stderr } = context;
  const { rows, errors } = podsForDeletion(context, nodeRow, options);
  if (rows.length > 0) {
    const node = JSON.stringify(world.nodes.name(nodeRow));
    stderr(`There are pending pods in node ${node} when an error occurred: ${why}`);
    for (const row of rows) stderr(`pod/${world.pods.name(row)}`);
  }
  if (errors.length > 0) {
    stderr('Following errors occurred while getting the list of pods to delete:');
    stderr(aggregateText(errors));
  }
}

/** @source k8s.io/kubectl/pkg/drain/drain.go → Helper.deletePods (v0.36.3) */
function* deletePods(
  context: CommandContext,
  rows: readonly number[],
  options: DrainOptions,
): Process<Failure | undefined> {
  const { world, api, actor, nowMs } = context;
  const { gracePeriodSeconds, timeoutMs } = options;
  for (const row of rows) {
    const target = { kind: 'Pod', namespace: world.pods.namespace(row), name: world.pods.name(row) };
    const answer = api.delete(target, actor, {
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      dryRun: options.dryRun === 'server',
    });
    if (!answer.ok && answer.status.reason !== 'NotFound') return { status: answer.status };
  }
  const deadlineMs = timeoutMs === undefined ? Number.POSITIVE_INFINITY : nowMs() + timeoutMs;
  const areGone = yield* waitForDelete(context, rows, options, deadlineMs, 'deleted');
  return areGone ? undefined : failure('context deadline exceeded');
}
