import type { KubeObject } from '../../kubernetes/index.ts';
import { type CommandContext, type Process, sleep } from '../../simulation/index.ts';
import type { TargetArguments } from '../cluster/target-arguments.ts';
import { findTargets } from '../cluster/targets.ts';
import { withoutVersion } from '../cluster/without-version.ts';
import { type FlagValues, usage } from '../command-line/flags.ts';
import { decoded, decodingProblem, type SendOptions } from '../create/create-objects.ts';
import { type DeletionOptions, deleteTargets } from '../delete/delete-targets.ts';
import { cascadeWarning, propagationOf } from '../delete/options.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { objectPrinter } from '../output/object-printer.ts';

const POLL_INTERVAL_MS = 1000;
const DEFAULT_TIMEOUT_MS = 5 * 60_000;

/** How `replace --force` deletes, and how long it waits for each object to be gone. */
export interface ForceOptions extends DeletionOptions {
  readonly timeoutMs: number;
  /** What kubectl says about how the cascade was given. */
  readonly warning: string | undefined;
}

/**
 * What `--force` and its companions ask for; undefined without it.
 *
 * @source k8s.io/kubectl/pkg/cmd/replace/replace.go → ReplaceOptions.Complete, Validate (v0.36.3)
 */
export function forceOptions(
  flags: FlagValues,
  { dryRun, output }: SendOptions,
  command: string,
): ForceOptions | undefined {
  const grace = flags.integer('grace-period') ?? -1;
  const timeoutMs = flags.durationMs('timeout') || 0;
  if (!flags.isOn('force')) {
    if (grace >= 0) throw usage('--grace-period must have --force specified', command);
    if (timeoutMs !== 0) throw usage('--timeout must have --force specified', command);
    return undefined;
  }
  if (dryRun !== 'none') throw usage('--dry-run can not be used when --force is set', command);
  return {
    dryRun,
    output,
    ignoreNotFound: true,
    warning: cascadeWarning(flags.text('cascade')),
    propagation: propagationOf(flags.text('cascade') ?? 'background', command),
    // Nothing is killed at once by accident.
    gracePeriodSeconds: grace < 0 ? undefined : Math.max(1, grace),
    timeoutMs: timeoutMs || DEFAULT_TIMEOUT_MS,
  };
}

/**
 * Deletes the objects, looks every second whether they are gone, and creates them.
 *
 * @source k8s.io/kubectl/pkg/cmd/replace/replace.go → ReplaceOptions.forceReplace (v0.36.3)
 */
export function* forceReplace(
  context: CommandContext,
  named: TargetArguments,
  force: ForceOptions,
  options: SendOptions,
  sent: (object: KubeObject) => KubeObject,
): Process<number> {
  const { world, api, actor, stderr } = context;
  if (force.warning) stderr(force.warning);
  const { targets } = findTargets(world, named);
  const { failures } = yield* deleteTargets(context, named, force);
  if (failures.length > 0) return fail(context, failures);
  for (const { reference } of targets) {
    const deadlineMs = context.nowMs() + force.timeoutMs;
    while (world.get(reference)) {
      if (context.nowMs() >= deadlineMs) return fail(context, [failure('context deadline exceeded')]);
      yield* sleep(POLL_INTERVAL_MS);
    }
  }
  const failed: Failure[] = [];
  const print = objectPrinter(context, options);
  for (const target of targets) {
    const { object } = target.input!;
    const problem = decodingProblem(context, target, object, options);
    const answer = problem
      ? { ok: false as const, status: problem }
      : api.create(decoded(sent(withoutVersion(object)), options), actor);
    if (!answer.ok) {
      failed.push({ status: answer.status });
      continue;
    }
    for (const warning of answer.warnings) stderr(`Warning: ${warning}`);
    print(target.kind.groupKind, answer.value, 'replaced');
  }
  return fail(context, failed);
}
