import { InputError } from '../../errors/index.ts';
import { isEqual, type KubeObject, parseYaml } from '../../kubernetes/index.ts';
import type { CommandContext, PatchType, Status } from '../../simulation/index.ts';
import { type FoundObject, findObjects } from '../cluster/found-objects.ts';
import { NO_SUBRESOURCE, replicasPath } from '../cluster/scale-path.ts';
import { type TargetArguments, targetArguments } from '../cluster/target-arguments.ts';
import { missingTargets } from '../cluster/targets.ts';
import {
  DRY_RUN,
  type DryRun,
  dryRunOf,
  FIELD_MANAGER,
  FILE_FLAGS,
  OUTPUT_FLAGS,
} from '../command-line/common-flags.ts';
import { usage } from '../command-line/flags.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { type ObjectPrinter, objectPrinter } from '../output/object-printer.ts';
import { type OutputFormat, outputOf } from '../output/output-format.ts';
import { instant, type Verb, type VerbInput } from '../verb.ts';

interface PatchOptions {
  readonly targets: TargetArguments;
  readonly type: PatchType;
  readonly patch: unknown;
  readonly subresource: string | undefined;
  readonly output: OutputFormat;
  readonly dryRun: DryRun;
}

const TYPES = ['json', 'merge', 'strategic'];
/** Subresources that are there and not modelled. */
const NOT_MODELLED = ['resize', 'ephemeralcontainers', 'approval', 'binding', 'eviction', 'exec'];

/**
 * `kubectl patch TYPE NAME -p PATCH [--type=strategic|merge|json]`.
 *
 * @source k8s.io/kubectl/pkg/cmd/patch/patch.go → PatchOptions.RunPatch (v0.36.3)
 */
export const patch: Verb = {
  name: 'patch',
  isKubectl: true,
  usage: 'patch TYPE NAME -p PATCH [--type=strategic|merge|json]',
  flags: [
    { name: 'patch', short: 'p', type: 'string' },
    { name: 'patch-file', type: 'string' },
    { name: 'type', type: 'string' },
    { name: 'subresource', type: 'string' },
    { name: 'local', type: 'boolean', unmodelled: true },
    DRY_RUN,
    FIELD_MANAGER,
    ...FILE_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  parse: (input) => {
    const options = optionsOf(input);
    return {
      check: (world) => missingTargets(world, options.targets),
      run: instant((context) => run(context, options)),
    };
  },
};

function optionsOf(input: VerbInput): PatchOptions {
  const { flags, files, command } = input;
  const type = (flags.text('type') ?? 'strategic').toLowerCase();
  if (!TYPES.includes(type)) {
    throw usage(`--type must be one of [${TYPES.join(' ')}], not ${JSON.stringify(type)}`, command);
  }
  const file = flags.text('patch-file');
  if (file && flags.text('patch')) throw usage('cannot specify --patch and --patch-file together', command);
  const text = file === undefined ? flags.text('patch') : files.read(file);
  if (!text)
    throw usage('must specify --patch or --patch-file containing the contents of the patch', command);
  const subresource = flags.text('subresource');
  if (subresource !== undefined && NOT_MODELLED.includes(subresource)) {
    throw new InputError(`--subresource=${subresource} is not modelled`, { where: command });
  }
  return {
    targets: targetArguments(input),
    type: type as PatchType,
    patch: readPatch(text, file ?? 'the patch'),
    subresource,
    output: outputOf(flags, command),
    dryRun: dryRunOf(flags, command),
  };
}

/** A text that begins as JSON must be JSON; any other is YAML. @source k8s.io/apimachinery/pkg/util/yaml/decoder.go → ToJSON (v0.36.3) */
function readPatch(text: string, where: string): unknown {
  if (!/^\s*[{[]/.test(text)) return parseYaml(text, where)[0]?.value;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`the patch is no JSON: ${(error as Error).message}`, { where, cause: error });
  }
}

function run(context: CommandContext, options: PatchOptions): number {
  const { found, failures } = findObjects(context.world, options.targets);
  const failed: Failure[] = [...failures];
  if (found.length === 0 && failed.length === 0)
    return fail(context, [failure('no objects passed to patch')]);
  // kubectl's note of a dry run is lost on the way here.
  const print = objectPrinter(context, { output: options.output, dryRun: 'none' });
  for (const each of found) {
    const problem = patchOne(context, each, options, print);
    if (problem) failed.push(problem);
  }
  return fail(context, failed);
}

function patchOne(
  { world, api, actor, stderr }: CommandContext,
  { target, object }: FoundObject,
  { type, patch: body, subresource, dryRun }: PatchOptions,
  print: ObjectPrinter,
): Failure | undefined {
  const { groupKind } = target.kind;
  const isScale = subresource === 'scale';
  if (subresource && !['status', 'scale'].includes(subresource)) return { status: NO_SUBRESOURCE };
  if (isScale && !replicasPath(world, target.kind)) return { status: NO_SUBRESOURCE };
  // A dry run of the client patches a copy; a dry run of the server gives the same object.
  const isDryRun = dryRun !== 'none' || subresource === 'status';
  const answer = api.patch(target.reference, type, body, actor, {
    dryRun: isDryRun,
    ...(subresource === 'scale' ? { subresource } : {}),
  });
  if (!answer.ok) return { status: isScale ? scaleRefusal(answer.status) : answer.status };
  for (const warning of answer.warnings) stderr(`Warning: ${warning}`);
  if (subresource === 'status' && dryRun === 'none') {
    const status = statusAfter(object, body);
    const updated = api.updateStatus({ ...object, status }, actor);
    if (!updated.ok) return { status: updated.status };
    print(groupKind, updated.value, isEqual(status, object.status) ? 'patched (no change)' : 'patched');
    return undefined;
  }
  if (subresource === 'scale') {
    print('Scale.autoscaling', answer.value, 'patched');
    return undefined;
  }
  const operation = answer.value === object ? 'patched (no change)' : 'patched';
  print(groupKind, answer.value, operation);
  return undefined;
}

/** What is wrong with a workload's count is told of its scale. */
function scaleRefusal(status: Status): Status {
  return status.details ? { ...status, details: { ...status.details, kind: 'Scale' } } : status;
}

/** A patch of the status replaces the fields that it names. */
function statusAfter(object: KubeObject, body: unknown): unknown {
  const given = (body as { readonly status?: object } | undefined)?.status;
  return { ...(object.status as object | undefined), ...given };
}
