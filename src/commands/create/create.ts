import { sleep } from '../../simulation/index.ts';
import { targetArguments } from '../cluster/target-arguments.ts';
import { findTargets, missingTargets } from '../cluster/targets.ts';
import { FILE_FLAGS, SELECTOR } from '../command-line/common-flags.ts';
import { usage } from '../command-line/flags.ts';
import { SEND_FLAGS, sendOptions } from '../command-line/send-flags.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { objectPrinter } from '../output/object-printer.ts';
import type { Verb } from '../verb.ts';
import { createObject, NEXT_OBJECT_MS, refusedFrom, withLastApplied } from './create-objects.ts';

/**
 * `kubectl create -f FILE`.
 *
 * @source k8s.io/kubectl/pkg/cmd/create/create.go → CreateOptions.RunCreate (v0.36.3)
 */
export const create: Verb = {
  name: 'create',
  isKubectl: true,
  usage: 'create -f FILE',
  flags: [
    ...FILE_FLAGS,
    ...SEND_FLAGS,
    SELECTOR,
    { name: 'edit', type: 'boolean', unmodelled: true },
    { name: 'raw', type: 'string', unmodelled: true },
    { name: 'windows-line-endings', type: 'boolean', unmodelled: true },
  ],
  parse: (input) => {
    const { positional, flags, command } = input;
    if (positional.length > 0) throw usage(`Unexpected args: [${positional.join(' ')}]`, command);
    if (flags.list('filename').length === 0 && !flags.has('kustomize')) {
      throw usage('must specify one of -f and -k', command);
    }
    const targets = targetArguments(input);
    const options = sendOptions(flags, command);
    const savesConfig = flags.isOn('save-config');
    return {
      check: (world) => missingTargets(world, targets),
      *run(context) {
        const found = findTargets(context.world, targets);
        const failed: Failure[] = [];
        const print = objectPrinter(context, options);
        for (const [position, target] of found.targets.entries()) {
          if (position > 0) yield* sleep(NEXT_OBJECT_MS);
          const { object, source } = target.input!;
          const sent = savesConfig ? withLastApplied(object) : object;
          const refused = refusedFrom('creating', source);
          const problem = createObject(context, target, sent, options, refused, print);
          if (problem) failed.push(problem);
        }
        failed.push(...found.failures);
        const isNothing = found.targets.length === 0 && failed.length === 0;
        return fail(context, isNothing ? [failure('no objects passed to create')] : failed);
      },
    };
  },
};
