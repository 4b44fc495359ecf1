import type { KubeObject } from '../../kubernetes/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import { type FoundObject, findObjects } from '../cluster/found-objects.ts';
import { missingTargets } from '../cluster/targets.ts';
import { listMetadata } from '../label/list-metadata.ts';
import { METADATA_FLAGS, type MetadataOptions, metadataOptions } from '../label/options.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { type ObjectPrinter, objectPrinter } from '../output/object-printer.ts';
import { instant, type Verb } from '../verb.ts';

/** The annotation that may always be overwritten. */
const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/**
 * `kubectl annotate TYPE NAME KEY=VALUE KEY-`.
 *
 * @source k8s.io/kubectl/pkg/cmd/annotate/annotate.go → AnnotateOptions.RunAnnotate (v0.36.3)
 */
export const annotate: Verb = {
  name: 'annotate',
  isKubectl: true,
  usage: 'annotate TYPE NAME KEY=VALUE… KEY-…',
  flags: METADATA_FLAGS,
  parse: (input) => {
    const options = metadataOptions(input, 'annotation');
    return {
      check: (world) => missingTargets(world, options.targets),
      run: instant((context) => run(context, options)),
    };
  },
};

function run(context: CommandContext, options: MetadataOptions): number {
  const { found, failures } = findObjects(context.world, options.targets);
  if (found.length > 1 && options.resourceVersion) {
    return fail(context, [failure('--resource-version may only be used with a single resource')]);
  }
  const failed: Failure[] = [...failures];
  const print = options.lists
    ? listMetadata(context, 'annotations', options.targets)
    : objectPrinter(context, options);
  for (const each of found) {
    const problem = annotateOne(context, each, options, print);
    if (problem) failed.push(problem);
  }
  return fail(context, failed);
}

function annotateOne(
  { api, actor, stderr }: CommandContext,
  { target, object }: FoundObject,
  { set, removed, overwrite, dryRun, resourceVersion, lists }: MetadataOptions,
  print: ObjectPrinter,
): Failure | undefined {
  const annotations = object.metadata.annotations ?? {};
  const refused = [...set].filter(
    ([key, value]) => key !== CHANGE_CAUSE && key in annotations && annotations[key] !== value,
  );
  if (!overwrite && refused.length > 0) {
    const list = refused.map(([key]) => `'${key}' already has a value (${annotations[key]})`).join('; ');
    return failure(`--overwrite is false but found the following declared annotation(s): ${list}`);
  }
  const left = Object.entries(annotations).filter(([key]) => !removed.includes(key));
  let annotated: KubeObject = {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: { ...Object.fromEntries(left), ...Object.fromEntries(set) },
    },
  };
  if (dryRun !== 'client' && !lists) {
    const changes = [...set, ...removed.map((key) => [key, null] as const)];
    const patch = { metadata: { annotations: Object.fromEntries(changes) } };
    const answer = api.patch(target.reference, 'merge', patch, actor, {
      dryRun: dryRun === 'server',
      ...(resourceVersion ? { resourceVersion } : {}),
    });
    if (!answer.ok) return { status: answer.status };
    for (const warning of answer.warnings) stderr(`Warning: ${warning}`);
    annotated = answer.value;
  }
  print(target.kind.groupKind, annotated, 'annotated');
  return undefined;
}
