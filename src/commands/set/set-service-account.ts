import { targetArguments } from '../cluster/target-arguments.ts';
import { missingTargets } from '../cluster/targets.ts';
import { dryRunOf, isNameOutput } from '../command-line/common-flags.ts';
import { usage } from '../command-line/flags.ts';
import { instant, type Verb } from '../verb.ts';
import { SET_FLAGS, updatePodSpecs } from './update-pod-spec.ts';

/**
 * `kubectl set serviceaccount TYPE NAME SERVICEACCOUNT`.
 *
 * @source k8s.io/kubectl/pkg/cmd/set/set_serviceaccount.go → SetServiceAccountOptions (v0.36.3)
 */
export const setServiceAccount: Verb = {
  name: 'set serviceaccount',
  aliases: ['set sa'],
  isKubectl: true,
  usage: 'set serviceaccount TYPE NAME SERVICEACCOUNT',
  flags: SET_FLAGS,
  parse: (input) => {
    const { positional, flags, command } = input;
    const name = positional.at(-1);
    if (name === undefined) throw usage('serviceaccount is required', command);
    const options = {
      targets: targetArguments(input, { words: positional.slice(0, -1) }),
      printsNames: isNameOutput(flags, command),
      dryRun: dryRunOf(flags, command),
    };
    return {
      check: (world) => missingTargets(world, options.targets),
      run: instant((context) =>
        updatePodSpecs(context, options, {
          done: 'serviceaccount updated',
          refused: 'failed to patch ServiceAccountName',
          mentionsUnchanged: true,
          // The server keeps the field of old beside the new one.
          change: (podSpec) => ({ ...podSpec, serviceAccountName: name, serviceAccount: name }),
        }),
      ),
    };
  },
};
