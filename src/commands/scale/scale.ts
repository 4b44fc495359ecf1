import type { KubeObject } from '../../kubernetes/index.ts';
import { type CommandContext, type Process, until } from '../../simulation/index.ts';
import { NO_SUBRESOURCE, replicasPath } from '../cluster/scale-path.ts';
import { type TargetArguments, targetArguments } from '../cluster/target-arguments.ts';
import { findTargets, getTarget, isObject, missingTargets, type Target } from '../cluster/targets.ts';
import {
  ALL,
  DRY_RUN,
  type DryRun,
  dryRunOf,
  FILE_FLAGS,
  OUTPUT_FLAGS,
  SELECTOR,
} from '../command-line/common-flags.ts';
import { usage } from '../command-line/flags.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { objectPrinter } from '../output/object-printer.ts';
import { type OutputFormat, outputOf } from '../output/output-format.ts';
import type { Verb, VerbInput } from '../verb.ts';

interface ScaleOptions {
  readonly targets: TargetArguments;
  readonly replicas: number;
  readonly currentReplicas: number | undefined;
  readonly resourceVersion: string | undefined;
  readonly timeoutMs: number;
  readonly output: OutputFormat;
  readonly dryRun: DryRun;
}

/**
 * `kubectl scale --replicas=N TYPE NAME`.
 *
 * @source k8s.io/kubectl/pkg/cmd/scale/scale.go → ScaleOptions.RunScale (v0.36.3)
 */
export const scale: Verb = {
  name: 'scale',
  isKubectl: true,
  usage: 'scale --replicas=COUNT TYPE NAME… | TYPE -l SELECTOR | TYPE --all | -f FILE',
  flags: [
    { name: 'replicas', type: 'integer' },
    { name: 'current-replicas', type: 'integer' },
    { name: 'resource-version', type: 'string' },
    { name: 'timeout', type: 'duration' },
    ALL,
    SELECTOR,
    DRY_RUN,
    ...FILE_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  parse: (input) => {
    const options = optionsOf(input);
    return {
      check: (world) => missingTargets(world, options.targets),
      run: (context) => run(context, options),
    };
  },
};

function optionsOf(input: VerbInput): ScaleOptions {
  const { flags, command } = input;
  const replicas = flags.integer('replicas');
  if (replicas === undefined) throw usage('required flag(s) "replicas" not set', command);
  if (replicas < 0) {
    throw usage(
      'The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
      command,
    );
  }
  const currentReplicas = flags.integer('current-replicas') ?? -1;
  if (currentReplicas < -1) {
    throw usage('The --current-replicas must specify an integer of -1 or greater', command);
  }
  return {
    targets: targetArguments(input, { typeAloneMeansAll: true }),
    replicas,
    currentReplicas: currentReplicas < 0 ? undefined : currentReplicas,
    resourceVersion: flags.text('resource-version') || undefined,
    timeoutMs: flags.durationMs('timeout') ?? 0,
    output: outputOf(flags, command),
    dryRun: dryRunOf(flags, command),
  };
}

function* run(context: CommandContext, options: ScaleOptions): Process<number> {
  const { world } = context;
  const { targets, failures } = findTargets(world, options.targets);
  const missing: Failure[] = [...failures];
  const found = targets.filter((target) => {
    const object = getTarget(world, target);
    if (isObject(object)) return true;
    missing.push(object);
    return false;
  });
  if (options.resourceVersion && found.length > 1) {
    return fail(context, [failure('cannot use --resource-version with multiple resources')]);
  }
  if (found.length === 0 && missing.length === 0)
    return fail(context, [failure('no objects passed to scale')]);
  const print = objectPrinter(context, options);
  for (const target of found) {
    const problem = yield* scaleOne(context, target, options);
    if (problem) return fail(context, [problem]);
    const scaled = world.get(target.reference);
    if (scaled) print(target.kind.groupKind, scaled, 'scaled');
  }
  return fail(context, missing);
}

/** @source k8s.io/kubectl/pkg/scale/scale.go → genericScaler.Scale (v0.36.3) */
function* scaleOne(
  { world, api, actor }: CommandContext,
  { kind, reference }: Target,
  options: ScaleOptions,
): Process<Failure | undefined> {
  const { replicas, currentReplicas, resourceVersion, dryRun, timeoutMs } = options;
  if (dryRun === 'client') return undefined;
  const object = world.get(reference) as KubeObject;
  const path = replicasPath(world, kind);
  if (!path) return { status: NO_SUBRESOURCE };
  const actual = valueAt(object, path) ?? 0;
  if (currentReplicas !== undefined && actual !== currentReplicas) {
    return failure(`Expected replicas to be ${currentReplicas}, was ${actual}`);
  }
  const version = object.metadata.resourceVersion;
  if (resourceVersion !== undefined && resourceVersion !== version) {
    return failure(`Expected resource version to be ${resourceVersion}, was ${version ?? ''}`);
  }
  const patch = path.reduceRight<unknown>((inner, step) => ({ [step]: inner }), replicas);
  const answer = api.patch(reference, 'merge', patch, actor, {
    dryRun: dryRun === 'server',
    subresource: 'scale',
  });
  if (!answer.ok) return { status: answer.status };
  if (timeoutMs === 0 || dryRun !== 'none') return undefined;
  const isScaled = yield* until(() => hasScaled(world.get(reference), replicas), timeoutMs);
  return isScaled
    ? undefined
    : failure(`timed out waiting for ${JSON.stringify(reference.name)} to be synced`);
}

function valueAt(object: KubeObject, path: readonly string[]): number | undefined {
  let value: unknown = object;
  for (const step of path) value = (value as Record<string, unknown> | undefined)?.[step];
  return typeof value === 'number' ? value : undefined;
}

function hasScaled(object: KubeObject | undefined, replicas: number): boolean {
  if (!object) return true;
  const status = object.status as { replicas?: number; observedGeneration?: number } | undefined;
  const isSeen = (status?.observedGeneration ?? 0) >= (object.metadata.generation ?? 0);
  return isSeen && (status?.replicas ?? 0) === replicas;
}
