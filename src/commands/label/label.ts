import type { CommandContext } from '../../simulation/index.ts';
import { type FoundObject, findObjects } from '../cluster/found-objects.ts';
import { missingTargets } from '../cluster/targets.ts';
import { aggregate, type Failure, fail, failure } from '../output/failure.ts';
import { type ObjectPrinter, objectPrinter } from '../output/object-printer.ts';
import { instant, type Verb } from '../verb.ts';
import { listMetadata } from './list-metadata.ts';
import { METADATA_FLAGS, type MetadataOptions, metadataOptions } from './options.ts';

/**
 * `kubectl label TYPE NAME KEY=VALUE KEY-`.
 *
 * @source k8s.io/kubectl/pkg/cmd/label/label.go → LabelOptions.RunLabel (v0.36.3)
 */
export const label: Verb = {
  name: 'label',
  isKubectl: true,
  usage: 'label TYPE NAME KEY=VALUE… KEY-…',
  flags: METADATA_FLAGS,
  parse: (input) => {
    const options = metadataOptions(input, 'label');
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
    ? listMetadata(context, 'labels', options.targets)
    : objectPrinter(context, options);
  for (const each of found) {
    const problem = labelOne(context, each, options, print);
    if (problem) failed.push(problem);
  }
  return fail(context, failed);
}

function labelOne(
  { api, actor, stdout, stderr }: CommandContext,
  { target, object }: FoundObject,
  options: MetadataOptions,
  print: ObjectPrinter,
): Failure | undefined {
  const labels = object.metadata.labels ?? {};
  const { set, removed, overwrite, dryRun, resourceVersion, lists } = options;
  const isLocal = lists || dryRun === 'client';
  if (!isLocal) {
    for (const key of removed) if (!(key in labels)) stdout(`label ${JSON.stringify(key)} not found.`);
  }
  const refused = [...set].filter(([key, value]) => key in labels && labels[key] !== value);
  if (!overwrite && refused.length > 0) {
    return aggregate(
      refused.map(([key]) =>
        failure(`'${key}' already has a value (${labels[key]}), and --overwrite is false`),
      ),
    );
  }
  const added = [...set].filter(([key, value]) => labels[key] !== value);
  const dropped = removed.filter((key) => key in labels);
  if (!isLocal && added.length + dropped.length > 0) {
    const patch = {
      metadata: { labels: Object.fromEntries([...added, ...dropped.map((key) => [key, null])]) },
    };
    const answer = api.patch(target.reference, 'merge', patch, actor, {
      dryRun: dryRun === 'server',
      ...(resourceVersion ? { resourceVersion } : {}),
    });
    if (!answer.ok) return { status: answer.status };
    for (const warning of answer.warnings) stderr(`Warning: ${warning}`);
  }
  const left = Object.entries(labels).filter(([key]) => !dropped.includes(key));
  const labelled = {
    ...object,
    metadata: { ...object.metadata, labels: { ...Object.fromEntries(left), ...Object.fromEntries(added) } },
  };
  print(target.kind.groupKind, labelled, messageOf(added.length > 0, dropped.length > 0));
  return undefined;
}

/** @source k8s.io/kubectl/pkg/cmd/label/label.go → updateDataChangeMsg (v0.36.3) */
function messageOf(hasAdded: boolean, hasRemoved: boolean): string {
  if (hasAdded && hasRemoved) return 'modified';
  if (hasAdded) return 'labeled';
  return hasRemoved ? 'unlabeled' : 'not labeled';
}
