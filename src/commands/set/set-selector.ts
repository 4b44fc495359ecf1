import type { KubeObject } from '../../kubernetes/index.ts';
import { findObjects } from '../cluster/found-objects.ts';
import { missingTargets } from '../cluster/targets.ts';
import { usage } from '../command-line/flags.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { objectPrinter } from '../output/object-printer.ts';
import { instant, type Verb } from '../verb.ts';
import { SET_FLAGS, setOptions } from './set-options.ts';

/**
 * `kubectl set selector service NAME KEY=VALUE,…`: which pods a Service leads to.
 *
 * @source k8s.io/kubectl/pkg/cmd/set/set_selector.go → SetSelectorOptions (v0.36.3)
 */
export const setSelector: Verb = {
  name: 'set selector',
  isKubectl: true,
  usage: 'set selector TYPE NAME KEY=VALUE,…',
  flags: [...SET_FLAGS, { name: 'resource-version', type: 'string', unmodelled: true }],
  parse: (input) => {
    const { positional, command } = input;
    const expression = positional.at(-1);
    if (expression === undefined) throw usage('one selector is required', command);
    const selector = labelsOf(expression, command);
    const { targets, output, dryRun } = setOptions(input, positional.slice(0, -1));
    return {
      check: (world) => missingTargets(world, targets),
      run: instant((context) => {
        const { world, api, actor } = context;
        const print = objectPrinter(context, { output, dryRun });
        const { found, failures } = findObjects(world, targets);
        const failed: Failure[] = [...failures];
        for (const { target, object } of found) {
          const { groupKind } = target.kind;
          if (groupKind !== 'Service') {
            failed.push(failure('setting a selector is only supported for Services'));
            continue;
          }
          const spec = { ...(object.spec as object | undefined), selector };
          let updated: KubeObject = { ...object, spec };
          if (dryRun !== 'client') {
            const answer = api.update(updated, actor, { dryRun: dryRun === 'server' });
            if (!answer.ok) {
              failed.push({ status: answer.status });
              continue;
            }
            updated = answer.value;
          }
          print(groupKind, updated, 'selector updated');
        }
        return fail(context, failed);
      }),
    };
  },
};

/** The labels of an expression; Services take nothing but equalities. */
function labelsOf(expression: string, command: string): Readonly<Record<string, string>> {
  const pairs = expression.split(',').map((each) => /^\s*([^\s=!]+)\s*==?\s*([^\s=]*)\s*$/.exec(each));
  if (!pairs.every((pair) => pair !== null))
    throw usage(`match expressions are not supported on this object: ${expression}`, command);
  return Object.fromEntries(pairs.map(([, key, value]) => [key!, value!]));
}
