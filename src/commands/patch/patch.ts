import { InputError } from '../../errors/index.ts';
import { type KubeObject, parseYaml } from '../../kubernetes/index.ts';
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
  isNameOutput,
  OUTPUT_FLAGS,
} from '../command-line/common-flags.ts';
import { usage } from '../command-line/flags.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { objectLine, objectName } from '../output/object-line.ts';
import { instant, type Verb, type VerbInput } from '../verb.ts';

interface PatchOptions {
  readonly targets: TargetArguments;
  readonly type: PatchType;
  readonly patch: unknown;
  readonly subresource: string | undefined;
  readonly printsNames: boolean;
  readonly dryRun: DryRun;
}

const TYPES = ['json', 'merge', 'strategic'];

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
  if (subresource !== undefined && !['status', 'scale'].includes(subresource)) {
    throw new InputError(`--subresource=${subresource} is not modelled`, { where: command });
  }
  return {
    targets: targetArguments(input),
    type: type as PatchType,
    patch: readPatch(text, file ?? 'the patch'),
    subresource,
    printsNames: isNameOutput(flags, command),
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
  for (const each of found) {
    const problem = patchOne(context, each, options);
    if (problem) failed.push(problem);
  }
  return fail(context, failed);
}

function patchOne(
  { world, api, actor, stdout, stderr }: CommandContext,
  { target, object }: FoundObject,
  { type, patch: body, subresource, dryRun, printsNames }: PatchOptions,
): Failure | undefined {
  const { groupKind } = target.kind;
  const { name } = target.reference;
  const isScale = subresource === 'scale';
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
    const updated = api.updateStatus({ ...object, status: statusAfter(object, body) }, actor);
    if (!updated.ok) return { status: updated.status };
  }
  if (subresource === 'scale') {
    stdout(printsNames ? `scale.autoscaling/${name}` : objectLine('Scale.autoscaling', name, 'patched'));
    return undefined;
  }
  const operation = answer.value === object ? 'patched (no change)' : 'patched';
  // kubectl's note of a dry run is lost on the way here.
  stdout(printsNames ? objectName(groupKind, name) : objectLine(groupKind, name, operation));
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
