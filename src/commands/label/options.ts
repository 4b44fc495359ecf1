import { labelValueProblems } from '../../kubernetes/index.ts';
import { type TargetArguments, targetArguments } from '../cluster/target-arguments.ts';
import {
  ALL,
  ALL_NAMESPACES,
  DRY_RUN,
  type DryRun,
  dryRunOf,
  FIELD_MANAGER,
  FIELD_SELECTOR,
  FILE_FLAGS,
  OUTPUT_FLAGS,
  SELECTOR,
} from '../command-line/common-flags.ts';
import { type Flag, usage } from '../command-line/flags.ts';
import { splitPairs } from '../command-line/pairs.ts';
import { type OutputFormat, outputOf } from '../output/output-format.ts';
import type { VerbInput } from '../verb.ts';

export const METADATA_FLAGS: readonly Flag[] = [
  { name: 'overwrite', type: 'boolean' },
  { name: 'resource-version', type: 'string' },
  { name: 'list', type: 'boolean' },
  { name: 'local', type: 'boolean', unmodelled: true },
  ALL,
  ALL_NAMESPACES,
  SELECTOR,
  FIELD_SELECTOR,
  DRY_RUN,
  FIELD_MANAGER,
  ...FILE_FLAGS,
  ...OUTPUT_FLAGS,
];

/** What `label` and `annotate` are asked for. */
export interface MetadataOptions {
  readonly targets: TargetArguments;
  readonly set: ReadonlyMap<string, string>;
  readonly removed: readonly string[];
  readonly overwrite: boolean;
  readonly resourceVersion: string | undefined;
  readonly output: OutputFormat;
  /** Prints what the objects would have instead of changing them. */
  readonly lists: boolean;
  readonly dryRun: DryRun;
}

/** @source k8s.io/kubectl/pkg/cmd/label/label.go → LabelOptions.Complete, Validate (v0.36.3) */
export function metadataOptions(input: VerbInput, type: 'label' | 'annotation'): MetadataOptions {
  const { positional, flags, command } = input;
  const pairs = splitPairs(positional, type, true);
  if ('problem' in pairs) throw usage(pairs.problem, command);
  const { resources, set, removed } = pairs;
  if (type === 'label') checkLabels(set, command);
  for (const other of ['selector', 'field-selector']) {
    if (flags.isOn('all') && flags.text(other)) {
      throw usage(`cannot set --all and --${other} at the same time`, command);
    }
  }
  if (resources.length === 0 && flags.list('filename').length === 0 && !flags.has('kustomize')) {
    throw usage('one or more resources must be specified as <resource> <name> or <resource>/<name>', command);
  }
  const lists = flags.isOn('list');
  if (lists && flags.text('output'))
    throw usage('--list and --output may not be specified together', command);
  if (set.size === 0 && removed.length === 0 && !lists)
    throw usage(`at least one ${type} update is required`, command);
  const both = removed.filter((key) => set.has(key));
  if (both.length > 0) {
    const what = type === 'label' ? 'a label' : 'the following annotation(s)';
    const list = type === 'label' ? '' : `: ${both.join(', ')}`;
    throw usage(`can not both modify and remove ${what} in the same command${list}`, command);
  }
  return {
    targets: targetArguments(input, { words: resources }),
    set,
    removed,
    overwrite: flags.isOn('overwrite'),
    resourceVersion: flags.text('resource-version') || undefined,
    output: outputOf(flags, command),
    lists,
    dryRun: dryRunOf(flags, command),
  };
}

/** @source k8s.io/kubectl/pkg/cmd/label/label.go → parseLabels (v0.36.3) */
function checkLabels(set: ReadonlyMap<string, string>, command: string): void {
  for (const [key, value] of set) {
    const spec = `${key}=${value}`;
    if (value.includes('=')) throw usage(`invalid label spec: ${spec}`, command);
    const problems = labelValueProblems(value);
    if (problems.length > 0) {
      throw usage(`invalid label value: ${JSON.stringify(spec)}: ${problems.join(';')}`, command);
    }
  }
}
