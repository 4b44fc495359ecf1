import type { KubeObject } from '../../kubernetes/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import { targetArguments } from '../cluster/target-arguments.ts';
import { findTargets, missingTargets, type Target } from '../cluster/targets.ts';
import { FILE_FLAGS } from '../command-line/common-flags.ts';
import { usage } from '../command-line/flags.ts';
import { SEND_FLAGS, sendOptions } from '../command-line/send-flags.ts';
import {
  decoded,
  decodingProblem,
  lastAppliedOf,
  refusedFrom,
  type SendOptions,
  withLastApplied,
} from '../create/create-objects.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { type ObjectPrinter, objectPrinter } from '../output/object-printer.ts';
import { instant, type Verb } from '../verb.ts';
import { forceOptions, forceReplace } from './force-replace.ts';

/**
 * `kubectl replace -f FILE`: the whole object anew; a resource version in the file must be the stored one. With `--force`
 * it is deleted and created.
 *
 * @source k8s.io/kubectl/pkg/cmd/replace/replace.go → ReplaceOptions.Run (v0.36.3)
 */
export const replace: Verb = {
  name: 'replace',
  isKubectl: true,
  usage: 'replace -f FILE',
  flags: [
    ...FILE_FLAGS,
    ...SEND_FLAGS,
    { name: 'force', type: 'boolean' },
    { name: 'cascade', type: 'string', bare: 'background' },
    { name: 'grace-period', type: 'integer' },
    { name: 'timeout', type: 'duration' },
    { name: 'wait', type: 'boolean', unmodelled: true },
    { name: 'raw', type: 'string', unmodelled: true },
    { name: 'subresource', type: 'string', unmodelled: true },
  ],
  parse: (input) => {
    const { flags, command } = input;
    if (flags.list('filename').length === 0 && !flags.has('kustomize')) {
      throw usage('must specify one of -f and -k', command);
    }
    const targets = targetArguments(input);
    const options = sendOptions(flags, command);
    const savesConfig = flags.isOn('save-config');
    const force = forceOptions(flags, options, command);
    if (force) {
      return {
        check: (world) => missingTargets(world, targets),
        run: (context) =>
          forceReplace(context, targets, force, options, (object) => configured(object, savesConfig)),
      };
    }
    return {
      check: (world) => missingTargets(world, targets),
      run: instant((context) => {
        const found = findTargets(context.world, targets);
        const failed: Failure[] = [...found.failures];
        const print = objectPrinter(context, options);
        for (const target of found.targets) {
          const problem = replaceOne(context, target, options, savesConfig, print);
          if (problem) failed.push(problem);
        }
        return fail(context, failed);
      }),
    };
  },
};

/** The object as it is sent: with its configuration in an annotation where that is kept. */
function configured(object: KubeObject, savesConfig: boolean): KubeObject {
  return savesConfig || lastAppliedOf(object) ? withLastApplied(object) : object;
}

function replaceOne(
  context: CommandContext,
  target: Target,
  options: SendOptions,
  savesConfig: boolean,
  print: ObjectPrinter,
): Failure | undefined {
  const { world, api, actor, stderr } = context;
  const { object, source } = target.input!;
  const stored = world.get(target.reference);
  const refused = refusedFrom('replacing', source);
  const problem = decodingProblem(context, target, object, options);
  if (problem) return refused(problem);
  if (!object.metadata.name) {
    return failure(`error when replacing ${JSON.stringify(source)}: resource name may not be empty`);
  }
  const sent = configured(object, savesConfig);
  let replaced = sent;
  if (options.dryRun !== 'client') {
    const { resourceVersion } = object.metadata;
    const answer = api.update(decoded(sent, options), actor, {
      dryRun: options.dryRun === 'server',
      ...(stored && resourceVersion ? { resourceVersion } : {}),
    });
    if (!answer.ok) return refused(answer.status);
    for (const warning of answer.warnings) stderr(`Warning: ${warning}`);
    replaced = answer.value;
  }
  print(target.kind.groupKind, replaced, 'replaced');
  return undefined;
}
