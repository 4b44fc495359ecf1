import type { KubeObject } from '../../kubernetes/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import { type FoundObject, findObjects } from '../cluster/found-objects.ts';
import { type TargetArguments, targetArguments } from '../cluster/target-arguments.ts';
import { missingTargets } from '../cluster/targets.ts';
import {
  ALL_NAMESPACES,
  CHUNK_SIZE,
  FIELD_SELECTOR,
  FILE_FLAGS,
  OUTPUT_FLAGS,
  SELECTOR,
} from '../command-line/common-flags.ts';
import { fail } from '../output/failure.ts';
import { objectPrinter } from '../output/object-printer.ts';
import { type OutputFormat, outputOf } from '../output/output-format.ts';
import type { VerbInput } from '../verb.ts';
import { instant, type Verb } from '../verb.ts';

/** Formats of tables. */
const TABLES = /^(wide|custom-columns.*)?$/;
const NO_TABLE =
  '(kubectl get changes nothing; its table is not printed, what -o name, yaml, json and jsonpath ask for is)';

interface GetOptions {
  readonly targets: TargetArguments;
  /** Absent: a table. */
  readonly output: OutputFormat | undefined;
  readonly ignoreNotFound: boolean;
}

/**
 * `kubectl get`: for commands behind a pipe, and for `||` behind what is not there. Tables are not printed.
 *
 * @source k8s.io/kubectl/pkg/cmd/get/get.go → GetOptions.Run (v0.36.3)
 */
export const get: Verb = {
  name: 'get',
  isKubectl: true,
  usage: 'get TYPE [NAME…] [-o name|yaml|json|jsonpath=TEMPLATE]',
  flags: [
    SELECTOR,
    FIELD_SELECTOR,
    ALL_NAMESPACES,
    CHUNK_SIZE,
    { name: 'ignore-not-found', type: 'boolean' },
    { name: 'no-headers', type: 'boolean' },
    { name: 'show-labels', type: 'boolean' },
    { name: 'show-kind', type: 'boolean' },
    { name: 'label-columns', short: 'L', type: 'list' },
    { name: 'sort-by', type: 'string' },
    { name: 'watch', short: 'w', type: 'boolean' },
    { name: 'watch-only', type: 'boolean' },
    { name: 'output-watch-events', type: 'boolean' },
    { name: 'server-print', type: 'boolean' },
    { name: 'subresource', type: 'string' },
    { name: 'raw', type: 'string', unmodelled: true },
    ...FILE_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  parse: (input) => {
    const options = optionsOf(input);
    return {
      check: (world) => missingTargets(world, { ...options.targets, named: [] }),
      run: instant((context) => run(context, options)),
    };
  },
};

function optionsOf(input: VerbInput): GetOptions {
  const { flags, command } = input;
  return {
    targets: targetArguments(input, { typeAloneMeansAll: true }),
    output: TABLES.test(flags.text('output') ?? '') ? undefined : outputOf(flags, command),
    ignoreNotFound: flags.isOn('ignore-not-found'),
  };
}

function run(context: CommandContext, { targets, output, ignoreNotFound }: GetOptions): number {
  const { found, failures } = findObjects(context.world, targets);
  const failed = ignoreNotFound
    ? failures.filter((failure) => !('status' in failure && failure.status.reason === 'NotFound'))
    : failures;
  if (!output) {
    context.stderr(NO_TABLE);
    if (found.length === 0 && failures.length === 0) {
      context.stderr(
        `No resources found${targets.allNamespaces ? '' : ` in ${targets.namespace} namespace.`}`,
      );
    }
    return fail(context, failed);
  }
  const print = objectPrinter(context, { output, dryRun: 'none' });
  if (output.type === 'name')
    for (const { target, object } of found) print(target.kind.groupKind, object, '');
  else if (found.length > 0 || failures.length === 0) print('List', shownAs(found, targets), '');
  return fail(context, failed);
}

/** One object that is named stands for itself; all others are a list. */
function shownAs(found: readonly FoundObject[], { named, types }: TargetArguments): KubeObject {
  const objects = found.map(({ object }) => object);
  const [first] = objects;
  if (first && objects.length === 1 && named.length === 1 && types.length === 0) return first;
  return { apiVersion: 'v1', items: objects, kind: 'List', metadata: { resourceVersion: '' } };
}
