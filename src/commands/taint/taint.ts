import type { Node } from '../../kubernetes/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import { findNodes, missingNodes, type NodeArguments, nodeAt } from '../cluster/nodes.ts';
import { kindsIn, noSuchType } from '../cluster/resource-types.ts';
import {
  ALL,
  DRY_RUN,
  type DryRun,
  dryRunOf,
  FIELD_MANAGER,
  OUTPUT_FLAGS,
  SELECTOR,
  selectorOf,
} from '../command-line/common-flags.ts';
import { usage } from '../command-line/flags.ts';
import { aggregateText, type Failure, fail, failure } from '../output/failure.ts';
import { objectPrinter } from '../output/object-printer.ts';
import { type OutputFormat, outputOf } from '../output/output-format.ts';
import { instant, type Verb, type VerbInput } from '../verb.ts';
import { parseTaints, type Taint, type TaintChanges, type TaintRemoval } from './parse-taints.ts';

interface TaintOptions {
  readonly type: string;
  readonly nodes: NodeArguments;
  readonly changes: TaintChanges;
  readonly overwrite: boolean;
  readonly output: OutputFormat;
  readonly dryRun: DryRun;
}

/**
 * `kubectl taint nodes NAME KEY=VALUE:EFFECT`.
 *
 * @source k8s.io/kubectl/pkg/cmd/taint/taint.go → TaintOptions (v0.36.3)
 */
export const taint: Verb = {
  name: 'taint',
  isKubectl: true,
  usage: 'taint node NAME KEY=VALUE:EFFECT… KEY:EFFECT-…',
  flags: [
    { name: 'overwrite', type: 'boolean' },
    { name: 'validate', type: 'string', bare: 'strict' },
    ALL,
    SELECTOR,
    DRY_RUN,
    FIELD_MANAGER,
    ...OUTPUT_FLAGS,
  ],
  parse: (input) => {
    const options = optionsOf(input);
    return {
      nodesRead: options.nodes.names,
      check: (world) => missingNodes(world, options.nodes),
      run: instant((context) => run(context, options)),
    };
  },
};

function optionsOf({ positional, flags, command }: VerbInput): TaintOptions {
  const isTaint = (word: string) => word.includes('=') || word.includes(':') || word.endsWith('-');
  const first = positional.findIndex(isTaint);
  const resources = first < 0 ? positional : positional.slice(0, first);
  const specs = first < 0 ? [] : positional.slice(first);
  const late = specs.find((word) => !isTaint(word));
  if (late !== undefined)
    throw usage(`all resources must be specified before taint changes: ${late}`, command);
  const [type, ...names] = resources;
  if (type === undefined)
    throw usage('one or more resources must be specified as <resource> <name>', command);
  if (specs.length === 0) throw usage('at least one taint update is required', command);
  const changes = parseTaints(specs);
  if ('problem' in changes) throw usage(changes.problem, command);
  const conflicts = changes.added.flatMap((added) =>
    changes.removed
      .filter(({ key, effect }) => key === added.key && (effect === '' || effect === added.effect))
      .map(({ key, effect }) => `${key}=${effect}`),
  );
  if (conflicts.length > 0) {
    const list = conflicts.join(', ');
    throw usage(
      `can not both modify and remove the following taint(s) in the same command: ${list}`,
      command,
    );
  }
  return {
    type,
    nodes: nodesOf(names, selectorOf(flags, 'selector', command), flags.isOn('all'), command),
    changes,
    overwrite: flags.isOn('overwrite'),
    output: outputOf(flags, command),
    dryRun: dryRunOf(flags, command),
  };
}

function nodesOf(
  names: readonly string[],
  selector: NodeArguments['selector'],
  all: boolean,
  command: string,
): NodeArguments {
  if (all && selector)
    throw usage("setting 'all' parameter with a non empty selector is prohibited", command);
  if (!all && !selector && names.length === 0) {
    throw usage("at least one resource name must be specified since 'all' parameter is not set", command);
  }
  return all ? { names: [], selector: { requirements: [] } } : { names: selector ? [] : names, selector };
}

function run(context: CommandContext, options: TaintOptions): number {
  const { world } = context;
  const [kind] = kindsIn(world, options.type);
  if (!kind) return fail(context, [noSuchType(options.type)]);
  if (kind.groupKind !== 'Node') {
    return fail(context, [failure(`invalid resource type ${options.type}, only node types are supported`)]);
  }
  const found = findNodes(world, options.nodes);
  const failures: Failure[] = found.failure ? [found.failure] : [];
  // kubectl's note of a dry run is lost on the way here.
  const print = objectPrinter(context, { output: options.output, dryRun: 'none' });
  for (const row of found.rows) {
    const node = nodeAt(world, row);
    const outcome = taintNode(context, node, options);
    if (typeof outcome === 'string') print('Node', nodeAt(world, row), outcome);
    else failures.push(outcome);
  }
  return fail(context, failures);
}

/** What was done, as kubectl says it, or why it was not. */
function taintNode({ api, actor }: CommandContext, node: Node, options: TaintOptions): string | Failure {
  const { added, removed } = options.changes;
  const name = node.metadata.name ?? '';
  const old = (node.spec?.taints ?? []) as readonly Taint[];
  const existing = added.filter((each) => old.some((taint) => isSame(taint, each))).map(({ key }) => key);
  if (!options.overwrite && existing.length > 0) {
    return failure(
      `node ${name} already has ${existing.join(',')} taint(s) with same effect(s) and --overwrite is false`,
    );
  }
  const all = [...added, ...old.filter((taint) => !added.some((each) => isSame(taint, each)))];
  const left = all.filter((taint) => !removed.some((removal) => isRemoved(taint, removal)));
  const missing = removed.filter((removal) => !all.some((taint) => isRemoved(taint, removal)));
  if (missing.length > 0) {
    return failure(
      aggregateText(
        missing.map(
          ({ key, effect }) => `taint ${JSON.stringify(effect ? `${key}:${effect}` : key)} not found`,
        ),
      ),
    );
  }
  if (options.dryRun !== 'client') {
    const patch = { spec: { taints: left.length > 0 ? left : null } };
    const answer = api.patch({ kind: 'Node', name }, 'merge', patch, actor, {
      dryRun: options.dryRun === 'server',
    });
    if (!answer.ok) return { status: answer.status };
  }
  return operationOf(old.length !== all.length, left.length !== all.length, options.overwrite);
}

/** @source k8s.io/kubectl/pkg/cmd/taint/utils.go → reorganizeTaints (v0.36.3) */
function operationOf(hasAdded: boolean, hasRemoved: boolean, overwrite: boolean): string {
  if ((hasAdded && hasRemoved) || overwrite) return 'modified';
  return hasAdded ? 'tainted' : 'untainted';
}

function isSame(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}

function isRemoved({ key, effect }: Taint, removal: TaintRemoval): boolean {
  return key === removal.key && (removal.effect === '' || effect === removal.effect);
}
