import type { KubeObject } from '../../kubernetes/index.ts';
import { type CommandContext, type Process, until } from '../../simulation/index.ts';
import { type TargetArguments, targetArguments } from '../cluster/target-arguments.ts';
import { findTargets, missingTargets, notFound, type Target } from '../cluster/targets.ts';
import {
  ALL,
  ALL_NAMESPACES,
  FIELD_SELECTOR,
  FILE_FLAGS,
  OUTPUT_FLAGS,
  SELECTOR,
} from '../command-line/common-flags.ts';
import { usage } from '../command-line/flags.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { type ObjectPrinter, objectPrinter } from '../output/object-printer.ts';
import { type OutputFormat, outputOf } from '../output/output-format.ts';
import type { Verb } from '../verb.ts';
import { parseWaitFor, type WaitFor } from './condition.ts';

interface WaitOptions {
  readonly targets: TargetArguments;
  readonly waitFor: WaitFor;
  readonly timeoutMs: number;
  readonly output: OutputFormat;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** A negative timeout means a week. */
const WEEK_MS = 168 * 3_600_000;

/**
 * `kubectl wait --for=condition=NAME|delete|create|jsonpath=… TYPE NAME`.
 *
 * @source k8s.io/kubectl/pkg/cmd/wait/wait.go → WaitOptions.RunWaitContext (v0.36.3)
 */
export const wait: Verb = {
  name: 'wait',
  isKubectl: true,
  usage: 'wait --for=condition=NAME|delete|create|jsonpath=PATH TYPE NAME',
  flags: [
    { name: 'for', type: 'array' },
    { name: 'timeout', type: 'duration' },
    { name: 'local', type: 'boolean', unmodelled: true },
    ALL,
    ALL_NAMESPACES,
    SELECTOR,
    FIELD_SELECTOR,
    ...FILE_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  parse: (input) => {
    const { flags, command } = input;
    const [text, second] = flags.list('for');
    if (text === undefined) throw usage('unrecognized condition: []', command);
    if (second !== undefined) throw usage('one --for at a time is modelled', command);
    const waitFor = parseWaitFor(text);
    if ('problem' in waitFor) throw usage(waitFor.problem, command);
    const timeoutMs = flags.durationMs('timeout') ?? DEFAULT_TIMEOUT_MS;
    const options: WaitOptions = {
      targets: targetArguments(input),
      waitFor,
      timeoutMs: timeoutMs < 0 ? WEEK_MS : timeoutMs,
      output: outputOf(flags, command),
    };
    return {
      check: (world) => (waitFor.type === 'delete' ? [] : missingTargets(world, options.targets)),
      run: (context) => run(context, options),
    };
  },
};

function* run(context: CommandContext, options: WaitOptions): Process<number> {
  const { world, nowMs } = context;
  const deadlineMs = nowMs() + options.timeoutMs;
  if (options.waitFor.type === 'create') {
    const found = () =>
      findTargets(world, options.targets).targets.some(({ reference }) => world.get(reference));
    const isThere = yield* until(found, options.timeoutMs);
    if (!isThere) return fail(context, [failure('timed out waiting for the condition')]);
  }
  const { targets, failures } = findTargets(world, options.targets);
  if (failures.length > 0) return fail(context, failures);
  if (targets.length === 0 && options.waitFor.type !== 'delete') {
    return fail(context, [failure('no matching resources found')]);
  }
  const problems: Failure[] = [];
  const print = objectPrinter(context, { output: options.output, dryRun: 'none' });
  const found = targets.map((target) => ({ ...target, object: world.get(target.reference) }));
  for (const target of found) {
    const problem = yield* waitForOne(context, target, options, deadlineMs, print);
    if (problem) problems.push(problem);
  }
  return fail(context, problems);
}

/** @source k8s.io/kubectl/pkg/cmd/wait/delete.go → IsDeleted: what was found and is gone by now has met it too (v0.36.3) */
function* waitForOne(
  { world, nowMs }: CommandContext,
  { kind, reference, object }: Target & { readonly object: KubeObject | undefined },
  { waitFor, timeoutMs }: WaitOptions,
  deadlineMs: number,
  print: ObjectPrinter,
): Process<Failure | undefined> {
  if (!object) return waitFor.type === 'delete' ? undefined : { status: notFound(kind, reference.name) };
  const { uid } = object.metadata;
  const holds = () => {
    const current = world.get(reference);
    if (waitFor.type === 'delete') return !current || current.metadata.uid !== uid;
    return current !== undefined && (waitFor.type !== 'holds' || waitFor.test(current));
  };
  const leftMs = Math.max(0, deadlineMs - nowMs());
  const isMet = holds() || (leftMs > 0 && (yield* until(holds, leftMs)));
  const subject = `${kind.plural}/${reference.name}`;
  if (!isMet) {
    return failure(
      timeoutMs === 0
        ? `condition not met for ${subject}`
        : `timed out waiting for the condition on ${subject}`,
    );
  }
  print(kind.groupKind, world.get(reference) ?? object, 'condition met');
  return undefined;
}
