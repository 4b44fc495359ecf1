import { usage } from '../command-line/flags.ts';
import type { Verb } from '../verb.ts';
import { SET_FLAGS, setOptions } from './set-options.ts';
import { podSpecProgram } from './update-pod-spec.ts';

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
    const { positional, command } = input;
    const name = positional.at(-1);
    if (name === undefined) throw usage('serviceaccount is required', command);
    return podSpecProgram(setOptions(input, positional.slice(0, -1)), {
      done: 'serviceaccount updated',
      refused: 'failed to patch ServiceAccountName',
      mentionsUnchanged: true,
      // The server keeps the field of old beside the new one.
      change: (podSpec) => ({ ...podSpec, serviceAccountName: name, serviceAccount: name }),
    });
  },
};
